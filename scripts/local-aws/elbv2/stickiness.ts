/**
 * Sticky sessions: a rule over several target groups and those groups must agree. "If you have a forward action with multiple target groups and one or more of the target groups has sticky sessions enabled, you
 * must enable target group stickiness" (listener rules, Application Load Balancers).
 */
import { AwsError } from '../wire/errors';
import { objectIn, objectsOf, type QueryValue, textOf } from '../wire/query';
import { askMoto, type ElbOperation } from './operation';
import type { LoadBalancingState } from './state';

/** The target groups that share a forward action without group stickiness. */
export function groupsWithoutStickiness(actions: QueryValue | undefined): Set<string> {
  const groups = objectsOf(actions).flatMap(({ ForwardConfig }) => {
    const config = objectIn(ForwardConfig);
    const tuples = objectsOf(config?.TargetGroups);
    const held = textOf(objectIn(config?.TargetGroupStickinessConfig)?.Enabled) === 'true';
    return held || tuples.length < 2 ? [] : tuples.map(({ TargetGroupArn }) => textOf(TargetGroupArn) ?? '');
  });
  return new Set(groups);
}

/** @throws AwsError InvalidLoadBalancerAction */
export function checkStickiness(state: LoadBalancingState, actions: QueryValue | undefined): void {
  if ([...groupsWithoutStickiness(actions)].some((arn) => state.targetGroups.get(arn)?.view.stickiness !== undefined)) {
    throw new AwsError(
      'InvalidLoadBalancerAction',
      'You must enable group stickiness on a rule if you enabled target stickiness on one of its target groups',
    );
  }
}

export const modifyTargetGroupAttributes: ElbOperation = async (call) => {
  const { parameters, state } = call;
  const arn = textOf(parameters.TargetGroupArn) ?? '';
  const enabled = objectsOf(parameters.Attributes).find(({ Key }) => textOf(Key) === 'stickiness.enabled');
  const sticky = enabled && textOf(enabled.Value) === 'true';
  const [rule] = [...state.groupsWithoutStickiness].find(([, groups]) => groups.has(arn)) ?? [];
  if (sticky && rule !== undefined) {
    throw new AwsError(
      'InvalidConfigurationRequest',
      `This target group appears behind a rule with group stickiness disabled (${rule}). You must enable group stickiness before enabling target stickiness`,
    );
  }
  const answer = await askMoto(call);
  const attributes = objectsOf(parameters.Attributes).map(({ Key, Value }) => ({
    key: textOf(Key) ?? '',
    value: textOf(Value) ?? '',
  }));
  state.targetGroups.get(arn)?.view.setAttributes(attributes);
  return answer.children;
};
