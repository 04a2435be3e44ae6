/** Small helpers for maps and lists. */
import { isDeepStrictEqual } from 'node:util';

/** An object with the same keys, and values from `map`. */
export function mapEntries<In, Out>(
  object: Readonly<Record<string, In>>,
  map: (key: string, value: In) => Out,
): Record<string, Out> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(key, value)]));
}

/** Whether two values are equal in content. The order of an object's keys does not count. */
export const isEqual = (left: unknown, right: unknown): boolean => isDeepStrictEqual(left, right);

/** The entries of `after` that are not in `before`. */
export const newIn = <Entry>(before: readonly Entry[], after: readonly Entry[]): Entry[] =>
  after.filter((entry) => !before.some((other) => isEqual(other, entry)));
