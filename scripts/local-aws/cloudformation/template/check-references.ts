/** Checks that everything that a template refers to exists. */
import type { Json } from '../../../../handlers/template-language/json';
import { validationError } from '../../wire/errors';
import { unresolved } from './intrinsics';
import { type Reference, referencesOf } from './references';
import type { Sections } from './sections';

/** Every name in Resources and Outputs must be declared, even in branches of `Fn::If` that are not taken. */
export function checkDeclared(sections: Sections): void {
  const isDeclared = ({ name, kind }: Reference): boolean =>
    sections.resources[name] !== undefined ||
    (kind === 'Ref' && (sections.parameters[name] !== undefined || isPseudo(name)));
  const definitions = Object.values(sections.resources);
  const written = definitions.flatMap(({ properties }) => referencesOf(properties)).filter((r) => !isDeclared(r));
  const depended = definitions.flatMap(({ dependsOn }) => dependsOn).filter((name) => !sections.resources[name]);
  const missing = [...new Set([...written.map(({ name }) => name), ...depended])];
  if (missing.length > 0) throw unresolved(missing);
  for (const [name, { value }] of Object.entries(sections.outputs)) {
    const lost = referencesOf(value).filter((reference) => !isDeclared(reference));
    if (lost.length > 0) {
      throw validationError(
        `Template format error: Unresolved resource dependencies [${lost.map((r) => r.name).join(', ')}] in the Outputs block of the template (${name})`,
      );
    }
  }
  for (const [logicalId, { condition }] of Object.entries(sections.resources)) {
    if (condition !== undefined && sections.conditions[condition] === undefined) {
      throw validationError(
        `Template format error: Unresolved dependencies [${condition}]. Cannot reference resources in the Conditions block of the template (${logicalId})`,
      );
    }
  }
}

const PSEUDO = ['AccountId', 'NoValue', 'NotificationARNs', 'Partition', 'Region', 'StackId', 'StackName', 'URLSuffix'];
const isPseudo = (name: string): boolean => PSEUDO.includes(name.replace(/^AWS::/, '')) && name.startsWith('AWS::');

/** An output must not refer to a resource whose condition is false. */
export function checkLive(value: Json, sections: Sections, liveIds: ReadonlySet<string>): void {
  const dead = referencesOf(value).filter(({ name }) => sections.resources[name] !== undefined && !liveIds.has(name));
  if (dead.length > 0) throw unresolved(dead.map(({ name }) => name));
}
