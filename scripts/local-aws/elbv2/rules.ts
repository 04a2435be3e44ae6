/** Listener rules. */
import { AwsError } from '../wire/errors';
import { objectsOf, textOf, textsOf } from '../wire/query';
import { membersAt, nodeAt, textAt, type XmlNode, xmlNode } from '../wire/xml-tree';
import { checkActions, completeActions } from './actions';
import { listenerOf, loadBalancerOf } from './arns';
import { type Call, notFound, type Operation, validationError } from './call';
import { checkConditions } from './conditions';
import { readPriority } from './priorities';
import { looseGroups } from './stickiness';
import { readTags } from './tags';
import { readTransforms, writeTransforms } from './transforms';

/** Rules per answer when the request does not say, and at most (API reference, DescribeRules). */
const PAGE = 50;
const LONGEST_PAGE = 400;

export const createRule: Operation = async (call) => {
  const { parameters, state, quotas } = call;
  const listenerArn = textOf(parameters.ListenerArn) ?? '';
  const listener = state.listeners.get(listenerArn);
  if (listener === undefined) throw notFound(listenerArn);
  const priority = readPriority(parameters.Priority);
  const tags = readTags(call, parameters.Tags);
  checkConditions(parameters.Conditions, quotas);
  const transforms = readTransforms(parameters.Transforms);
  const groups = checkActions(call, parameters.Actions, listenerArn, textOf(listener.settings.Protocol));
  if (state.rulesOf(listenerArn).some((rule) => rule.priority === priority)) {
    throw new AwsError('PriorityInUse', `Priority '${priority}' is currently in use`);
  }
  if (state.rulesOfLoadBalancer(loadBalancerOf(listenerArn)).length >= quotas.rules) {
    throw new AwsError('TooManyRules', 'The maximum number of rules per load balancer has been reached');
  }
  const answer = await call.pass();
  const arn = textAt(answer, 'Rules', 'member', 'RuleArn') ?? '';
  state.rules.set(arn, { arn, priority, transforms });
  state.forwards.set(arn, groups);
  state.loose.set(arn, looseGroups(parameters.Actions));
  state.tags.set(arn, tags);
  return described(call, answer);
};

export const modifyRule: Operation = async (call) => {
  const { parameters, state, quotas, moto } = call;
  const arn = textOf(parameters.RuleArn) ?? '';
  const rule = existing(call, arn, 'modified');
  const { Conditions, Actions, Transforms } = parameters;
  const reset = parameters.ResetTransforms === 'true';
  if (!Conditions && !Actions && Transforms === undefined && !reset)
    throw validationError('Either conditions, actions or transforms must be specified');
  if (reset && objectsOf(Transforms).length > 0)
    throw validationError('Transforms and ResetTransforms cannot be specified at the same time');
  if (Conditions) checkConditions(Conditions, quotas);
  const transforms = reset || Transforms !== undefined ? readTransforms(Transforms) : rule.transforms;
  const protocol = textOf(state.listeners.get(listenerOf(arn))?.settings.Protocol);
  const groups = Actions ? checkActions(call, Actions, arn, protocol) : undefined;
  const answer =
    Conditions || Actions
      ? await call.pass()
      : await moto.ask('elasticloadbalancing', 'DescribeRules', { RuleArns: [arn] });
  rule.transforms = transforms;
  if (groups) {
    state.forwards.set(arn, groups);
    state.loose.set(arn, looseGroups(Actions));
  }
  return described(call, answer);
};

export const deleteRule: Operation = async (call) => {
  const arn = textOf(call.parameters.RuleArn) ?? '';
  existing(call, arn, 'deleted');
  await call.pass();
  call.state.forgetRule(arn);
  return [];
};

/** moto answers in the order of creation; AWS by priority, the default rule last. */
export const describeRules: Operation = async (call) => {
  const { parameters, state, moto } = call;
  const listenerArn = textOf(parameters.ListenerArn);
  const arns = textsOf(parameters.RuleArns);
  if ((listenerArn === undefined) === (arns.length === 0)) {
    throw validationError('You must specify either listener rule ARNs or a listener ARN, and not both');
  }
  const missing =
    listenerArn !== undefined ? !state.listeners.has(listenerArn) : arns.find((arn) => !isRule(call, arn));
  if (missing) throw notFound(missing === true ? (listenerArn ?? '') : missing);
  const which = listenerArn !== undefined ? { ListenerArn: listenerArn } : { RuleArns: arns };
  const answer = await moto.ask('elasticloadbalancing', 'DescribeRules', { ...which, PageSize: String(LONGEST_PAGE) });
  described(call, answer);
  const rules = membersAt(answer, 'Rules').sort((a, b) => orderOf(a) - orderOf(b));
  return listenerArn === undefined ? [xmlNode('Rules', rules)] : page(call, rules);
};

/** The marker is the priority that the page before ended with: rules that come or go between two pages do no harm. */
function page({ parameters }: Call, rules: XmlNode[]): XmlNode[] {
  const size = Number(textOf(parameters.PageSize) ?? PAGE);
  if (!Number.isInteger(size) || size < 1 || size > LONGEST_PAGE)
    throw validationError(`PageSize must be between 1 and ${LONGEST_PAGE}`);
  const after = Number(textOf(parameters.Marker) ?? 0);
  const rest = rules.filter((rule) => orderOf(rule) > after);
  const last = rest[size - 1];
  const next = last !== undefined && rest.length > size ? [xmlNode('NextMarker', String(orderOf(last)))] : [];
  return [xmlNode('Rules', rest.slice(0, size)), ...next];
}

function orderOf(rule: XmlNode): number {
  const priority = textAt(rule, 'Priority');
  return priority === 'default' ? Number.POSITIVE_INFINITY : Number(priority);
}

function isRule({ state }: Call, arn: string): boolean {
  return state.rules.has(arn) || state.isDefaultRule(arn);
}

function existing({ state }: Call, arn: string, verb: string) {
  if (state.isDefaultRule(arn)) throw new AwsError('OperationNotPermitted', `Default rule '${arn}' cannot be ${verb}`);
  const rule = state.rules.get(arn);
  if (rule === undefined) throw notFound(arn);
  return rule;
}

/** Adds what moto dropped to each rule of an answer. */
export function described({ state }: Call, answer: XmlNode): XmlNode[] {
  for (const node of membersAt(answer, 'Rules')) {
    completeActions(nodeAt(node, 'Actions')?.children ?? []);
    const transforms = state.rules.get(textAt(node, 'RuleArn') ?? '')?.transforms ?? [];
    if (transforms.length > 0) node.children.push(writeTransforms(transforms));
  }
  return answer.children;
}
