import { objectsOf, textOf } from '../../../../scripts/local-aws/wire/query';
import { membersAt, textAt } from '../../../../scripts/local-aws/wire/xml-tree';
import type { Need } from '../evaluate';
import { requestTags } from '../tags';
import { type Needs, on, pairs, type QueryCall, type ReaderInput, tagged } from './reader-input';

const ADD_TAGS = ['elasticloadbalancing:AddTags', 'elasticloadbalancing:CreateAction'] as const;

/**
 * The EC2 actions that CreateLoadBalancer calls with its caller's permissions, from "Elastic Load Balancing API
 * permissions" in its user guide. The last one is needed since October 2024, although it is not listed there.
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
export function loadBalancing({ given, answer }: QueryCall, input: ReaderInput): Needs {
  const [service, operation = ''] = input.action.split(':');
  const made = (list: string, arn: string): string | undefined =>
    answer && membersAt(answer, `${operation}Result`, list).map((one) => textAt(one, arn))[0];
  const brought = pairs(objectsOf(given.Tags));
  const prefix = `arn:aws:${service}:${input.region}:${input.accountId}`;
  switch (operation) {
    case 'CreateLoadBalancer': {
      const arn = made('LoadBalancers', 'LoadBalancerArn') ?? `${prefix}:loadbalancer/app/${textOf(given.Name)}/new`;
      const creation = { action: input.action, resource: arn, context: requestTags(brought) };
      const onBehalf = IN_THE_CALLERS_NAME.map((action) => ({ action, resource: '*', context: {} }));
      return [creation, tagged(input, arn, brought, ...ADD_TAGS), ...onBehalf];
    }
    case 'CreateListener': {
      const balancer = textOf(given.LoadBalancerArn) ?? '';
      const arn = made('Listeners', 'ListenerArn') ?? `${balancer.replace(':loadbalancer/', ':listener/')}/new`;
      return [onParent(input, balancer, brought), tagged(input, arn, brought, ...ADD_TAGS)];
    }
    case 'CreateRule': {
      const listener = textOf(given.ListenerArn) ?? '';
      const arn = made('Rules', 'RuleArn') ?? `${listener.replace(':listener/', ':listener-rule/')}/new`;
      return [onParent(input, listener, brought), tagged(input, arn, brought, ...ADD_TAGS)];
    }
    case 'ModifyRule':
    case 'DeleteRule':
      return [on(input, textOf(given.RuleArn))];
    case 'DeleteLoadBalancer':
      return [on(input, textOf(given.LoadBalancerArn))];
    case 'RegisterTargets':
    case 'DeregisterTargets':
      return [on(input, textOf(given.TargetGroupArn))];
    case 'SetRulePriorities':
      // It has no condition key: a condition on the rule's tags would always deny it.
      return objectsOf(given.RulePriorities).map(({ RuleArn }) => ({
        action: input.action,
        resource: textOf(RuleArn) ?? '',
        context: {},
      }));
    case 'CreateTargetGroup':
      tagged(input, made('TargetGroups', 'TargetGroupArn') ?? '', brought, ...ADD_TAGS);
      return [];
    default:
      return undefined;
  }
}

const onParent = (input: ReaderInput, resource: string, brought: Record<string, string>): Need => ({
  action: input.action,
  resource,
  context: { ...input.tags.contextOf(resource), ...requestTags(brought) },
});
