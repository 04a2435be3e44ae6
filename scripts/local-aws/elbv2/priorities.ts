/** The priorities of rules, and how they are changed. */
import { AwsError, validationError } from '../wire/errors';
import { objectsOf, type QueryValue, textOf } from '../wire/query';
import { listenerOf } from './arns';
import { described } from './describe-rules';
import { notFound } from './errors';
import { askMoto, type ElbOperation } from './operation';

const HIGHEST = 50_000;

/** @throws AwsError ValidationError, if it is not a whole number from 1 to 50,000 */
export function readPriority(value: QueryValue | undefined): number {
  const priority = Number(textOf(value) ?? Number.NaN);
  if (Number.isInteger(priority) && priority >= 1 && priority <= HIGHEST) return priority;
  throw validationError(`Priority '${textOf(value) ?? ''}' must be between '1' and '${HIGHEST}'`);
}

/**
 * moto refuses a priority that another rule has, even if that rule gets another priority in the same call. So all rules are
 * moved to unused priorities first.
 */
export const setRulePriorities: ElbOperation = async (call) => {
  const { parameters, state, moto } = call;
  const pairs = objectsOf(parameters.RulePriorities).map(({ RuleArn, Priority }) => ({
    arn: textOf(RuleArn) ?? '',
    priority: readPriority(Priority),
  }));
  if (pairs.length === 0) throw validationError('RulePriorities must be specified');
  for (const { arn } of pairs) {
    if (state.isDefaultRule(arn)) {
      throw new AwsError('OperationNotPermitted', `The priority of default rule '${arn}' cannot be changed`);
    }
    if (!state.rules.has(arn)) throw notFound(arn);
  }
  const [listenerArn = '', ...others] = new Set(pairs.map(({ arn }) => listenerOf(arn)));
  if (others.length > 0) throw validationError('All rules must belong to the same listener');
  const moved = new Map(pairs.map(({ arn, priority }) => [arn, priority]));
  if (moved.size < pairs.length) throw validationError('A rule was specified more than once');
  const after = state.rulesOf(listenerArn).map(({ arn, priority }) => moved.get(arn) ?? priority);
  const taken = after.find((priority, i) => after.indexOf(priority) < i);
  if (taken !== undefined) throw new AwsError('PriorityInUse', `Priority '${taken}' is currently in use`);
  const aside = pairs.map(({ arn }, i) => ({ RuleArn: arn, Priority: String(HIGHEST + 1 + i) }));
  await moto.query('elasticloadbalancing', 'SetRulePriorities', { RulePriorities: aside });
  const answer = await askMoto(call);
  for (const rule of state.rules.values()) rule.priority = moved.get(rule.arn) ?? rule.priority;
  return described(call, answer);
};
