/**
 * What IAM asks for a call, by AWS's Service Authorization Reference: actions, resource types and condition keys as they
 * stand there. A call that is not listed here is an error: look it up there and add it.
 */
import { GATEWAY_FUNCTION_NAME } from '../../../../handlers/contract';
import { FAILURE_FUNCTION_NAME } from '../../../../scripts/install/names';
import { readJson } from '../../../../scripts/local-aws/wire/json';
import type { AwsCall } from '../../../../scripts/local-aws/wire/messages';
import { textOf } from '../../../../scripts/local-aws/wire/query';
import type { Need } from '../evaluate';
import type { TagsSeen } from '../tags';
import { containers } from './containers';
import { ledger } from './ledger';
import { loadBalancing } from './load-balancing';
import { network } from './network';
import { type AccountRegion, type Needs, on, type QueryCall, queryOf, type ReaderInput } from './reader-input';

export type { AccountRegion } from './reader-input';

/** Actions that know no resources ("If there is no value for this column, you must specify all resources"). */
export const WITHOUT_RESOURCES: ReadonlySet<string> = new Set([
  'elasticloadbalancing:DescribeListeners',
  'elasticloadbalancing:DescribeLoadBalancers',
  'elasticloadbalancing:DescribeRules',
  'elasticloadbalancing:DescribeTags',
  'elasticloadbalancing:DescribeTargetGroups',
  'elasticloadbalancing:DescribeTargetHealth',
  'ec2:DescribeAccountAttributes',
  'ec2:DescribeAddresses',
  'ec2:DescribeInternetGateways',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeRouteTables',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeSubnets',
  'ec2:DescribeVpcs',
  // It knows the VPC, but which one Elastic Load Balancing names for it is not documented.
  'ec2:GetSecurityGroupsForVpc',
  'ecs:ListClusters',
  'cloudformation:ListStacks',
]);

/** Reads a call. Every one must be read, in order, so that the tags of what it makes are known. */
export function needsOf(call: AwsCall, account: AccountRegion, tags: TagsSeen): Need[] {
  const { service, operation } = call.request;
  const action = `${service}:${operation}`;
  if (WITHOUT_RESOURCES.has(action)) return [{ action, resource: '*', context: {} }];
  const needs = READERS[service]?.(call, { ...account, tags, action });
  if (needs === undefined) throw new Error(`Nobody has said here what ${action} needs`);
  return needs;
}

const READERS: Readonly<Record<string, (call: AwsCall, input: ReaderInput) => Needs>> = {
  elasticloadbalancing: (call, input) => loadBalancing(queryOf(call), input),
  ec2: (call, input) => network(queryOf(call), input),
  ecs: ({ request }, input) => containers(readJson(request), input),
  dynamodb: ({ request }, input) => ledger(readJson(request), input),
  cloudformation: (call, input) => stacks(queryOf(call), input),
  lambda: invocation,
};

/** Lambda's API is told by its paths; only the gateway's own function may be invoked, and its on-failure destination. */
function invocation({ request }: AwsCall, { region, accountId }: ReaderInput): Needs {
  const [, name = ''] = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(request.url.pathname) ?? [];
  const [short = ''] = decodeURIComponent(name).split(':').slice(-1);
  return short === GATEWAY_FUNCTION_NAME || short === FAILURE_FUNCTION_NAME
    ? [
        {
          action: 'lambda:InvokeFunction',
          resource: `arn:aws:lambda:${region}:${accountId}:function:${short}`,
          context: {},
        },
      ]
    : undefined;
}

/** CloudFormation, asked about one stack. */
function stacks({ given }: QueryCall, input: ReaderInput): Needs {
  const stack = textOf(given.StackName);
  return stack?.startsWith('arn:') && /:Describe|:List/.test(input.action) ? [on(input, stack)] : undefined;
}
