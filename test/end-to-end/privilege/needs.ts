/**
 * What IAM asks for a call, by AWS's Service Authorization Reference: actions, resource types and condition keys as they
 * stand there. A call that is not listed here is an error: look it up there and add it.
 */
import { GATEWAY_FUNCTION_NAME } from '../../../handlers/contract';
import type { AwsCall } from '../../../scripts/local-aws/service';
import { isJsonObject, type JsonObject, readJson } from '../../../scripts/local-aws/wire/json';
import { objectsOf, parseQuery, type QueryObject, textOf } from '../../../scripts/local-aws/wire/query';
import { membersAt, parseXml, textAt, type XmlNode } from '../../../scripts/local-aws/wire/xml-tree';
import type { Need } from './evaluate';
import { requestTags, type TagsSeen } from './tags';

export interface Account {
  region: string;
  accountId: string;
}

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
  'ecs:ListClusters',
]);

/** Reads a call of a function. Every one must be read, in order, so that the tags of what it makes are known. */
export function needsOf(call: AwsCall, account: Account, tags: TagsSeen): Need[] {
  const { service, operation } = call.request;
  const reader = READERS[service];
  const needs = reader?.(call, { ...account, tags, action: `${service}:${operation}` });
  if (needs === undefined) throw new Error(`Nobody has said here what ${service}:${operation} needs`);
  return needs;
}

interface Scene extends Account {
  tags: TagsSeen;
  action: string;
}

type Reader = (call: AwsCall, scene: Scene) => Need[] | undefined;

const READERS: Readonly<Record<string, Reader>> = {
  elasticloadbalancing: (call, scene) => query(call, scene, loadBalancing),
  ec2: (call, scene) => query(call, scene, compute),
  ecs: (call, scene) => containers(readJson(call.request), scene),
  dynamodb: (call, scene) => ledger(readJson(call.request), scene),
  cloudformation: (call, scene) => query(call, scene, stacks),
  lambda: ({ request }, { region, accountId }) => {
    const [, name = ''] = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(request.url.pathname) ?? [];
    const [short = ''] = decodeURIComponent(name).split(':').slice(-1);
    return short === GATEWAY_FUNCTION_NAME
      ? [
          {
            action: 'lambda:InvokeFunction',
            resource: `arn:aws:lambda:${region}:${accountId}:function:${short}`,
            context: {},
          },
        ]
      : undefined;
  },
};

interface Query {
  given: QueryObject;
  /** Absent when the call was refused. */
  answer?: XmlNode;
}

function query(call: AwsCall, scene: Scene, read: (query: Query, scene: Scene) => Need[] | undefined) {
  if (WITHOUT_RESOURCES.has(scene.action)) return [{ action: scene.action, resource: '*', context: {} }];
  const answer = call.response.status === 200 ? parseXml(call.response.body.toString()) : undefined;
  return read({ given: parseQuery(call.request.body), answer }, scene);
}

/** An existing resource, with its tags. */
const on = ({ action, tags }: Scene, resource = ''): Need => ({ action, resource, context: tags.contextOf(resource) });

const pairs = (tags: QueryObject[]): Record<string, string> =>
  Object.fromEntries(tags.map(({ Key, Value }) => [textOf(Key) ?? '', textOf(Value) ?? '']));

/** A resource that is made with tags: AddTags (or its like) is asked for too. */
function tagged(scene: Scene, resource: string, given: Record<string, string>, tagging: string, key: string): Need {
  scene.tags.add(resource, given);
  const [, operation = ''] = scene.action.split(':');
  return { action: tagging, resource, context: { ...requestTags(given), [key]: operation } };
}

const ADD_TAGS = ['elasticloadbalancing:AddTags', 'elasticloadbalancing:CreateAction'] as const;

