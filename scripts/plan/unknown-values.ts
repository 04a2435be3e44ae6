import { isObject, isScalar, type Json, type JsonObject, member } from '../../handlers/template-language/json';

/**
 * The normal form of values that are not known before CloudFormation has made the resources:
 * `{Reference: "Web"}` (a `Ref`), `{Reference: "Web.Arn"}` (a `Fn::GetAtt`), `{Concatenation: [part, …]}` (a `Fn::Sub`
 * or `Fn::Join`), `{Function: name, Arguments: …}` (any other). None of them is the name of a function in a template,
 * so that the diff library does not take them for one.
 */
export const reference = (logicalId: string, attribute?: string): JsonObject => ({
  Reference: attribute === undefined ? logicalId : `${logicalId}.${attribute}`,
});

/** Parts one after the other, neighbouring literals as one; a text when all of it is known. */
export function concatenation(parts: readonly Json[]): Json {
  const flat = parts.flatMap((part): Json[] => {
    const inner = member(part, 'Concatenation');
    return Array.isArray(inner) ? inner : [part];
  });
  const joined: Json[] = [];
  for (const part of flat) {
    const last = joined.at(-1);
    if (!isScalar(part)) joined.push(part);
    else if (typeof last === 'string') joined.splice(-1, 1, `${last}${part}`);
    else if (String(part) !== '') joined.push(String(part));
  }
  const [only = '', ...more] = joined;
  return more.length === 0 ? only : { Concatenation: joined };
}

/** Something that a reference names: a logical id, and the attribute of a `Fn::GetAtt`. */
export interface Target {
  logicalId: string;
  attribute?: string;
}

export function targetOf(name: string): Target {
  const dot = name.indexOf('.');
  return dot < 0 ? { logicalId: name } : { logicalId: name.slice(0, dot), attribute: name.slice(dot + 1) };
}

/** The name in `{Reference: name}`; undefined for any other value. */
export function referenceIn(value: Json | undefined): string | undefined {
  const name = member(value, 'Reference');
  return typeof name === 'string' && Object.keys(value as JsonObject).length === 1 ? name : undefined;
}

/** The names of all references in a value. */
export function referencesIn(value: Json | undefined): string[] {
  const own = referenceIn(value);
  if (own !== undefined) return [own];
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  return isObject(value) ? Object.values(value).flatMap(referencesIn) : [];
}

/** Whether a value is only known once there are resources. */
export const isUnknown = (value: Json | undefined): boolean =>
  isObject(value) &&
  (referenceIn(value) !== undefined || Array.isArray(value.Concatenation) || typeof value.Function === 'string');
