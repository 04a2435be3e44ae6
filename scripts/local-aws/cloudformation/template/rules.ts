/** Checks the Rules section: assertions about parameters, before anything is created. */

import { isObject, type Json, type JsonObject } from '../../../../handlers/template-language/json';
import { validationError } from '../../wire/errors';
import { evaluate } from './conditions';
import type { Scope } from './scope';

/**
 * @throws AwsError ValidationError with the description of every assertion that does not hold
 */
export function checkRules(rules: JsonObject, scope: Scope): void {
  const failed = Object.entries(rules).flatMap(([name, rule]) => failures(name, rule, scope));
  if (failed.length > 0) throw validationError(`Template error: ${failed.join('; ')}`);
}

function failures(name: string, rule: Json, scope: Scope): string[] {
  if (!isObject(rule) || !Array.isArray(rule.Assertions)) {
    throw validationError(`Template format error: Rule ${name} needs a list of Assertions`);
  }
  if (rule.RuleCondition !== undefined && !evaluate(rule.RuleCondition, scope)) return [];
  return rule.Assertions.flatMap((assertion) => {
    if (!isObject(assertion) || assertion.Assert === undefined) {
      throw validationError(`Template format error: Rule ${name}: every assertion needs an Assert`);
    }
    if (evaluate(assertion.Assert, scope)) return [];
    const description = assertion.AssertDescription;
    return [`Rule ${name} failed: ${typeof description === 'string' ? description : JSON.stringify(assertion.Assert)}`];
  });
}