function loadBalancing({ given, answer }: Query, scene: Scene): Need[] | undefined {
  const [service, operation = ''] = scene.action.split(':');
  const made = (list: string, arn: string): string | undefined =>
    answer && membersAt(answer, `${operation}Result`, list).map((one) => textAt(one, arn))[0];
  const brought = pairs(objectsOf(given.Tags));
  const prefix = `arn:aws:${service}:${scene.region}:${scene.accountId}`;
  switch (operation) {
    case 'CreateLoadBalancer': {
      const arn = made('LoadBalancers', 'LoadBalancerArn') ?? `${prefix}:loadbalancer/app/${textOf(given.Name)}/new`;
      const creation = { action: scene.action, resource: arn, context: requestTags(brought) };
      return [creation, tagged(scene, arn, brought, ...ADD_TAGS)];
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

function compute({ given, answer }: Query, scene: Scene): Need[] | undefined {
  const arn = (type: string, id = ''): string => `arn:aws:ec2:${scene.region}:${scene.accountId}:${type}/${id}`;
  const [, operation = ''] = scene.action.split(':');
  switch (operation) {
    case 'CreateSecurityGroup': {
      const brought = pairs(objectsOf(given.TagSpecification).flatMap(({ Tag }) => objectsOf(Tag)));
      const group = arn('security-group', (answer && textAt(answer, 'groupId')) ?? 'new');
      return [
        on(scene, arn('vpc', textOf(given.VpcId))),
        { action: scene.action, resource: group, context: requestTags(brought) },
        tagged(scene, group, brought, 'ec2:CreateTags', 'ec2:CreateAction'),
      ];
    }
    case 'AuthorizeSecurityGroupIngress':
    case 'DeleteSecurityGroup':
      return [on(scene, arn('security-group', textOf(given.GroupId)))];
    default:
      return undefined;
  }
}

function containers(given: JsonObject, scene: Scene): Need[] | undefined {
  const arn = (name: unknown): string => `arn:aws:ecs:${scene.region}:${scene.accountId}:cluster/${String(name)}`;
  const [, operation] = scene.action.split(':');
  switch (operation) {
    case 'ListClusters':
      return [{ action: scene.action, resource: '*', context: {} }];
    case 'DescribeClusters':
      return [given.clusters]
        .flat()
        .map((name) => on(scene, String(name).startsWith('arn:') ? String(name) : arn(name)));
    case 'DescribeServices':
      return [given.services].flat().map((service) => on(scene, String(service)));
    case 'DeleteCluster':
      return [on(scene, arn(given.cluster))];
    case 'CreateCluster': {
      const list = Array.isArray(given.tags) ? given.tags.filter(isJsonObject) : [];
      const brought = Object.fromEntries(list.map(({ key, value }) => [String(key), String(value)]));
      const cluster = arn(given.clusterName);
      const creation = { action: scene.action, resource: cluster, context: requestTags(brought) };
      return [creation, tagged(scene, cluster, brought, 'ecs:TagResource', 'ecs:CreateAction')];
    }
    default:
      return undefined;
  }
}

/** What of a transaction needs which permission (DynamoDB Developer Guide, "IAM policies with transactions"). */
const IN_TRANSACTION: Readonly<Record<string, string>> = {
  ConditionCheck: 'ConditionCheckItem',
  Delete: 'DeleteItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
};

function ledger(given: JsonObject, { action, region, accountId }: Scene): Need[] {
  const table = (name: unknown): string => `arn:aws:dynamodb:${region}:${accountId}:table/${String(name)}`;
  if (action !== 'dynamodb:TransactWriteItems') return [{ action, resource: table(given.TableName), context: {} }];
  const items = Array.isArray(given.TransactItems) ? given.TransactItems.filter(isJsonObject) : [];
  return items.flatMap((item) =>
    Object.entries(item).map(([kind, what]) => ({
      action: `dynamodb:${IN_TRANSACTION[kind]}`,
      resource: table(isJsonObject(what) && what.TableName),
      context: {},
    })),
  );
}

function stacks({ given }: Query, scene: Scene): Need[] | undefined {
  const stack = textOf(given.StackName);
  return stack?.startsWith('arn:') && /:Describe|:List/.test(scene.action) ? [on(scene, stack)] : undefined;
}
