/** Replaces every `Fn::If` by the branch that it takes, so that only references in taken branches remain. */

import { isObject, type Json } from '../../../../handlers/template-language/json';
import { validationError } from '../../wire/errors';

/** The value without `Fn::If` and `AWS::NoValue`; undefined if nothing is left. */
export function simplify(value: Json, condition: (name: string) => boolean): Json | undefined {
  if (Array.isArray(value)) {
    return value.map((entry) => simplify(entry, condition)).filter((entry) => entry !== undefined);
  }
  if (!isObject(value)) return value;
  const keys = Object.keys(value);
  if (keys.length === 1 && value.Ref === 'AWS::NoValue') return undefined;
  if (keys.length === 1 && value['Fn::If'] !== undefined) {
    const parts = Array.isArray(value['Fn::If']) ? value['Fn::If'] : [];
    const [name, then = null, otherwise = null] = parts;
    if (typeof name !== 'string' || parts.length !== 3) {
      throw validationError(
        'Template error: Fn::If requires a list argument with three members: a condition, two values',
      );
    }
    return simplify(condition(name) ? then : otherwise, condition);
  }
  const entries = Object.entries(value).map(([key, entry]): [string, Json | undefined] => [
    key,
    simplify(entry, condition),
  ]);
  return Object.fromEntries(entries.filter((entry): entry is [string, Json] => entry[1] !== undefined));
}
