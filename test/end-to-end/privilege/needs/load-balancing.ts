import { objectsOf, textOf } from '../../../../scripts/local-aws/wire/query';
import { membersAt, textAt } from '../../../../scripts/local-aws/wire/xml-tree';
import type { Need } from '../evaluate';
import { requestTags } from '../tags';
import { type Needs, on, pairs, type Query, type Scene, tagged } from './scene';

const ADD_TAGS = ['elasticloadbalancing:AddTags', 'elasticloadbalancing:CreateAction'] as const;

/**
 * What CreateLoadBalancer asks EC2 in its caller's name: all but the last by "Elastic Load Balancing API permissions" of
 * its user guide; the last since October 2024, as who had not allowed it found out.
 */
const IN_THE_CALLERS_NAME = [
  'ec2:DescribeAccountAttributes',
  'ec2:DescribeAddresses',
  'ec2:DescribeInternetGateways',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeSubnets',
  'ec2:DescribeVpcs',
  'ec2:GetSecurityGroupsForVpc',
];

/** Calls to Elastic Load Balancing that name resources. */
export function loadBalancing({ given, answer }: Query, scene: Scene): Needs {
  const [service, operation = ''] = scene.action.split(':');
  const made = (list: string, arn: string): string | undefined =>
    answer && membersAt(answer, `${operation}Result`, list).map((one) => textAt(one, arn))[0];
  const brought = pairs(objectsOf(given.Tags));
  const prefix = `arn:aws:${service}:${scene.region}:${scene.accountId}`;
  switch (operation) {
    case 'CreateLoadBalancer': {
      const arn = made('LoadBalancers', 'LoadBalancerArn') ?? `${prefix}:loadbalancer/app/${textOf(given.Name)}/new`;
      const creation = { action: scene.action, resource: arn, context: requestTags(brought) };
      const onBehalf = IN_THE_CALLERS_NAME.map((action) => ({ action, resource: '*', context: {} }));
      return [creation, tagged(scene, arn, brought, ...ADD_TAGS), ...onBehalf];
    }
    case 'CreateListener': {
      const balancer = textOf(given.LoadBalancerArn) ?? '';
      const arn = made('Listeners', 'ListenerArn') ?? `${balancer.replace(':loadbalancer/', ':listener/')}/new`;
      return [onParent(scene, balancer, brought), tagged(scene, arn, brought, ...ADD_TAGS)];
    }
    case 'CreateRule': {
      const listener = textOf(given.ListenerArn) ?? '';
      const arn = made('Rules', 'RuleArn') ?? `${listener.replace(':listener/', ':listener-rule/')}/new`;
      return [onParent(scene, listener, brought), tagged(scene, arn, brought, ...ADD_TAGS)];
    }
    case 'ModifyRule':
    case 'DeleteRule':
      return [on(scene, textOf(given.RuleArn))];
    case 'DeleteLoadBalancer':
      return [on(scene, textOf(given.LoadBalancerArn))];
    case 'RegisterTargets':
    case 'DeregisterTargets':
      return [on(scene, textOf(given.TargetGroupArn))];
    case 'SetRulePriorities':
      // The reference gives it no condition key: a condition on the rule's tags would deny it always.
      return objectsOf(given.RulePriorities).map(({ RuleArn }) => ({
        action: scene.action,
        resource: textOf(RuleArn) ?? '',
        context: {},
      }));
    case 'CreateTargetGroup':
      tagged(scene, made('TargetGroups', 'TargetGroupArn') ?? '', brought, ...ADD_TAGS);
      return [];
    default:
      return undefined;
  }
}

const onParent = (scene: Scene, resource: string, brought: Record<string, string>): Need => ({
  action: scene.action,
  resource,
  context: { ...scene.tags.contextOf(resource), ...requestTags(brought) },
});
