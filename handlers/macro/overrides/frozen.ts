import type { Part } from '../names';

type Frozen = Readonly<Record<string, string>>;

const each = (names: readonly string[], why: string): Frozen => Object.fromEntries(names.map((name) => [name, why]));

/** Named by the membership: a group replaced under its old name would meet itself. */
const TARGET_GROUP = each(
  ['Name', 'VpcId', 'TargetType', 'IpAddressType', 'Protocol', 'ProtocolVersion', 'Port'],
  'a change replaces the target group under the name that the old one still has',
);

const ROLE = each(
  ['RoleName', 'Path'],
  'a role with a fixed name cannot be replaced; bring a role of your own with TaskRoleArn or ExecutionRoleArn',
);

const POLICY = each(
  ['PolicyName', 'ScalingTargetId', 'ServiceNamespace', 'ResourceId', 'ScalableDimension'],
  'a change replaces the policy, and the old one is in the way of the new',
);

const CUSTOM_RESOURCE = each(
  ['ServiceToken', 'Contract', 'Service', 'ServiceName', 'StickySessions', 'Retained', 'RetainedWhenReplaced'],
  'it is what this macro and the gateway function have agreed on',
);

/**
 * Properties that `Overrides` must leave alone, with the reason. Most of them cannot be changed in place while a name
 * depends on them; with the others the service would no longer do what it promises.
 */
export const FROZEN: Readonly<Record<'Service' | Part, Frozen>> = {
  Service: {
    ServiceName: 'the membership names the service; use the property ServiceName',
    Cluster: 'the membership knows the cluster; use the property Cluster',
    LaunchType: 'it could not be changed in place; use the property CapacityProviderStrategy',
    DesiredCount: 'every update would undo what auto scaling did; use ScalingTarget.MinTaskCount',
    ...each(['Role', 'SchedulingStrategy', 'DeploymentController'], 'a change replaces the service under its own name'),
  },
  // Each revision of a task definition is a resource of its own.
  TaskDefinition: {},
  Blue: TARGET_GROUP,
  Green: TARGET_GROUP,
  SecurityGroup: each(
    ['GroupName', 'GroupDescription', 'VpcId'],
    'a change replaces the group while the tasks are in it',
  ),
  Ingress: {
    GroupId: 'the tasks are in that group',
    ...each(
      ['SourceSecurityGroupId', 'SourcePrefixListId', 'CidrIp', 'CidrIpv6'],
      'the rule lets in the load balancer; for anybody else write one of your own, on the group of ServiceSecurityGroups',
    ),
    ...each(
      ['GroupName', 'SourceSecurityGroupName', 'SourceSecurityGroupOwnerId'],
      'a change replaces the rule by one that EC2 takes for the same, and refuses',
    ),
  },
  LogGroup: {
    LogGroupName: 'a group with a fixed name outlives its stack and blocks the next; use AwsLogsConfiguration',
  },
  TaskRole: ROLE,
  ExecutionRole: ROLE,
  ScalableTarget: each(
    ['ResourceId', 'ScalableDimension', 'ServiceNamespace'],
    'the target is the service; a change replaces it',
  ),
  ScalingPolicy: POLICY,
  ScalingPolicyAverageMemory: POLICY,
  ScalingPolicyRequestCount: POLICY,
  Gateway: CUSTOM_RESOURCE,
  Route: {
    ...CUSTOM_RESOURCE,
    ...each(
      ['Membership', 'BlueTargetGroupArn', 'GreenTargetGroupArn', 'Strategy'],
      'it must be what the service itself has',
    ),
  },
  RollbackAlarm: {},
};
