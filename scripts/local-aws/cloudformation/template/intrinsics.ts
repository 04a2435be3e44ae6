/** Resolves a value of a template: intrinsic functions, `Ref` and `AWS::NoValue`. */

import { isObject, type Json, type JsonObject } from '../../../../handlers/template-language/json';
import { validationError } from '../../wire/errors';
import { functions } from './functions';
import type { Scope } from './scope';
import { substitute } from './sub';
import { causesOf, unknownValue } from './unknown';

/** The resolved value; undefined for `AWS::NoValue`. Lists and objects omit such entries. */
export function resolve(value: Json, scope: Scope): Json | undefined {
  if (Array.isArray(value)) return value.map((entry) => resolve(entry, scope)).filter((entry) => entry !== undefined);
  if (!isObject(value)) return value;
  const [key, ...others] = Object.keys(value);
  if (key !== undefined && isFunction(key)) {
    if (others.length > 0) {
      throw validationError(`Template error: ${key} must be the only key of its object, without ${others}`);
    }
    return call(key, value[key] ?? null, scope);
  }
  return resolveObject(value, scope);
}

export function resolveObject(value: JsonObject, scope: Scope): JsonObject {
  const entries = Object.entries(value).map(([key, entry]): [string, Json | undefined] => [key, resolve(entry, scope)]);
  return Object.fromEntries(entries.filter((entry): entry is [string, Json] => entry[1] !== undefined));
}

/**
 * `Condition` is a function only inside conditions (see conditions.ts). Elsewhere it may be an ordinary key, as in the
 * statement of an IAM policy.
 */
const isFunction = (key: string): boolean => key === 'Ref' || key.startsWith('Fn::');

function call(name: string, argument: Json, scope: Scope): Json | undefined {
  switch (name) {
    case 'Ref':
      return resolveRef(argument, scope);
    case 'Fn::GetAtt':
      return resolveGetAtt(argument, scope);
    case 'Fn::If':
      return resolveIf(argument, scope);
    case 'Fn::Sub':
      return substitute(argument, scope, (inner) => resolve(inner, scope));
    case 'Fn::Unknown':
      return { [name]: argument };
    default:
  }
  const apply = functions.get(name);
  if (apply === undefined) {
    throw validationError(`Template error: The embedded AWS does not provide ${name} (AWS::LanguageExtensions may)`);
  }
  const resolved = resolve(argument, scope) ?? null;
  const causes = causesOf(resolved);
  return causes.length > 0 ? unknownValue(causes) : apply(resolved, scope);
}

function resolveRef(name: Json, scope: Scope): Json | undefined {
  if (typeof name !== 'string') throw validationError('Template error: Ref takes the name of a parameter or resource');
  if (name === 'AWS::NoValue') return undefined;
  const value = scope.ref(name);
  if (value === undefined) throw unresolved([name]);
  return value;
}

export const unresolved = (names: readonly string[]): Error =>
  validationError(
    `Template format error: Unresolved resource dependencies [${names.join(', ')}] in the Resources block of the template`,
  );

function resolveGetAtt(argument: Json, scope: Scope): Json {
  const [logicalId, attribute] = readGetAtt(argument);
  const name = resolve(attribute, scope);
  if (typeof name !== 'string') throw getAttError();
  return scope.getAtt(logicalId, name);
}

/** The two parts of the argument of a GetAtt. The attribute may be a Ref to a parameter. */
export function readGetAtt(argument: Json): [string, Json] {
  const parts = typeof argument === 'string' ? argument.split(/\.(.*)/s, 2) : argument;
  if (!Array.isArray(parts) || parts.length < 2) throw getAttError();
  const [logicalId, attribute = null, ...rest] = parts;
  if (typeof logicalId !== 'string') throw getAttError();
  return [logicalId, rest.length > 0 ? [attribute, ...rest].join('.') : attribute];
}

const getAttError = (): Error =>
  validationError(
    'Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute',
  );

function resolveIf(argument: Json, scope: Scope): Json | undefined {
  const [name, then = null, otherwise = null] = Array.isArray(argument) ? argument : [];
  if (!Array.isArray(argument) || argument.length !== 3 || typeof name !== 'string') {
    throw validationError(
      'Template error: Fn::If requires a list argument with three members: a condition, two values',
    );
  }
  return resolve(scope.condition(name) ? then : otherwise, scope);
}
