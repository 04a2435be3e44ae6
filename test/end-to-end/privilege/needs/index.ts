/**
 * The permissions that a call needs, with the actions, resource types and condition keys of AWS's Service Authorization
 * Reference. A call that is not listed here is an error: look it up there and add it.
 */
import { GATEWAY_FUNCTION_NAME } from '../../../../handlers/contract';
import { FAILURE_FUNCTION_NAME } from '../../../../scripts/install/names';
import { readJson } from '../../../../scripts/local-aws/wire/json';
import type { AwsCall } from '../../../../scripts/local-aws/wire/messages';
import { textOf } from '../../../../scripts/local-aws/wire/query';
import type { Need } from '../evaluate';
import type { TagsSeen } from '../tags';
import { containers } from './containers';
import { domainNames } from './domain-names';
import { ledger } from './ledger';
import { loadBalancing } from './load-balancing';
import { network } from './network';
import { type AccountRegion, type Needs, on, type QueryCall, queryOf, type ReaderInput } from './reader-input';

export type { AccountRegion } from './reader-input';

/** Actions without resource types ("If there is no value for this column, you must specify all resources"). */
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
  // It has the VPC as a resource type, but it is not documented which VPC Elastic Load Balancing names.
  'ec2:GetSecurityGroupsForVpc',
  'ecs:ListClusters',
  'cloudformation:ListStacks',
]);

/**
 * The permissions that a call needs. Pass every call in order, so that the tags of new resources are known.
 * @throws Error for a call that is not listed
 */
export function needsOf(call: AwsCall, account: AccountRegion, tags: TagsSeen): Need[] {
  const { service, method, url, operation = `${method} ${url.pathname}` } = call.request;
  const action = `${service}:${operation}`;
  if (WITHOUT_RESOURCES.has(action)) return [{ action, resource: '*', context: {} }];
  const needs = READERS[service]?.(call, { ...account, tags, action });
  if (needs === undefined) throw new Error(`It is not listed here what ${action} needs`);
  return needs;
}

const READERS: Readonly<Record<string, (call: AwsCall, input: ReaderInput) => Needs>> = {
  elasticloadbalancing: (call, input) => loadBalancing(queryOf(call), input),
  ec2: (call, input) => network(queryOf(call), input),
  ecs: ({ request }, input) => containers(readJson(request), input),
  route53: (call) => domainNames(call),
  dynamodb: ({ request }, input) => ledger(readJson(request), input),
  cloudformation: (call, input) => stacks(queryOf(call), input),
  lambda: invocation,
};

/**
 * The paths of Lambda's API identify its operations. Only the gateway function and its on-failure destination are
 * invoked.
 */
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

/** Calls to CloudFormation about one stack. */
function stacks({ given }: QueryCall, input: ReaderInput): Needs {
  const stack = textOf(given.StackName);
  return stack?.startsWith('arn:') && /:Describe|:List/.test(input.action) ? [on(input, stack)] : undefined;
}
