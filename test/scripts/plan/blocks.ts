import { expand } from '../../../handlers/macro/expand';
import type { Json, JsonObject } from '../../../handlers/macro/json';
import type { Side } from '../../../scripts/plan/settle';
import fc from '../../fast-check';

const name = fc.stringMatching(/^[A-Z][A-Z_]{0,5}$/);
const text = fc.oneof(fc.constantFrom('', '0', '1', '1.0', '1.10', 'true', 'a'), fc.string({ maxLength: 6 }));
const role = (of: string) => fc.constantFrom('a', 'b').map((end) => `arn:aws:iam::123456789012:role/${of}-${end}`);
const secret = fc
  .constantFrom('one', 'two')
  .map((end) => `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${end}-AbCdEf`);
const size = fc.constantFrom(['256', '512'], ['256', '1024'], ['512', '1024'], ['1024', '4096'], ['4096', '8192']);
const hosts = fc.constantFrom(['a.example.com'], ['b.example.com'], ['a.example.com', 'b.example.com']);

/** A log group of the user's, or the service's own. */
const logs = fc.oneof(
  fc.record({ AwsLogsConfiguration: fc.record({ LogGroup: fc.constantFrom('logs', 'other-logs') }) }),
  fc.record({ LogRetentionInDays: fc.constantFrom(1, 7, 30) }),
);

const METRICS = ['AVERAGE_CPU', 'AVERAGE_MEMORY', 'REQUEST_COUNT_PER_TARGET'] as const;

const scheduled = fc.record({
  ScheduledActionName: fc.constantFrom('morning', 'evening'),
  Schedule: fc.constantFrom('cron(0 8 * * ? *)', 'rate(1 day)'),
  MinTaskCount: fc.integer({ min: 0, max: 5 }),
});

const scalingTarget = fc.record(
  {
    MinTaskCount: fc.integer({ min: 0, max: 5 }),
    MaxTaskCount: fc.integer({ min: 5, max: 30 }),
    AutoScalingMetric: fc.constantFrom(...METRICS),
    AutoScalingTargetValue: fc.integer({ min: 1, max: 100 }),
    ScheduledActions: fc.uniqueArray(scheduled, { selector: (action) => action.ScheduledActionName, maxLength: 2 }),
  },
  { requiredKeys: [] },
);

const tags = fc.uniqueArray(
  fc.record({ Key: fc.constantFrom('team', 'stage', 'cost'), Value: fc.constantFrom('a', 'b', '') }),
  { selector: ({ Key }) => Key, maxLength: 3 },
);

const minutes = fc.integer({ min: 0, max: 60 });

const alarmNames = fc.constantFrom([], ['mine'], ['mine', 'yours']);

/** Without the service's own alarm its settings mean nothing. */
const rollback = fc.oneof(
  fc.record({ OwnAlarm: fc.constant(false), AlarmNames: alarmNames }),
  fc.record(
    {
      ErrorRatePercent: fc.integer({ min: 0, max: 50 }),
      Include4xx: fc.boolean(),
      MinimumRequests: fc.integer({ min: 1, max: 100 }),
      AlarmNames: alarmNames,
    },
    { requiredKeys: [] },
  ),
);

/** Every strategy that shifts traffic, with its settings; ROLLING is for tests of its own. */
const deployment = fc
  .tuple(
    fc.constantFrom(
      { Strategy: 'CANARY', CanaryConfiguration: { CanaryPercent: 10, CanaryBakeTimeInMinutes: 1 } },
      { Strategy: 'LINEAR', LinearConfiguration: { StepPercent: 20, StepBakeTimeInMinutes: 1 } },
      { Strategy: 'LINEAR' },
      { Strategy: 'BLUE_GREEN' },
    ),
    fc.record(
      {
        BakeTimeInMinutes: minutes,
        MinimumHealthyPercent: fc.integer({ min: 50, max: 100 }),
        MaximumPercent: fc.integer({ min: 150, max: 300 }),
        Rollback: rollback,
      },
      { requiredKeys: [] },
    ),
  )
  .map(([strategy, settings]) => ({ ...strategy, ...settings }));

const healthCheck = fc.record(
  {
    IntervalSeconds: fc.integer({ min: 130, max: 300 }),
    TimeoutSeconds: fc.integer({ min: 2, max: 25 }),
    HealthyThresholdCount: fc.integer({ min: 2, max: 10 }),
    UnhealthyThresholdCount: fc.integer({ min: 2, max: 10 }),
    Matcher: fc.constantFrom('200', '200-299', '200,301'),
    GracePeriodSeconds: fc.integer({ min: 0, max: 900 }),
  },
  { requiredKeys: [] },
);

const sidecars = fc.uniqueArray(
  fc.record({
    Name: fc.constantFrom('Proxy', 'Agent'),
    Image: fc.constantFrom('envoy', 'agent'),
    Essential: fc.boolean(),
  }),
  { selector: ({ Name }) => Name, maxLength: 2 },
);

