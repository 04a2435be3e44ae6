import {
  ApplicationAutoScalingClient,
  DeleteScalingPolicyCommand,
  DeleteScheduledActionCommand,
  DeregisterScalableTargetCommand,
  DescribeScalableTargetsCommand,
  DescribeScalingActivitiesCommand,
  DescribeScalingPoliciesCommand,
  DescribeScheduledActionsCommand,
  ListTagsForResourceCommand,
  type MetricType,
  PutScalingPolicyCommand,
  PutScheduledActionCommand,
  RegisterScalableTargetCommand,
  TagResourceCommand,
  type TargetTrackingScalingPolicyConfiguration,
  UntagResourceCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient, DescribeAlarmsCommand, type MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { CreateServiceCommand, DeleteServiceCommand, ListServiceDeploymentsCommand } from '@aws-sdk/client-ecs';
import {
  describe as describeService,
  type EcsStage,
  endedDeployment,
  eventually,
  openStage,
  registerTask,
  serviceRequest,
} from '../ecs/stage';

let stage: EcsStage;
let scaling: ApplicationAutoScalingClient;
let cloudWatch: CloudWatchClient;
beforeAll(async () => {
  stage = await openStage();
  scaling = new ApplicationAutoScalingClient(stage.options);
  cloudWatch = new CloudWatchClient(stage.options);
});
afterAll(async () => {
  scaling.destroy();
  cloudWatch.destroy();
  await stage.close();
});

const target = (service: string) =>
  ({
    ServiceNamespace: 'ecs',
    ResourceId: `service/main/${service}`,
    ScalableDimension: 'ecs:service:DesiredCount',
  }) as const;
const register = (service: string, MinCapacity: number, MaxCapacity: number) =>
  scaling.send(new RegisterScalableTargetCommand({ ...target(service), MinCapacity, MaxCapacity }));
const running = (service: string, count: number) =>
  eventually(
    () => describeService(stage, service),
    ({ runningCount, desiredCount }) => runningCount === count && desiredCount === count,
  );

test('a registered target brings its service within its limits, without a deployment', async () => {
  await stage.ecs.send(new CreateServiceCommand(serviceRequest(stage, 'scaled', await registerTask(stage))));
  await endedDeployment(stage, 'scaled');
  await register('scaled', 3, 5);
  await running('scaled', 3);
  const { ScalingActivities } = await scaling.send(new DescribeScalingActivitiesCommand(target('scaled')));
  expect(ScalingActivities).toMatchObject([
    { Description: 'Setting desired count to 3.', Cause: 'minimum capacity was set to 3' },
  ]);
  await register('scaled', 1, 2);
  await running('scaled', 2);
  await register('scaled', 1, 5);
  await running('scaled', 2);
  const { serviceDeployments } = await stage.ecs.send(
    new ListServiceDeploymentsCommand({ cluster: 'main', service: 'scaled' }),
  );
  expect(serviceDeployments).toHaveLength(1);
  const { ScalableTargets } = await scaling.send(new DescribeScalableTargetsCommand({ ServiceNamespace: 'ecs' }));
  expect(ScalableTargets).toMatchObject([{ ...target('scaled'), MinCapacity: 1, MaxCapacity: 5 }]);
});

test('a service that does not exist, or was deleted, is refused as a target', async () => {
  await stage.ecs.send(new CreateServiceCommand(serviceRequest(stage, 'deleted', await registerTask(stage))));
  await stage.ecs.send(new DeleteServiceCommand({ cluster: 'main', service: 'deleted', force: true }));
  for (const service of ['deleted', 'never']) {
    await expect(register(service, 1, 2)).rejects.toMatchObject({
      name: 'ValidationException',
      message: `ECS service doesn't exist: service/main/${service}`,
    });
  }
});

test('a second policy for the same metric is refused', async () => {
  await stage.ecs.send(new CreateServiceCommand(serviceRequest(stage, 'tracked', await registerTask(stage))));
  await register('tracked', 1, 5);
  const put = (PolicyName: string, PredefinedMetricType: MetricType, TargetValue = 50) =>
    scaling.send(
      new PutScalingPolicyCommand({
        ...target('tracked'),
        PolicyName,
        PolicyType: 'TargetTrackingScaling',
        TargetTrackingScalingPolicyConfiguration: {
          TargetValue,
          PredefinedMetricSpecification: { PredefinedMetricType },
        },
      }),
    );
  await put('one', 'ECSServiceAverageCPUUtilization');
  await put('other', 'ECSServiceAverageMemoryUtilization');
  await put('one', 'ECSServiceAverageCPUUtilization', 60);
  for (const change of [
    () => put('third', 'ECSServiceAverageCPUUtilization', 70),
    () => put('one', 'ECSServiceAverageMemoryUtilization'),
  ]) {
    await expect(change()).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('Only one TargetTrackingScaling policy'),
    });
  }
});

