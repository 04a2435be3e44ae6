/** JSON values, of which templates consist, and the helpers that read and copy them. */

export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}

export type Scalar = boolean | number | string;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isScalar = (value: unknown): value is Scalar =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

/** A value as text. Unlike `String`, it never calls a method of the value: `toString` may be a key of a template. */
export const textOf = (value: unknown): string => (isScalar(value) ? String(value) : (JSON.stringify(value) ?? ''));

/** An own member of an object, never an inherited one: templates may have keys such as `constructor`. */
export const member = (object: unknown, key: string): Json | undefined =>
  isObject(object) && Object.hasOwn(object, key) ? object[key] : undefined;

/** A copy of an object with every value passed through `change`; safe for keys such as `__proto__`. */
export function mapValues(object: JsonObject, change: (value: Json, key: string) => Json): JsonObject {
  const mapped: JsonObject = {};
  for (const key of Object.keys(object)) put(mapped, key, change(object[key] as Json, key));
  return mapped;
}

/** A copy of an object without the members that are undefined. */
export function compact(members: Record<string, Json | undefined>): JsonObject {
  const present: JsonObject = {};
  for (const key of Object.keys(members)) {
    const value = members[key];
    if (value !== undefined) put(present, key, value);
  }
  return present;
}

/** Sets a member of an object. An expansion mostly copies objects; this is much faster than `Object.fromEntries`. */
export function put(object: JsonObject, key: string, value: Json): void {
  if (key !== '__proto__') object[key] = value;
  else Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true });
}

/** The type of a value in words, for messages. */
export function typeName(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'string') return 'a string';
  return `a ${typeof value}`;
}

/** How many levels of lists and objects a value has. There is no recursion, so no input overflows the stack. */
export function depth(value: unknown): number {
  let level = 0;
  for (let layer: unknown[] = [value]; layer.length > 0; level++) {
    layer = layer.flatMap((item) => (typeof item === 'object' && item !== null ? Object.values(item) : []));
  }
  return level - 1;
}
