import type { JsonObject } from '../../../../handlers/template-language/json';
import fc from '../../../fast-check';
import { some } from './values';

const properties = (...of: readonly JsonObject[]) =>
  fc.oneof(
    fc.constantFrom(...of).map((Properties): JsonObject => ({ Properties })),
    fc.constant<JsonObject>({ Metadata: { note: 'a' } }),
  );

/** One of several deletion policies, for resources that may be deleted and created again. */
const kept = (...policies: readonly JsonObject[]) => fc.constantFrom(...policies);

const either = (one: fc.Arbitrary<JsonObject>, other: fc.Arbitrary<JsonObject>) =>
  fc.tuple(one, other).map(([first, second]): JsonObject => ({ ...first, ...second }));

const targetGroup = properties(
  { HealthCheckPort: '8081', HealthCheckProtocol: 'HTTPS' },
  { TargetGroupAttributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '30' }] },
  { Matcher: { HttpCode: '204' }, UnhealthyThresholdCount: 9 },
);

const scalingPolicy = properties(
  { TargetTrackingScalingPolicyConfiguration: { ScaleInCooldown: 60, DisableScaleIn: true } },
  { TargetTrackingScalingPolicyConfiguration: { TargetValue: 33 } },
);

const KEEP = { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' };
const DROP = { DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' };

/**
 * Changes to each of the generated resources that do not affect how the service is reached. Overrides that would are
 * excluded: another port in the ingress, another membership, a fixed number of tasks.
 */
export const overrides = some<Record<string, JsonObject>>({
  Service: properties(
    { PlatformVersion: '1.4.0', PropagateTags: 'TASK_DEFINITION', EnableECSManagedTags: false },
    { HealthCheckGracePeriodSeconds: 10, AvailabilityZoneRebalancing: 'DISABLED' },
    { DeploymentConfiguration: { MinimumHealthyPercent: 50 } },
    { ServiceConnectConfiguration: { Enabled: true, Namespace: 'shop' } },
    { ServiceRegistries: [{ RegistryArn: 'arn:aws:servicediscovery:eu-west-1:123456789012:service/srv-1' }] },
  ),
  TaskDefinition: either(
    properties(
      { EphemeralStorage: { SizeInGiB: 30 } },
      { Family: 'shop', PidMode: 'task' },
      { ContainerDefinitions: [{ Name: 'Main', Ulimits: [{ Name: 'nofile', SoftLimit: 1, HardLimit: 2 }] }] },
      { ContainerDefinitions: [{ Name: 'More', Image: 'x' }] },
    ),
    kept({}, KEEP),
  ),
  LogGroup: either(properties({ LogGroupClass: 'INFREQUENT_ACCESS' }, { KmsKeyId: 'key' }), kept({}, KEEP, DROP)),
  ExecutionRole: either(properties({ MaxSessionDuration: 7200 }, { PermissionsBoundary: 'boundary' }), kept({}, KEEP)),
  TaskRole: either(properties({ ManagedPolicyArns: ['policy'] }, { Description: 'x' }), kept({}, KEEP)),
  SecurityGroup: properties({ SecurityGroupEgress: [{ IpProtocol: '-1', CidrIp: '10.0.0.0/8' }] }),
  Ingress: properties({ Description: 'x' }, { Description: 'y' }),
  Blue: targetGroup,
  Green: targetGroup,
  Gateway: properties({ Refresh: '1' }, { Refresh: '2' }),
  Route: properties({ Refresh: '1' }, { Priority: 9 }),
  ScalableTarget: properties(
    { SuspendedState: { DynamicScalingInSuspended: true } },
    { ScheduledActions: [{ ScheduledActionName: 'morning', Schedule: 'rate(2 days)' }] },
  ),
  ScalingPolicy: scalingPolicy,
  ScalingPolicyAverageMemory: scalingPolicy,
  ScalingPolicyRequestCount: scalingPolicy,
  RollbackAlarm: properties({ AlarmActions: ['topic'], Threshold: 3 }, { AlarmName: 'shop' }),
});
