/**
 * A value that is not known yet. While a change set is created, ids and attributes of resources that the update would
 * create or change are unknown. In resolved values it is `{"Fn::Unknown": [causes]}`, a name that no template can use.
 */
import { isObject, type Json } from '../../../../handlers/template-language/json';

const KEY = 'Fn::Unknown';

/** @param causes the references it comes from: `Web`, `Web.Arn` */
export const unknownValue = (causes: readonly string[]): Json => ({ [KEY]: [...new Set(causes)].sort() });

/** The references because of which a value is unknown; none if it is known. */
export function causesOf(value: Json | undefined): string[] {
  if (Array.isArray(value)) return [...new Set(value.flatMap(causesOf))];
  if (!isObject(value)) return [];
  const causes = value[KEY];
  if (Array.isArray(causes)) return causes.map(String);
  return [...new Set(Object.values(value).flatMap(causesOf))];
}
