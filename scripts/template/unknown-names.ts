import { at } from '../../handlers/macro/findings';
import { getAttArguments, isIntrinsic, subArguments, subParts } from '../../handlers/macro/intrinsics';
import { isObject, type Json, type JsonObject, member } from '../../handlers/macro/json';
import { isLoop } from '../../handlers/macro/loops/loop';
import { didYouMean } from '../../handlers/macro/nearest';
import type { Finding } from './load';

/** A name that a template refers to, and where. */
interface Mention {
  path: string;
  name: string;
}

/**
 * References to what a template does not have. CloudFormation refuses them, but tells no place.
 * @param source the template as it was written
 * @param processed the same after the macro, whose resources may be referred to as well
 * @returns nothing where names may come of something else: another macro, an include, a module, a loop that is left
 */
export function unknownNames(source: JsonObject, processed: JsonObject): Finding[] {
  const templates = [source, processed];
  if (hasOtherSources(processed)) return [];
  const resources = templates.flatMap(({ Resources }) => keysOf(Resources));
  const names = [...new Set([...resources, ...keysOf(source.Parameters)])];
  return mentionsIn(source)
    .filter(({ name }) => !name.startsWith('AWS::') && !names.includes(name))
    .map(({ path, name }) => {
      const message = `the template has neither a resource nor a parameter ${name}${didYouMean(name, names)}`;
      return { path, message };
    });
}

/** Transforms that add no names; what AWS::LanguageExtensions adds comes of loops. */
const PLAIN_TRANSFORMS: readonly unknown[] = ['Express', 'AWS::LanguageExtensions'];

function hasOtherSources(processed: JsonObject): boolean {
  const transforms = [processed.Transform ?? []].flat();
  const resources = isObject(processed.Resources) ? Object.entries(processed.Resources) : [];
  return (
    transforms.some((transform) => !PLAIN_TRANSFORMS.includes(transform)) ||
    resources.some(([id, resource]) => isLoop(id) || String(member(resource, 'Type')).endsWith('::MODULE')) ||
    JSON.stringify(processed).includes('"Fn::Transform"')
  );
}

/** Loops are left out: what their names stand for shows when they are unrolled only. */
function mentionsIn(template: JsonObject): Mention[] {
  return ['Resources', 'Outputs'].flatMap((section) =>
    entriesOf(template[section]).flatMap(([id, entry]) => {
      const path = at(section, id);
      return isLoop(id) ? [] : [...dependenciesOf(entry, path), ...functionsIn(entry, path)];
    }),
  );
}

function dependenciesOf(resource: Json, path: string): Mention[] {
  const dependsOn = member(resource, 'DependsOn');
  const here = at(path, 'DependsOn');
  if (typeof dependsOn === 'string') return [{ path: here, name: dependsOn }];
  if (!Array.isArray(dependsOn)) return [];
  return dependsOn.flatMap((name, index) => (typeof name === 'string' ? [{ path: at(here, index), name }] : []));
}

function functionsIn(value: Json, path: string): Mention[] {
  const own = isIntrinsic(value) ? namesOf(value).map(([key, name]) => ({ path: at(path, key), name })) : [];
  const inner = Array.isArray(value) ? [...value.entries()] : entriesOf(value).filter(([key]) => !isLoop(key));
  return [...own, ...inner.flatMap(([key, entry]) => functionsIn(entry, at(path, key)))];
}

/** What a function itself names, each with the function's key. */
function namesOf(value: JsonObject): [string, string][] {
  if (typeof value.Ref === 'string') return [['Ref', value.Ref]];
  const target = getAttArguments(value['Fn::GetAtt'])?.logicalId;
  if (target !== undefined) return [['Fn::GetAtt', target]];
  const { text, variables } = subArguments(value['Fn::Sub']) ?? { text: '', variables: {} };
  return subParts(text).flatMap((part): [string, string][] => {
    if (!('variable' in part) || Object.hasOwn(variables, part.variable)) return [];
    return [['Fn::Sub', part.variable.split('.')[0] ?? '']];
  });
}

const entriesOf = (value: Json | undefined): [string, Json][] => (isObject(value) ? Object.entries(value) : []);
const keysOf = (value: Json | undefined): string[] => entriesOf(value).map(([key]) => key);
