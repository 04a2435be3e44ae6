import { at } from '../../template-language/findings';
import { functionOf } from '../../template-language/intrinsics';
import { isObject, type Json, type JsonObject, member } from '../../template-language/json';
import type { LoopPlace } from '../../template-language/loop';
import { IMPLICIT_DEPENDENCY_TYPES } from '../references/implicit-dependencies';
import { CLUSTER } from '../template/capacity';
import { BLOCK_TYPE, holdsBlock } from '../template/shape';

/** Logical ids of the blocks outside loops. */
export const blocksIn = (template: JsonObject): string[] =>
  Object.entries(isObject(template.Resources) ? template.Resources : {})
    .filter(([, resource]) => member(resource, 'Type') === BLOCK_TYPE)
    .map(([id]) => id);

/**
 * The resources that this macro must see next to a service: implicit dependencies, and clusters that may lack capacity.
 */
const NEIGHBOURS: ReadonlySet<Json | undefined> = new Set([...IMPLICIT_DEPENDENCY_TYPES, CLUSTER]);

/** Whether loops make services, what services depend on, parts of services, or conditions that services use. */
export function loopsMatter(template: JsonObject, loops: readonly LoopPlace[]): boolean {
  const blocks = blocksIn(template);
  return (
    loops.some(({ path, value }) => path.startsWith('Resources.') && holdsBlock(value)) ||
    (blocks.length > 0 && loops.some(({ path, value }) => path.startsWith('Resources.') && holdsNeighbour(value))) ||
    loops.some(({ path }) => ownerOf(path, blocks) !== undefined) ||
    (loops.some(({ path }) => path.startsWith('Conditions.')) && blocks.some((id) => lacksCondition(template, id)))
  );
}

/** Whether a value contains a resource that a service may depend on. */
export function holdsNeighbour(value: Json): boolean {
  if (Array.isArray(value)) return value.some(holdsNeighbour);
  if (!isObject(value)) return false;
  return NEIGHBOURS.has(member(value, 'Type')) || Object.values(value).some(holdsNeighbour);
}

/** The block that contains a path; undefined if none does. */
export const ownerOf = (path: string, blocks: readonly string[]): string | undefined =>
  blocks.find((id) => path.startsWith(`${at('Resources', id)}.`));

function lacksCondition(template: JsonObject, block: string): boolean {
  const resource = member(template.Resources, block) ?? null;
  const names = [member(resource, 'Condition') ?? null, ...conditionsIn(resource)];
  return names.some((name) => typeof name === 'string' && member(template.Conditions, name) === undefined);
}

/** The conditions of every `Fn::If` in a value. */
function conditionsIn(value: Json): Json[] {
  if (Array.isArray(value)) return value.flatMap(conditionsIn);
  if (!isObject(value)) return [];
  const args = functionOf(value) === 'Fn::If' ? value['Fn::If'] : undefined;
  return [...(Array.isArray(args) ? args.slice(0, 1) : []), ...Object.values(value).flatMap(conditionsIn)];
}
