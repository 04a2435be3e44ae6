/** Listener rules: creating, modifying and deleting them. */
import { AwsError, validationError } from '../wire/errors';
import { objectsOf, textOf } from '../wire/query';
import { textAt } from '../wire/xml-tree';
import { checkActions } from './actions';
import { listenerOf, loadBalancerOf } from './arns';
import { checkConditions } from './conditions';
import { described } from './describe-rules';
import { notFound } from './errors';
import { askMoto, type ElbCall, type ElbOperation } from './operation';
import { readPriority } from './priorities';
import { conditionsForMoto } from './regexes';
import { groupsWithoutStickiness } from './stickiness';
import { readTags } from './tags';
import { readTransforms } from './transforms';

export const createRule: ElbOperation = async (call) => {
  const { parameters, state } = call;
  const { quotas } = state;
  const listenerArn = textOf(parameters.ListenerArn) ?? '';
  const listener = state.listeners.get(listenerArn);
  if (listener === undefined) throw notFound(listenerArn);
  const priority = readPriority(parameters.Priority);
  const tags = readTags(quotas, parameters.Tags);
  checkConditions(parameters.Conditions, quotas);
  const transforms = readTransforms(parameters.Transforms);
  const groups = checkActions(call, parameters.Actions, listenerArn, textOf(listener.settings.Protocol));
  if (state.rulesOf(listenerArn).some((rule) => rule.priority === priority)) {
    throw new AwsError('PriorityInUse', `Priority '${priority}' is currently in use`);
  }
  if (state.rulesOfLoadBalancer(loadBalancerOf(listenerArn)).length >= quotas.rules) {
    throw new AwsError('TooManyRules', 'The maximum number of rules per load balancer has been reached');
  }
  const answer = await askMoto(call, { ...parameters, Conditions: conditionsForMoto(parameters.Conditions) });
  const arn = textAt(answer, 'Rules', 'member', 'RuleArn') ?? '';
  state.rules.set(arn, { arn, priority, conditions: parameters.Conditions, actions: parameters.Actions, transforms });
  state.forwards.set(arn, groups);
  state.groupsWithoutStickiness.set(arn, groupsWithoutStickiness(parameters.Actions));
  state.tags.set(arn, tags);
  return described(call, answer);
};

export const modifyRule: ElbOperation = async (call) => {
  const { parameters, state, moto } = call;
  const { quotas } = state;
  const arn = textOf(parameters.RuleArn) ?? '';
  const rule = existing(call, arn, 'modified');
  const { Conditions, Actions, Transforms } = parameters;
  const reset = parameters.ResetTransforms === 'true';
  if (!Conditions && !Actions && Transforms === undefined && !reset) {
    throw validationError('Either conditions, actions or transforms must be specified');
  }
  if (reset && objectsOf(Transforms).length > 0) {
    throw validationError('Transforms and ResetTransforms cannot be specified at the same time');
  }
  if (Conditions) checkConditions(Conditions, quotas);
  const transforms = reset || Transforms !== undefined ? readTransforms(Transforms) : rule.transforms;
  const protocol = textOf(state.listeners.get(listenerOf(arn))?.settings.Protocol);
  const groups = Actions ? checkActions(call, Actions, arn, protocol) : undefined;
  const answer =
    Conditions || Actions
      ? await askMoto(call, { ...parameters, Conditions: conditionsForMoto(Conditions) })
      : await moto.query('elasticloadbalancing', 'DescribeRules', { RuleArns: [arn] });
  rule.transforms = transforms;
  rule.conditions = Conditions || rule.conditions;
  if (groups) {
    rule.actions = Actions;
    state.forwards.set(arn, groups);
    state.groupsWithoutStickiness.set(arn, groupsWithoutStickiness(Actions));
  }
  return described(call, answer);
};

export const deleteRule: ElbOperation = async (call) => {
  const arn = textOf(call.parameters.RuleArn) ?? '';
  existing(call, arn, 'deleted');
  await askMoto(call);
  call.state.forgetRule(arn);
  return [];
};

function existing({ state }: ElbCall, arn: string, verb: string) {
  if (state.isDefaultRule(arn)) throw new AwsError('OperationNotPermitted', `Default rule '${arn}' cannot be ${verb}`);
  const rule = state.rules.get(arn);
  if (rule === undefined) throw notFound(arn);
  return rule;
}
