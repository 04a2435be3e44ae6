import type { Part } from '../names';

type Frozen = Readonly<Record<string, string>>;

const each = (names: readonly string[], why: string): Frozen => Object.fromEntries(names.map((name) => [name, why]));

/** The membership names target groups, so a replacement would have the name of the group that it replaces. */
const TARGET_GROUP = each(
  ['Name', 'VpcId', 'TargetType', 'IpAddressType', 'Protocol', 'ProtocolVersion', 'Port'],
  'a change replaces the target group while the old one still has the name',
);

const ROLE = each(
  ['RoleName', 'Path'],
  'a role with a fixed name cannot be replaced; give your own role with TaskRoleArn or ExecutionRoleArn',
);

const POLICY = each(
  ['PolicyName', 'ScalingTargetId', 'ServiceNamespace', 'ResourceId', 'ScalableDimension'],
  'a change replaces the policy, and the old one blocks the new one',
);

const CUSTOM_RESOURCE = each(
  ['ServiceToken', 'Contract', 'Service', 'ServiceName', 'StickySessions', 'Retained', 'RetainedWhenReplaced'],
  'the macro and the gateway function depend on it',
);

const SAME_AS_SERVICE = 'it must be the same as in the service';

/**
 * Properties that `Overrides` must not set, each with the reason. Most of them would replace a resource that has a
 * fixed name. The others would break what the service promises.
 */
export const FROZEN: Readonly<Record<'Service' | Part, Frozen>> = {
  Service: {
    ServiceName: 'the membership names the service; use the property ServiceName',
    Cluster: 'the membership knows the cluster; use the property Cluster',
    LaunchType: 'it cannot be changed in place; use the property CapacityProviderStrategy',
    DesiredCount: 'every update would undo auto scaling; use ScalingTarget.MinTaskCount',
    ...each(
      ['Role', 'SchedulingStrategy', 'DeploymentController'],
      'a change replaces the service while the old one still has the name',
    ),
  },
  // Each change of a task definition makes a new revision.
  TaskDefinition: {},
  Blue: TARGET_GROUP,
  Green: TARGET_GROUP,
  SecurityGroup: each(['GroupName', 'GroupDescription', 'VpcId'], 'a change replaces the group while tasks are in it'),
  Ingress: {
    GroupId: 'the tasks are in that group',
    ...each(
      ['SourceSecurityGroupId', 'SourcePrefixListId', 'CidrIp', 'CidrIpv6'],
      'the rule admits the load balancer; for other sources add your own rule to the group in ServiceSecurityGroups',
    ),
    ...each(
      ['GroupName', 'SourceSecurityGroupName', 'SourceSecurityGroupOwnerId'],
      'EC2 takes the replacement for the same rule and refuses it',
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
    ...each(['Membership', 'BlueTargetGroupArn', 'GreenTargetGroupArn', 'Strategy'], SAME_AS_SERVICE),
  },
  Traffic: {
    ...CUSTOM_RESOURCE,
    ...each(['Membership', 'Route', 'BlueTargetGroupArn', 'GreenTargetGroupArn', 'Strategy'], SAME_AS_SERVICE),
    ...each(['Hosts', 'Paths', 'Priority', 'Refresh'], 'it is the same as in the route; override that'),
  },
  // A distribution is always changed in place.
  Distribution: {},
  RollbackAlarm: {},
};
