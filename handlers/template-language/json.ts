/** JSON values as templates hold them, and the few questions that everything else asks of them. */

export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}

export type Scalar = boolean | number | string;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isScalar = (value: unknown): value is Scalar =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

/** A value as text. Unlike `String`, never runs anything that an object brings along (`toString` may be a key). */
export const textOf = (value: unknown): string => (isScalar(value) ? String(value) : (JSON.stringify(value) ?? ''));

/** An own member of an object, never something inherited: templates may hold keys such as `constructor`. */
export const member = (object: unknown, key: string): Json | undefined =>
  isObject(object) && Object.hasOwn(object, key) ? object[key] : undefined;

/** The same object with every value passed through `change`; safe for keys such as `__proto__`. */
export function mapValues(object: JsonObject, change: (value: Json, key: string) => Json): JsonObject {
  const mapped: JsonObject = {};
  for (const key of Object.keys(object)) put(mapped, key, change(object[key] as Json, key));
  return mapped;
}

/** An object without the members that are undefined, in the order they were written. */
export function compact(members: Record<string, Json | undefined>): JsonObject {
  const present: JsonObject = {};
  for (const key of Object.keys(members)) {
    const value = members[key];
    if (value !== undefined) put(present, key, value);
  }
  return present;
}

/** Gives an object a member. Half of an expansion is copying objects, and entries would cost it half as much again. */
export function put(object: JsonObject, key: string, value: Json): void {
  if (key !== '__proto__') object[key] = value;
  else Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true });
}

/** What a person calls the type of a value. */
export function typeName(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'string') return 'a string';
  return `a ${typeof value}`;
}

/** How many levels of lists and objects a value has; walks without recursion, so that no input overflows the stack. */
export function depth(value: unknown): number {
  let level = 0;
  for (let layer: unknown[] = [value]; layer.length > 0; level++) {
    layer = layer.flatMap((item) => (typeof item === 'object' && item !== null ? Object.values(item) : []));
  }
  return level - 1;
}
