/**
 * A value that cannot be known yet: while a change set is made, what comes out of a resource that is still to be made
 * or changed. It stands in resolved values as `{"Fn::Unknown": [causes]}`, a name that no template can use.
 */
import { isObject, type Json } from '../../../../handlers/template-language/json';

const KEY = 'Fn::Unknown';

/** @param causes the references it comes from: `Web`, `Web.Arn` */
export const unknownValue = (causes: readonly string[]): Json => ({ [KEY]: [...new Set(causes)].sort() });

/** Every reference that keeps a value from being known; none when it is known. */
export function causesOf(value: Json | undefined): string[] {
  if (Array.isArray(value)) return [...new Set(value.flatMap(causesOf))];
  if (!isObject(value)) return [];
  const causes = value[KEY];
  if (Array.isArray(causes)) return causes.map(String);
  return [...new Set(Object.values(value).flatMap(causesOf))];
}
