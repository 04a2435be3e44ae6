import { isObject, type Json, type JsonObject, member, textOf } from './json';

/** A value that CloudFormation computes later: an object whose only key names a function. */
export type Intrinsic = JsonObject;

/** A literal, or a function that gives one. */
export type Value<T> = T | Intrinsic;

/** Every function that can replace a value in a template; the last three need AWS::LanguageExtensions. */
export const FUNCTIONS = [
  'Ref',
  'Fn::GetAtt',
  'Fn::Sub',
  'Fn::If',
  'Fn::FindInMap',
  'Fn::ImportValue',
  'Fn::Select',
  'Fn::Split',
  'Fn::Join',
  'Fn::Base64',
  'Fn::Cidr',
  'Fn::GetAZs',
  'Fn::GetStackOutput',
  'Fn::Transform',
  'Fn::Length',
  'Fn::ToJsonString',
  'Fn::ForEach',
] as const;

/** The name of the function that an object calls, whether it exists or not; undefined for anything else. */
export function functionOf(value: unknown): string | undefined {
  if (!isObject(value)) return undefined;
  const keys = Object.keys(value);
  const [name] = keys;
  return keys.length === 1 && name !== undefined && (name === 'Ref' || name.startsWith('Fn::')) ? name : undefined;
}

export const isIntrinsic = (value: unknown): value is Intrinsic => functionOf(value) !== undefined;

/** Whether a value is `Ref: AWS::NoValue`, which removes the property. */
export const isNoValue = (value: unknown): boolean => isIntrinsic(value) && member(value, 'Ref') === 'AWS::NoValue';

/** Whether a value is `AWS::NoValue`, or an `Fn::If` with such a branch. */
export const mayBeAbsent = (value: Json): boolean => isNoValue(value) || branchesOf(value).some(mayBeAbsent);

/** The arguments of an `Fn::If`: a condition and two values. Empty for anything else. */
export function branchesOf(value: Json): Json[] {
  const args = functionOf(value) === 'Fn::If' ? member(value, 'Fn::If') : undefined;
  return Array.isArray(args) ? args : [];
}

export const ref = (logicalId: string): Intrinsic => ({ Ref: logicalId });
export const getAtt = (logicalId: string, attribute: string): Intrinsic => ({ 'Fn::GetAtt': [logicalId, attribute] });
export const sub = (text: string, variables?: JsonObject): Intrinsic => ({
  'Fn::Sub': variables === undefined ? text : [text, variables],
});
export const join = (delimiter: string, list: Json): Intrinsic => ({ 'Fn::Join': [delimiter, list] });
export const split = (delimiter: string, text: Json): Intrinsic => ({ 'Fn::Split': [delimiter, text] });

/** A piece of an `Fn::Sub` text: literal text (`${!x}` included), or the name inside `${…}`. */
export type SubPart = { text: string } | { variable: string };

/** Splits an `Fn::Sub` text into its pieces; `subText` joins them again. */
export function subParts(text: string): SubPart[] {
  // `split` puts what the parentheses of the pattern match at the odd indexes.
  return text
    .split(/(\$\{[^!{}][^{}]*\})/)
    .map((part, index) => (index % 2 === 1 ? { variable: part.slice(2, -1).trim() } : { text: part }))
    .filter((part) => part.text !== '');
}

export const subText = (parts: readonly SubPart[]): string =>
  parts.map((part) => ('text' in part ? part.text : `\${${part.variable}}`)).join('');

/**
 * The arguments of an `Fn::Sub`: its text and its own variables, which shadow the template's. Undefined if malformed.
 */
export function subArguments(value: Json | undefined): { text: string; variables: JsonObject } | undefined {
  if (typeof value === 'string') return { text: value, variables: {} };
  if (!Array.isArray(value) || value.length > 2) return undefined;
  const [text, variables = {}] = value;
  return typeof text === 'string' && isObject(variables) ? { text, variables } : undefined;
}

/** The target and attribute of an `Fn::GetAtt` in either form; the attribute may itself be a `Ref`. */
export function getAttArguments(value: Json | undefined): { logicalId: string; attribute: Json } | undefined {
  if (typeof value === 'string') {
    const dot = value.indexOf('.');
    return dot > 0 ? { logicalId: value.slice(0, dot), attribute: value.slice(dot + 1) } : undefined;
  }
  if (!Array.isArray(value) || value.length < 2) return undefined;
  const [logicalId, ...rest] = value;
  if (typeof logicalId !== 'string') return undefined;
  const [attribute = ''] = rest;
  return { logicalId, attribute: rest.length === 1 ? attribute : rest.map(textOf).join('.') };
}

/** The value of a variable of an `Fn::Sub`. @param variables the function's own, which shadow the template's */
export function valueBehind(variable: string, variables: JsonObject): Json {
  const own = member(variables, variable);
  if (own !== undefined) return own;
  const target = getAttArguments(variable);
  return target === undefined ? ref(variable) : getAtt(target.logicalId, textOf(target.attribute));
}

/** A list that begins with the given items. A list that is known only later is joined to them as text. */
export function prepend(items: readonly Json[], list: Json): Json {
  if (Array.isArray(list)) return [...items, ...list];
  if (isNoValue(list)) return [...items];
  const [condition, ...branches] = branchesOf(list);
  if (condition !== undefined) return { 'Fn::If': [condition, ...branches.map((branch) => prepend(items, branch))] };
  return split(',', join(',', [...items, join(',', list)]));
}
