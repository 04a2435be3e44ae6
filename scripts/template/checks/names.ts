import { at, type Finding } from '../../../handlers/template-language/findings';
import { isObject, type Json, type JsonObject, member } from '../../../handlers/template-language/json';
import { isLoop } from '../../../handlers/template-language/loop';
import { didYouMean } from '../../../handlers/template-language/nearest';
import { entriesOf, entryNames } from '../entries';
import { callsIn, type Mention, mentionsOf } from './function-calls';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/pseudo-parameter-reference.html */
const PSEUDO_PARAMETERS = [
  'AWS::AccountId',
  'AWS::NoValue',
  'AWS::NotificationARNs',
  'AWS::Partition',
  'AWS::Region',
  'AWS::StackId',
  'AWS::StackName',
  'AWS::URLSuffix',
];

/**
 * Finds references to names that a template does not have. CloudFormation refuses them without saying where they are.
 * @param source the template as it was written
 * @param processed the same after the macro; its resources may be referred to as well
 * @returns nothing if names may come from elsewhere: a module, or a loop that is not unrolled
 */
export function unknownNames(source: JsonObject, processed: JsonObject): Finding[] {
  if (bringsNames(processed)) return [];
  const parameters = entryNames(source.Parameters);
  const resources = [...new Set([source, processed].flatMap(({ Resources }) => entryNames(Resources)))];
  return [
    ...unknown(mentionsIn(source, ['Resources', 'Outputs']), [...resources, ...parameters], (name) => {
      return `the template has neither a resource nor a parameter ${name}`;
    }),
    ...unknown(dependenciesIn(source), resources, (name) => `the template has no resource ${name}`),
    ...unknown(mentionsIn(source, ['Conditions']), parameters, (name) =>
      resources.includes(name)
        ? `${name} is a resource, and conditions are decided before resources exist; refer to parameters instead`
        : `the template has no parameter ${name}`,
    ),
  ];
}

function bringsNames(processed: JsonObject): boolean {
  const resources = isObject(processed.Resources) ? Object.entries(processed.Resources) : [];
  return resources.some(([id, resource]) => isLoop(id) || String(member(resource, 'Type')).endsWith('::MODULE'));
}

function unknown(mentions: readonly Mention[], names: readonly string[], what: (name: string) => string): Finding[] {
  return mentions.flatMap(({ path, name }) => {
    const isPseudo = name.startsWith('AWS::');
    const known = isPseudo ? PSEUDO_PARAMETERS : names;
    if (known.includes(name)) return [];
    const message = isPseudo ? `CloudFormation has no pseudo parameter ${name}` : what(name);
    return [{ path, message: `${message}${didYouMean(name, known)}` }];
  });
}

const mentionsIn = (template: JsonObject, sections: readonly string[]): Mention[] =>
  sections.flatMap((section) => callsIn(template, section).flatMap(mentionsOf));

const dependenciesIn = ({ Resources }: JsonObject): Mention[] =>
  entriesOf(Resources).flatMap(([id, resource]) => (isLoop(id) ? [] : dependenciesOf(resource, at('Resources', id))));

function dependenciesOf(resource: Json, path: string): Mention[] {
  const dependsOn = member(resource, 'DependsOn');
  const here = at(path, 'DependsOn');
  if (typeof dependsOn === 'string') return [{ path: here, name: dependsOn }];
  if (!Array.isArray(dependsOn)) return [];
  return dependsOn.flatMap((name, index) => (typeof name === 'string' ? [{ path: at(here, index), name }] : []));
}
