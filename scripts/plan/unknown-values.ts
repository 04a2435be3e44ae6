import { isObject, isScalar, type Json, type JsonObject, member } from '../../handlers/template-language/json';

/**
 * The normal form of values that are not known before CloudFormation has created the resources:
 * `{Reference: "Web"}` (a `Ref`), `{Reference: "Web.Arn"}` (a `Fn::GetAtt`), `{Concatenation: [part, …]}` (a `Fn::Sub`
 * or `Fn::Join`), and `{Function: name, Arguments: …}` (any other function). These keys are not names of template
 * functions, so that the diff library does not mistake them for functions.
 */
export const reference = (logicalId: string, attribute?: string): JsonObject => ({
  Reference: attribute === undefined ? logicalId : `${logicalId}.${attribute}`,
});

/** The parts in a row, with neighbouring literals joined. It is a plain text if all parts are known. */
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

/** What a reference names: a logical id and, for a `Fn::GetAtt`, an attribute. */
export interface Target {
  logicalId: string;
  attribute?: string;
}

/** Splits the name of a reference: `Web.Arn` is attribute `Arn` of `Web`. */
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

/** Whether a value is known only once the resources exist. */
export const isUnknown = (value: Json | undefined): boolean =>
  isObject(value) &&
  (referenceIn(value) !== undefined || Array.isArray(value.Concatenation) || typeof value.Function === 'string');
