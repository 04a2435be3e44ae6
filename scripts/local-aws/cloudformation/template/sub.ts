/** Reads and resolves `Fn::Sub`. */

import { isObject, type Json } from '../../../../handlers/template-language/json';
import { validationError } from '../../wire/errors';
import type { Scope } from './scope';
import { causesOf, unknownValue } from './unknown';

const VARIABLE = /\$\{([^!{}][^{}]*)\}/g;
const LITERAL = /\$\{!([^{}]*)\}/g;

/** The string and the variable map in the argument of a Sub. */
export function readSub(argument: Json): { text: string; variables: Record<string, Json> } {
  const [text, variables = {}] = Array.isArray(argument) ? argument : [argument];
  if (typeof text === 'string' && isObject(variables) && (!Array.isArray(argument) || argument.length <= 2)) {
    return { text, variables };
  }
  throw validationError(
    'Template error: One or more Fn::Sub intrinsic functions do not specify expected arguments. Specify a string as first argument, and an optional second argument to specify a mapping of values to replace in the string',
  );
}

/** Names in `${…}` that are not in the variable map: they are references, `A` or `A.Attribute`. */
export function referencesIn(text: string, variables: Record<string, Json>): string[] {
  return [...text.matchAll(VARIABLE)].map(([, name = '']) => name.trim()).filter((name) => !(name in variables));
}

export function substitute(argument: Json, scope: Scope, resolve: (value: Json) => Json | undefined): Json {
  const { text, variables } = readSub(argument);
  const causes: string[] = [];
  const substituted = text.replace(VARIABLE, (_, written: string) => {
    const name = written.trim();
    const value = Object.hasOwn(variables, name) ? resolve(variables[name] ?? null) : lookUp(name, scope);
    causes.push(...causesOf(value));
    if (causes.length > 0) return '';
    if (value === undefined || value === null || typeof value === 'object') {
      throw validationError(`Template error: variable ${name} in Fn::Sub expression does not resolve to a string`);
    }
    return String(value);
  });
  return causes.length > 0
    ? unknownValue(causes)
    : substituted.replace(LITERAL, (_, literal: string) => `\${${literal}}`);
}

function lookUp(name: string, scope: Scope): Json {
  const dot = name.indexOf('.');
  if (dot > 0) return scope.getAtt(name.slice(0, dot), name.slice(dot + 1));
  const value = scope.ref(name);
  if (value === undefined) {
    throw validationError(`Template error: variable names in Fn::Sub syntax must exist: ${name} does not`);
  }
  return value;
}
