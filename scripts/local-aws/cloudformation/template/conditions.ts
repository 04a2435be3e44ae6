/** Evaluates the Conditions section. */

import { isObject, type Json, type JsonObject } from '../../../../handlers/template-language/json';
import { validationError } from '../../wire/errors';
import { resolve } from './intrinsics';
import type { Scope } from './scope';

/** What conditions may refer to: parameters and mappings, but no resources. */
export type ConditionScope = Pick<Scope, 'ref' | 'mapping' | 'importValue' | 'zones'>;

/**
 * The truth of every condition, by name.
 * @throws AwsError ValidationError for one that is malformed, missing or circular
 */
export function evaluateConditions(conditions: JsonObject, values: ConditionScope): Record<string, boolean> {
  const known = new Map<string, boolean>();
  const open = new Set<string>();
  const scope: Scope = {
    ...values,
    condition: (name) => truth(name),
    getAtt: (logicalId) => {
      throw validationError(
        `Template error: Fn::GetAtt of ${logicalId}: conditions can only depend on parameters and mappings`,
      );
    },
  };
  const truth = (name: string): boolean => {
    const found = known.get(name);
    if (found !== undefined) return found;
    const expression = conditions[name];
    if (expression === undefined) {
      throw validationError(
        `Template format error: Unresolved condition dependency ${name} in the Conditions block of the template`,
      );
    }
    if (open.has(name)) throw validationError(`Template format error: Circular dependency at condition ${name}`);
    open.add(name);
    const value = evaluate(expression, scope);
    known.set(name, value);
    return value;
  };
  return Object.fromEntries(Object.keys(conditions).map((name) => [name, truth(name)]));
}

/** The truth of a condition's expression. Includes the functions that only the Rules section has. */
export function evaluate(expression: Json, scope: Scope): boolean {
  const [name, ...others] = isObject(expression) ? Object.keys(expression) : [];
  if (!isObject(expression) || name === undefined || others.length > 0) throw malformed(expression);
  const argument = expression[name] ?? null;
  const members = Array.isArray(argument) ? argument : [];
  const values = (): Json[] => members.map((member) => resolve(member, scope) ?? null);
  switch (name) {
    case 'Condition':
      return scope.condition(String(argument));
    case 'Fn::And':
      return manyOf(name, members).every((member) => evaluate(member, scope));
    case 'Fn::Or':
      return manyOf(name, members).some((member) => evaluate(member, scope));
    case 'Fn::Not':
      if (members.length !== 1 || members[0] === undefined) throw malformed(expression);
      return !evaluate(members[0], scope);
    case 'Fn::Equals': {
      if (members.length !== 2) throw malformed(expression);
      const [left, right] = values();
      return textOf(left) === textOf(right);
    }
    case 'Fn::Contains': {
      const [within, value] = values();
      return listOf(within).includes(textOf(value));
    }
    case 'Fn::EachMemberIn': {
      const [each, within] = values();
      return listOf(each).every((member) => listOf(within).includes(member));
    }
    case 'Fn::EachMemberEquals': {
      const [each, value] = values();
      return listOf(each).every((member) => member === textOf(value));
    }
    default:
      throw malformed(expression);
  }
}

function manyOf(name: string, members: Json[]): Json[] {
  if (members.length >= 2 && members.length <= 10) return members;
  throw validationError(
    `Template error: every ${name} object requires a list of at least 2 and at most 10 boolean parameters.`,
  );
}

const malformed = (expression: Json): Error =>
  validationError(`Template error: ${JSON.stringify(expression)} is not a condition`);

/** Conditions compare strings: the parameter `1` equals the number 1. */
const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : JSON.stringify(value ?? null));
const listOf = (value: Json | undefined): string[] => (Array.isArray(value) ? value.map(textOf) : []);
