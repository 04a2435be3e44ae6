import { at, type Findings } from '../../template-language/findings';
import { functionOf, getAttArguments, subArguments } from '../../template-language/intrinsics';
import { isObject, type Json, type JsonObject, member } from '../../template-language/json';
import { isLoop, type LoopPlace } from '../../template-language/loop';
import { attributesOf } from '../references/attributes';
import { AWAITED_TYPES } from '../references/awaited';
import { standIn } from '../service/stand-in';
import { CLUSTER } from '../template/capacity';
import { BLOCK_TYPE, holdsBlock } from '../template/shape';
import { leftover } from './bindings';

/** Logical ids of the blocks that stand in a template without a loop around them. */
export const blocksIn = (template: JsonObject): string[] =>
  Object.entries(isObject(template.Resources) ? template.Resources : {})
    .filter(([, resource]) => member(resource, 'Type') === BLOCK_TYPE)
    .map(([id]) => id);

/** What this macro must see beside a service: what that waits for, and clusters that may lack capacity. */
const NEIGHBOURS: ReadonlySet<Json | undefined> = new Set([...AWAITED_TYPES, CLUSTER]);

/** Whether loops make services or what one stands on, are part of one, or make the conditions that one goes by. */
export function loopsConcern(template: JsonObject, loops: readonly LoopPlace[]): boolean {
  const blocks = blocksIn(template);
  return (
    loops.some(({ path, value }) => path.startsWith('Resources.') && holdsBlock(value)) ||
    (blocks.length > 0 && loops.some(({ path, value }) => path.startsWith('Resources.') && holdsNeighbour(value))) ||
    loops.some(({ path }) => ownerOf(path, blocks) !== undefined) ||
    (loops.some(({ path }) => path.startsWith('Conditions.')) && blocks.some((id) => lacksCondition(template, id)))
  );
}

/** Whether something that a service may stand on is anywhere in a value. */
export function holdsNeighbour(value: Json): boolean {
  if (Array.isArray(value)) return value.some(holdsNeighbour);
  if (!isObject(value)) return false;
  return NEIGHBOURS.has(member(value, 'Type')) || Object.values(value).some(holdsNeighbour);
}

/** The block that something stands in. */
export const ownerOf = (path: string, blocks: readonly string[]): string | undefined =>
  blocks.find((id) => path.startsWith(`${at('Resources', id)}.`));

function lacksCondition(template: JsonObject, block: string): boolean {
  const resource = member(template.Resources, block) ?? null;
  const names = [member(resource, 'Condition') ?? null, ...conditionsIn(resource)];
  return names.some((name) => typeof name === 'string' && member(template.Conditions, name) === undefined);
}

/** The first arguments of every `Fn::If` in a value. */
function conditionsIn(value: Json): Json[] {
  if (Array.isArray(value)) return value.flatMap(conditionsIn);
  if (!isObject(value)) return [];
  const args = functionOf(value) === 'Fn::If' ? value['Fn::If'] : undefined;
  return [...(Array.isArray(args) ? args.slice(0, 1) : []), ...Object.values(value).flatMap(conditionsIn)];
}

/** The attributes that this macro must rewrite or refuse; `Name` the ECS service has by itself. */
export function ownAttributes(): ReadonlySet<string> {
  const spec = standIn('Any');
  const names = spec === undefined ? [] : Object.keys(attributesOf(spec));
  return new Set(names.filter((name) => name !== 'Name'));
}

/**
 * Notes where attributes of services may be asked for by names that are not known yet: in loops that are left to
 * CloudFormation, and by functions of what only CloudFormation knows.
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
      const what = `may ask the service ${block} for an attribute of its own`;
      findings.add(path, `${what} by a name that only CloudFormation will know; write the name out`);
    }
  }
  for (const [key, item] of Object.entries(value)) {
    refuseUnknown(item, at(path, key), looped || (!Array.isArray(value) && isLoop(key)), services, findings);
  }
}

/** What the function at hand asks attributes of, and which. */
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

/** The pieces that are known of a computed name; undefined for a name that is written out. */
function piecesOf(name: Json, looped: boolean): string[] | undefined {
  if (typeof name === 'string' && (!looped || leftover(name) === undefined)) return undefined;
  const text = typeof name === 'string' ? name : isObject(name) ? name['Fn::Sub'] : undefined;
  return typeof text === 'string' ? text.split(/[$&]\{[^{}]*\}/) : ['', ''];
}

/** Whether a name has all the pieces, one after another, the first at its start and the last at its end. */
function mayBe(name: string, [first = '', ...others]: readonly string[]): boolean {
  let end = first.length;
  for (const piece of others) {
    const start = name.indexOf(piece, end);
    if (start < 0) return false;
    end = start + piece.length;
  }
  return name.startsWith(first) && name.endsWith(others.at(-1) ?? first);
}