const files = fc.constantFrom('fs-1', 'fs-2').map((FilesystemId) => ({
  Volumes: [{ Name: 'Files', EFSVolumeConfiguration: { FilesystemId, AuthorizationConfig: { IAM: 'ENABLED' } } }],
  MountPoints: [{ SourceVolume: 'Files', ContainerPath: '/files' }],
}));

const capacity = fc.constantFrom(
  [{ CapacityProvider: 'FARGATE', Base: 2, Weight: 1 }],
  [
    { CapacityProvider: 'FARGATE', Base: 1, Weight: 1 },
    { CapacityProvider: 'FARGATE_SPOT', Weight: 3 },
  ],
);

/** What may change without anything being replaced that traffic goes through (rule Z6), each there or not. */
const changeable = fc
  .record(
    {
      ContainerPort: fc.constantFrom(80, 3000, 8080),
      Command: fc.array(text, { minLength: 1, maxLength: 3 }),
      Environment: fc.dictionary(name, text, { maxKeys: 3 }),
      RepositoryCredentials: fc.record({ CredentialsParameter: secret }),
      size,
      CpuArchitecture: fc.constantFrom('X86_64', 'ARM64'),
      TaskRoleArn: role('task'),
      ExecutionRoleArn: role('execution'),
      InfrastructureRoleArn: role('infrastructure'),
      HealthCheckPath: fc.constantFrom('/', '/health', '/ping?deep=1'),
      NetworkConfiguration: fc.record({ SecurityGroups: fc.constantFrom(['sg-1'], ['sg-2', 'sg-3'], []) }),
      ScalingTarget: scalingTarget,
      Tags: tags,
      logs,
      EnableExecuteCommand: fc.boolean(),
      Deployment: deployment,
      HealthCheck: healthCheck,
      StickySessions: fc.record({ DurationSeconds: fc.integer({ min: 1, max: 100 }) }),
      ContainerHealthCheck: fc.record({ Command: fc.constantFrom(['CMD', 'true'], ['CMD', 'false']) }),
      EntryPoint: fc.array(text, { minLength: 1, maxLength: 2 }),
      User: fc.constantFrom('root', 'nobody'),
      Sidecars: sidecars,
      files,
      CapacityProviderStrategy: capacity,
      Hosts: hosts,
      Priority: fc.constantFrom(7, 8),
    },
    { requiredKeys: [] },
  )
  .map(({ size: pair, logs: group, files: volumes, ...rest }) => ({
    ...rest,
    ...group,
    ...volumes,
    ...(pair && { Cpu: pair[0], Memory: pair[1] }),
  }));

/** Secrets have names of their own: ECS refuses one that a variable has too. */
const secrets = fc.dictionary(
  name.map((end) => `SECRET_${end}`),
  secret,
  { maxKeys: 2 },
);

/** What says where a service is; it stays the same within a pair of blocks. */
const place = fc.record(
  {
    ServiceName: fc.constant('shop'),
    Cluster: fc.constantFrom('mine', 'arn:aws:ecs:eu-west-1:123456789012:cluster/mine'),
    Gateway: fc.constantFrom({ Name: 'pool' }, { Scheme: 'internet-facing' }),
  },
  { requiredKeys: [] },
);

const block = fc
  .tuple(fc.constantFrom('nginx', 'httpd:2.4', 'nginx@sha256:0'), changeable, secrets)
  .map(([Image, rest, Secrets]): JsonObject => ({ Image, ...(rest as JsonObject), Secrets }));

/** Two blocks that differ in any set of the properties of rule Z6. */
export const pairOfBlocks: fc.Arbitrary<[JsonObject, JsonObject]> = fc
  .tuple(place, block, block)
  .map(([where, one, other]) => [
    { ...one, ...(where as JsonObject) },
    { ...other, ...(where as JsonObject) },
  ]);

/** Two blocks that differ in anything, the place included. */
export const pairOfPlaces: fc.Arbitrary<[JsonObject, JsonObject]> = fc
  .tuple(fc.tuple(place, block), fc.tuple(place, block))
  .map(([[here, one], [there, other]]) => [
    { ...one, ...(here as JsonObject) },
    { ...other, ...(there as JsonObject) },
  ]);

/** A template with that block, expanded. */
export function sideOf(properties: JsonObject, more: JsonObject = {}, parameters: Record<string, string> = {}): Side {
  const web: Json = { Type: 'Express::Service', Properties: properties };
  return expandedSide({ ...more, Resources: { Web: web, ...(more.Resources as JsonObject) } }, parameters);
}

export function expandedSide(fragment: JsonObject, parameters: Record<string, string> = {}): Side {
  const place = { region: 'eu-west-1', accountId: '123456789012' };
  const result = expand({ fragment, templateParameterValues: parameters, ...place });
  if (!result.ok) throw new Error(result.findings.map(({ path, message }) => `${path}: ${message}`).join('\n'));
  return { template: result.template, parameters, ...place };
}
