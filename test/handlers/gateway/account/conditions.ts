import type { Change, Condition, Item, ItemValue, Path } from '../../../../handlers/gateway/world/store';

/** DynamoDB's condition and update expressions, as its developer guide has them. Pure. */

const isMap = (value: ItemValue | undefined): value is Record<string, ItemValue> =>
  typeof value === 'object' && !Array.isArray(value);

/** A name may be one that every object has. */
const entry = (value: ItemValue | undefined, name: string): ItemValue | undefined =>
  isMap(value) && Object.hasOwn(value, name) ? value[name] : undefined;

const at = (item: Item | undefined, path: readonly string[]): ItemValue | undefined =>
  path.reduce<ItemValue | undefined>(entry, item);

/** @param item undefined: nothing is stored */
export function holds(item: Item | undefined, condition: Condition): boolean {
  if ('anyOf' in condition) return condition.anyOf.some((one) => holds(item, one));
  const value = at(item, condition.path);
  if ('is' in condition) return (value !== undefined) === (condition.is === 'present');
  if ('equals' in condition) return value === condition.equals;
  if ('atMost' in condition) return typeof value === 'number' && value <= condition.atMost;
  if (!isMap(value)) return false;
  const size = Object.keys(value).length;
  return { '<': size < condition.than, '=': size === condition.than, '>': size > condition.than }[condition.size];
}

const pathOf = (change: Change): Path =>
  'set' in change ? change.set : 'remove' in change ? change.remove : change.add;

const overlap = (one: Path, other: Path): boolean =>
  Array.from({ length: Math.min(one.length, other.length) }).every((_, level) => one[level] === other[level]);

/** @throws Error where DynamoDB answers ValidationException */
export function changed(item: Item, changes: readonly Change[]): Item {
  const paths = changes.map(pathOf);
  if (paths.some((one, position) => paths.slice(position + 1).some((other) => overlap(one, other)))) {
    throw new Error('Invalid UpdateExpression: Two document paths overlap with each other');
  }
  const copy: Item = structuredClone(item);
  for (const change of changes) {
    const path = pathOf(change);
    const parent = at(copy, path.slice(0, -1));
    const name = path.at(-1) ?? '';
    if (!isMap(parent)) {
      throw new Error(`The document path provided in the update expression is invalid for update: ${path.join('.')}`);
    }
    if ('set' in change) {
      parent[name] = change.to;
    } else if ('add' in change) {
      parent[name] = Number(parent[name] ?? 0) + change.by;
    } else {
      delete parent[name];
    }
  }
  return copy;
}
