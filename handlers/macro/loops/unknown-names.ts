import { at, type Findings } from '../../template-language/findings';
import { functionOf, getAttArguments, subArguments } from '../../template-language/intrinsics';
import { isObject, type Json, type JsonObject, member } from '../../template-language/json';
import { isLoop } from '../../template-language/loop';
import { attributesOf } from '../references/attributes';
import { minimalService } from '../service/minimal';
import { leftover } from './iteration';
import { blocksIn } from './relevance';

/** The attributes that this macro must rewrite or refuse. `Name` is an attribute of the ECS service itself. */
export function ownAttributes(): ReadonlySet<string> {
  const spec = minimalService('Any');
  const names = spec === undefined ? [] : Object.keys(attributesOf(spec));
  return new Set(names.filter((name) => name !== 'Name'));
}

/**
 * Notes where attributes of services may be referred to by names that are not known yet: in loops that CloudFormation
 * expands, and by functions of values that only CloudFormation knows.
 */
export function refuseUnknownNames(template: JsonObject, own: ReadonlySet<string>, findings: Findings): void {
  const services = { blocks: blocksIn(template), own };
  for (const section of ['Resources', 'Outputs']) {
    refuseUnknown(member(template, section) ?? null, section, false, services, findings);
  }
}

interface Services {
  blocks: readonly string[];
  /** Attributes that only a service has. */
  own: ReadonlySet<string>;
}

function refuseUnknown(value: Json, path: string, looped: boolean, services: Services, findings: Findings): void {
  const { blocks, own } = services;
  if (typeof value !== 'object' || value === null) return;
  for (const [id, attribute] of targetsOf(value)) {
    const pieces = typeof attribute !== 'string' || own.has(attribute) ? piecesOf(id, looped) : undefined;
    const block = pieces && blocks.find((name) => mayBe(name, pieces));
    if (block !== undefined) {
      const what = `may refer to an attribute of the service ${block}`;
      findings.add(path, `${what} by a name that only CloudFormation knows; write the name out`);
    }
  }
  for (const [key, item] of Object.entries(value)) {
    refuseUnknown(item, at(path, key), looped || (!Array.isArray(value) && isLoop(key)), services, findings);
  }
}

/** The targets and attributes that a function refers to. */
function targetsOf(value: JsonObject | Json[]): [Json, Json][] {
  const name = functionOf(value);
  if (Array.isArray(value) || (name !== 'Fn::GetAtt' && name !== 'Fn::Sub')) return [];
  const given = value[name];
  if (name === 'Fn::GetAtt') {
    const target = getAttArguments(given);
    if (target !== undefined) return [[target.logicalId, target.attribute]];
    return Array.isArray(given) && given.length > 1 ? [[given[0] ?? null, given[1] ?? null]] : [];
  }
  const text = subArguments(given)?.text ?? '';
  return [...text.matchAll(/\$\{((?:[^{}.]|[$&]\{[^{}]*\})*)\.([^{}]*)\}/g)].map(([, id = '', attribute = '']) => [
    id,
    attribute,
  ]);
}

/** The known pieces of a computed name; undefined for a literal name. */
function piecesOf(name: Json, looped: boolean): string[] | undefined {
  if (typeof name === 'string' && (!looped || leftover(name) === undefined)) return undefined;
  const text = typeof name === 'string' ? name : isObject(name) ? name['Fn::Sub'] : undefined;
  return typeof text === 'string' ? text.split(/[$&]\{[^{}]*\}/) : ['', ''];
}

/** Whether a name consists of the pieces, in their order, with anything between them. */
function mayBe(name: string, [first = '', ...others]: readonly string[]): boolean {
  let end = first.length;
  for (const piece of others) {
    const start = name.indexOf(piece, end);
    if (start < 0) return false;
    end = start + piece.length;
  }
  return name.startsWith(first) && name.endsWith(others.at(-1) ?? first);
}
