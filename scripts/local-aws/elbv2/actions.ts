/** The actions of a rule or a listener: what Elastic Load Balancing demands of them, and how it describes them. */
import { AwsError, validationError } from '../wire/errors';
import { objectIn, objectsOf, type QueryObject, type QueryValue, textOf } from '../wire/query';
import { membersAt, nodeAt, textAt, type XmlNode, xmlNode } from '../wire/xml-tree';
import { loadBalancerOf } from './arns';
import { notFound } from './errors';
import type { ElbCall } from './operation';
import { checkRedirect } from './redirects';
import { checkStickiness } from './stickiness';

const LAST = new Set(['forward', 'redirect', 'fixed-response']);
const BEFORE = new Set(['authenticate-oidc', 'authenticate-cognito', 'jwt-validation']);

/**
 * @param listenerArn of the listener; of the load balancer, if the listener does not exist yet
 * @param protocol of the listener
 * @returns the target groups to which the actions forward
 * @throws AwsError ValidationError, InvalidLoadBalancerAction, TargetGroupNotFound, TargetGroupAssociationLimit,
 *   TooManyUniqueTargetGroupsPerLoadBalancer
 */
export function checkActions(
  call: ElbCall,
  value: QueryValue | undefined,
  listenerArn: string,
  protocol: string | undefined,
): Set<string> {
  const actions = objectsOf(value);
  if (actions.length === 0) throw validationError('An action must be specified');
  checkOrder(actions, protocol);
  for (const { Type, RedirectConfig } of actions) {
    if (Type === 'redirect') checkRedirect(objectIn(RedirectConfig), protocol);
  }
  const groups = new Set(actions.filter(({ Type }) => Type === 'forward').flatMap((action) => groupsOf(call, action)));
  checkAssociations(call, groups, loadBalancerOf(listenerArn));
  checkStickiness(call.state, value);
  return groups;
}

function checkOrder(actions: QueryObject[], protocol: string | undefined): void {
  const order = ({ Order }: QueryObject) => Number(textOf(Order) ?? 0);
  const types = [...actions].sort((a, b) => order(a) - order(b)).map(({ Type }) => textOf(Type) ?? '');
  const unknown = types.find((type) => !LAST.has(type) && !BEFORE.has(type));
  if (unknown !== undefined) {
    throw validationError(`Action type '${unknown}' must be one of '${[...LAST, ...BEFORE].join(', ')}'`);
  }
  if (!LAST.has(types.at(-1) ?? '') || types.filter((type) => LAST.has(type)).length !== 1) {
    throw new AwsError(
      'InvalidLoadBalancerAction',
      "The last action, and no other, must be one of 'forward, redirect, fixed-response'",
    );
  }
  const authenticate = types.find((type) => BEFORE.has(type));
  if (authenticate !== undefined && protocol !== 'HTTPS') {
    throw new AwsError(
      'InvalidLoadBalancerAction',
      `Actions of type '${authenticate}' are supported only on HTTPS listeners`,
    );
  }
}

function groupsOf(call: ElbCall, action: QueryObject): string[] {
  const single = textOf(action.TargetGroupArn);
  const tuples = objectsOf(objectIn(action.ForwardConfig)?.TargetGroups);
  const arns = tuples.map(({ TargetGroupArn }) => textOf(TargetGroupArn) ?? '');
  if (single === undefined && arns.length === 0) throw validationError('A target group ARN must be specified');
  if (single !== undefined && arns.length > 0 && (arns.length > 1 || arns[0] !== single)) {
    throw validationError(
      'You can specify both a target group ARN and a forward configuration only if they name the same target group',
    );
  }
  if (arns.length > call.state.quotas.targetGroupsPerAction) {
    throw new AwsError(
      'TooManyTargets',
      `A forward action can have ${call.state.quotas.targetGroupsPerAction} target groups at most`,
    );
  }
  if (new Set(arns).size < arns.length) {
    throw validationError('A target group was specified more than once in a forward action');
  }
  for (const { Weight } of tuples) {
    const weight = Number(textOf(Weight) ?? 1);
    if (!Number.isInteger(weight) || weight < 0 || weight > 999) {
      throw validationError(`Target group weight '${Weight}' must be between '0' and '999'`);
    }
  }
  const all = arns.length > 0 ? arns : [single ?? ''];
  const missing = all.find((arn) => !call.state.targetGroups.has(arn));
  if (missing !== undefined) throw notFound(missing);
  return all;
}

function checkAssociations({ state }: ElbCall, groups: Set<string>, loadBalancerArn: string): void {
  const taken = [...groups].filter((arn) => state.loadBalancersOf(arn).some((other) => other !== loadBalancerArn));
  if (taken.length > 0) {
    throw new AwsError(
      'TargetGroupAssociationLimit',
      `The following target groups cannot be associated with more than one load balancer: ${taken.join(', ')}`,
    );
  }
  const together = new Set([...state.targetGroupsOf(loadBalancerArn), ...groups]);
  if (together.size > state.quotas.targetGroupsPerLoadBalancer) {
    throw new AwsError(
      'TooManyUniqueTargetGroupsPerLoadBalancer',
      `A load balancer can have ${state.quotas.targetGroupsPerLoadBalancer} unique target groups at most`,
    );
  }
}

/**
 * Completes each forward action as AWS describes it: a single target group is both in `TargetGroupArn` and in
 * `ForwardConfig`. moto describes only what was sent.
 */
export function completeActions(actions: readonly XmlNode[]): void {
  for (const action of actions) {
    if (textAt(action, 'Type') !== 'forward') continue;
    const single = textAt(action, 'TargetGroupArn');
    const tuples = membersAt(action, 'ForwardConfig', 'TargetGroups');
    const [first] = tuples;
    if (single === undefined && first !== undefined && tuples.length === 1) {
      action.children.push(xmlNode('TargetGroupArn', textAt(first, 'TargetGroupArn') ?? ''));
    }
    if (single !== undefined && nodeAt(action, 'ForwardConfig') === undefined) {
      const tuple = xmlNode('member', [xmlNode('TargetGroupArn', single), xmlNode('Weight', '1')]);
      const stickiness = xmlNode('TargetGroupStickinessConfig', [xmlNode('Enabled', 'false')]);
      action.children.push(xmlNode('ForwardConfig', [xmlNode('TargetGroups', [tuple]), stickiness]));
    }
  }
}