test('a minimum above the maximum is refused', async () => {
  await expect(register('scaled', 3, 2)).rejects.toThrow('Minimum capacity cannot be greater than maximum capacity.');
});

test('targets of other services than ECS are kept by moto', async () => {
  const table = {
    ServiceNamespace: 'dynamodb',
    ResourceId: 'table/any',
    ScalableDimension: 'dynamodb:table:ReadCapacityUnits',
  } as const;
  await scaling.send(new RegisterScalableTargetCommand({ ...table, MinCapacity: 1, MaxCapacity: 2 }));
  const { ScalableTargets } = await scaling.send(new DescribeScalableTargetsCommand({ ServiceNamespace: 'dynamodb' }));
  expect(ScalableTargets).toHaveLength(1);
});

/** A service, its registered target, and a policy of that configuration. */
async function tracking(service: string, configuration: Partial<TargetTrackingScalingPolicyConfiguration>) {
  await stage.ecs.send(new CreateServiceCommand(serviceRequest(stage, service, await registerTask(stage))));
  await register(service, 1, 5);
  return put(service, configuration);
}

const put = (service: string, configuration: Partial<TargetTrackingScalingPolicyConfiguration>) =>
  scaling.send(
    new PutScalingPolicyCommand({
      ...target(service),
      PolicyName: 'policy',
      PolicyType: 'TargetTrackingScaling',
      TargetTrackingScalingPolicyConfiguration: { TargetValue: 60, ...configuration },
    }),
  );

async function alarmsOf(service: string): Promise<MetricAlarm[]> {
  const AlarmNamePrefix = `TargetTracking-service/main/${service}-`;
  return (await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNamePrefix }))).MetricAlarms ?? [];
}

