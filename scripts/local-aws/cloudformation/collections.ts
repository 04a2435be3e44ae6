/** Small helpers for maps of things. */
import { isDeepStrictEqual } from 'node:util';

/** The same keys with other values. */
export function mapEntries<In, Out>(
  object: Readonly<Record<string, In>>,
  map: (key: string, value: In) => Out,
): Record<string, Out> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(key, value)]));
}

/** Equal in content; the order of a map's keys does not matter. */
export const isEqual = (left: unknown, right: unknown): boolean => isDeepStrictEqual(left, right);