const CPU = { PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' } } as const;

test('a policy that tracks a target has two alarms, which are its own', async () => {
  const { PolicyARN, Alarms } = await tracking('alarmed', CPU);
  const alarms = await alarmsOf('alarmed');
  const dimensions = [
    { Name: 'ClusterName', Value: 'main' },
    { Name: 'ServiceName', Value: 'alarmed' },
  ];
  const metric = { Namespace: 'AWS/ECS', MetricName: 'CPUUtilization', Statistic: 'Average', Period: 60 };
  expect(alarms).toMatchObject([
    {
      AlarmName: expect.stringContaining('-AlarmHigh-'),
      ...metric,
      Dimensions: dimensions,
      ComparisonOperator: 'GreaterThanThreshold',
      EvaluationPeriods: 3,
      Threshold: 60,
      AlarmDescription: expect.stringMatching(/^DO NOT EDIT OR DELETE\. For TargetTrackingScaling policy arn:aws:/),
      AlarmActions: [expect.stringMatching(/:resource\/ecs\/service\/main\/alarmed:policyName\/policy:createdBy\//)],
    },
    {
      AlarmName: expect.stringContaining('-AlarmLow-'),
      ...metric,
      Dimensions: dimensions,
      ComparisonOperator: 'LessThanThreshold',
      EvaluationPeriods: 15,
      Threshold: 54,
    },
  ]);
  expect(Alarms).toEqual(alarms.map(({ AlarmName, AlarmArn }) => ({ AlarmName, AlarmARN: AlarmArn })));
  const changed = await put('alarmed', { ...CPU, TargetValue: 80 });
  expect(changed.PolicyARN).toBe(PolicyARN);
  expect((await alarmsOf('alarmed')).map(({ Threshold }) => Threshold)).toEqual([80, 72]);
  const { ScalingPolicies } = await scaling.send(
    new DescribeScalingPoliciesCommand({ ServiceNamespace: 'ecs', ResourceId: 'service/main/alarmed' }),
  );
  expect(ScalingPolicies).toMatchObject([
    {
      PolicyARN,
      Alarms: changed.Alarms,
      TargetTrackingScalingPolicyConfiguration: { TargetValue: 80, DisableScaleIn: false },
    },
  ]);
  await scaling.send(new DeleteScalingPolicyCommand({ ...target('alarmed'), PolicyName: 'policy' }));
  expect(await alarmsOf('alarmed')).toEqual([]);
});

test('alarms of the requests per target sum them up, and those of metric math have its queries', async () => {
  const ResourceLabel = 'app/web/0123456789abcdef/targetgroup/blue/fedcba9876543210';
  await tracking('requested', {
    PredefinedMetricSpecification: { PredefinedMetricType: 'ALBRequestCountPerTarget', ResourceLabel },
  });
  expect(await alarmsOf('requested')).toMatchObject([
    {
      Namespace: 'AWS/ApplicationELB',
      MetricName: 'RequestCountPerTarget',
      Statistic: 'Sum',
      Dimensions: [
        { Name: 'LoadBalancer', Value: 'app/web/0123456789abcdef' },
        { Name: 'TargetGroup', Value: 'targetgroup/blue/fedcba9876543210' },
      ],
    },
    {},
  ]);
  const Metric = { Namespace: 'N', MetricName: 'M', Dimensions: [] };
  const Metrics = [
    { Id: 'blue', MetricStat: { Metric, Stat: 'Sum' }, ReturnData: false },
    { Id: 'load', Expression: 'SUM([blue])', Label: 'Load', ReturnData: true },
  ];
  await put('requested', { CustomizedMetricSpecification: { Metrics } });
  expect((await alarmsOf('requested'))[0]?.Metrics).toMatchObject([
    { Id: 'blue', MetricStat: { Metric: { MetricName: 'M' }, Stat: 'Sum', Period: 60 }, ReturnData: false },
    { Id: 'load', Expression: 'SUM([blue])', Label: 'Load', ReturnData: true },
  ]);
});

test('a target that is deregistered takes its policies and their alarms with it', async () => {
  await tracking('leaving', CPU);
  await scaling.send(new DeregisterScalableTargetCommand(target('leaving')));
  expect(await alarmsOf('leaving')).toEqual([]);
  const named =
    'service namespace: ecs, resource ID: service/main/leaving, scalable dimension: ecs:service:DesiredCount';
  await expect(scaling.send(new DeregisterScalableTargetCommand(target('leaving')))).rejects.toMatchObject({
    name: 'ObjectNotFoundException',
    message: `No scalable target found for ${named}`,
  });
  await expect(put('leaving', CPU)).rejects.toMatchObject({
    name: 'ObjectNotFoundException',
    message: `No scalable target registered for ${named}`,
  });
  const policy = { ...target('leaving'), PolicyName: 'policy' };
  await expect(scaling.send(new DeleteScalingPolicyCommand(policy))).rejects.toMatchObject({
    name: 'ObjectNotFoundException',
    message: `No scaling policy found for ${named}, policy name: policy`,
  });
});

test('policies without a metric, a label, a target value or a kind that is played are refused', async () => {
  await register('scaled', 1, 5);
  const albOf = (ResourceLabel?: string) => ({
    PredefinedMetricSpecification: { PredefinedMetricType: 'ALBRequestCountPerTarget', ResourceLabel } as const,
  });
  await expect(put('scaled', {})).rejects.toThrow('either a predefined or a customized metric');
  await expect(put('scaled', albOf())).rejects.toThrow('ResourceLabel must have the form');
  await expect(put('scaled', albOf('targetgroup/blue/1'))).rejects.toThrow('ResourceLabel must have the form');
  await expect(put('scaled', { ...CPU, TargetValue: 0 })).rejects.toThrow('TargetValue must be greater than zero');
  await expect(
    put('scaled', {
      PredefinedMetricSpecification: { PredefinedMetricType: 'LambdaProvisionedConcurrencyUtilization' },
    }),
  ).rejects.toThrow('LambdaProvisionedConcurrencyUtilization is not one of an ECS service');
  const predictive = { ...target('scaled'), PolicyName: 'future', PolicyType: 'PredictiveScaling' } as const;
  await expect(scaling.send(new PutScalingPolicyCommand(predictive))).rejects.toThrow(
    'The policy type PredictiveScaling is not played by the embedded AWS',
  );
});

test('scheduled actions are made, changed and deleted', async () => {
  await register('scaled', 1, 5);
  const action = { ...target('scaled'), ScheduledActionName: 'morning' };
  const described = async () =>
    (await scaling.send(new DescribeScheduledActionsCommand({ ServiceNamespace: 'ecs' }))).ScheduledActions;
  const StartTime = new Date('2030-01-01T00:00:00Z');
  await scaling.send(
    new PutScheduledActionCommand({
      ...action,
      Schedule: 'cron(0 8 * * ? *)',
      StartTime,
      ScalableTargetAction: { MinCapacity: 2 },
    }),
  );
  await scaling.send(new PutScheduledActionCommand({ ...action, Timezone: 'Europe/Berlin' }));
  expect(await described()).toMatchObject([
    {
      ...action,
      Schedule: 'cron(0 8 * * ? *)',
      Timezone: 'Europe/Berlin',
      ScalableTargetAction: { MinCapacity: 2 },
      CreationTime: expect.any(Date),
    },
  ]);
  await scaling.send(new PutScheduledActionCommand({ ...action, StartTime }));
  expect(await described()).toMatchObject([{ StartTime }]);
  await expect(scaling.send(new PutScheduledActionCommand({ ...action, Schedule: 'daily' }))).rejects.toThrow('daily');
  await scaling.send(new DeleteScheduledActionCommand(action));
  expect(await described()).toEqual([]);
  await expect(scaling.send(new DeleteScheduledActionCommand(action))).rejects.toMatchObject({
    name: 'ObjectNotFoundException',
  });
});

test('a target keeps its tags', async () => {
  const limits = { MinCapacity: 1, MaxCapacity: 5 };
  const { ScalableTargetARN: ResourceARN = '' } = await scaling.send(
    new RegisterScalableTargetCommand({ ...target('scaled'), ...limits, Tags: { one: '1' } }),
  );
  await scaling.send(new TagResourceCommand({ ResourceARN, Tags: { two: '2' } }));
  await scaling.send(new UntagResourceCommand({ ResourceARN, TagKeys: ['one'] }));
  expect((await scaling.send(new ListTagsForResourceCommand({ ResourceARN }))).Tags).toEqual({ two: '2' });
  await expect(scaling.send(new ListTagsForResourceCommand({ ResourceARN: `${ResourceARN}0` }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});

test('a target of another kind, or without limits, is refused', async () => {
  const limits = { MinCapacity: 1, MaxCapacity: 2 };
  for (const ResourceId of ['service/main', 'cluster/main/web', 'service/main/web/more']) {
    await expect(
      scaling.send(new RegisterScalableTargetCommand({ ...target('web'), ResourceId, ...limits })),
    ).rejects.toThrow('Unsupported service namespace, resource type or scalable dimension');
  }
  await expect(scaling.send(new RegisterScalableTargetCommand({ ...target('web'), MaxCapacity: 1 }))).rejects.toThrow(
    'MinCapacity and MaxCapacity are required',
  );
});
