import { Agent, request } from 'node:http';
import {
  ApplicationAutoScalingClient,
  DescribeScalingActivitiesCommand,
  PutScalingPolicyCommand,
  RegisterScalableTargetCommand,
  type TargetTrackingScalingPolicyConfiguration,
} from '@aws-sdk/client-application-auto-scaling';
import { DescribeAlarmsCommand, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { CreateServiceCommand } from '@aws-sdk/client-ecs';
import { DescribeLoadBalancersCommand, DescribeRulesCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  describe as describeService,
  type EcsStage,
  endedDeployment,
  openStage,
  registerTask,
  serviceRequest,
  settle,
} from '../ecs/stage';

const MINUTE_MS = 60_000;
let stage: EcsStage;
let scaling: ApplicationAutoScalingClient;
beforeAll(async () => {
  stage = await openStage(1000);
  scaling = new ApplicationAutoScalingClient(stage.options);
});
afterAll(async () => {
  scaling.destroy();
  await stage.close();
});

const target = (service: string) =>
  ({
    ServiceNamespace: 'ecs',
    ResourceId: `service/main/${service}`,
    ScalableDimension: 'ecs:service:DesiredCount',
  }) as const;

async function track(service: string, configuration: TargetTrackingScalingPolicyConfiguration): Promise<void> {
  await scaling.send(new RegisterScalableTargetCommand({ ...target(service), MinCapacity: 1, MaxCapacity: 10 }));
  await scaling.send(
    new PutScalingPolicyCommand({
      ...target(service),
      PolicyName: 'requests',
      PolicyType: 'TargetTrackingScaling',
      TargetTrackingScalingPolicyConfiguration: configuration,
    }),
  );
}

/** Does the work of each played minute, at its beginning, until `isOver`. Minutes in which there is no time for it are left out. */
async function eachMinute(work: (minute: number) => Promise<void>, isOver: () => Promise<boolean>): Promise<void> {
  for (let last = 0; !(await isOver()); ) {
    const minute = Math.floor(stage.aws.world.now().getTime() / MINUTE_MS);
    if (minute > last) await work(minute);
    last = minute;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const desiredCount = async (service: string) => (await describeService(stage, service)).desiredCount ?? 0;

async function stateOf(service: string, kind: 'High' | 'Low') {
  const AlarmNamePrefix = `TargetTracking-service/main/${service}-Alarm${kind}`;
  return (await stage.cloudwatch.send(new DescribeAlarmsCommand({ AlarmNamePrefix }))).MetricAlarms?.[0]?.StateValue;
}

/** Desired counts, in the order in which the policy has set them. */
async function countsSet(service: string): Promise<number[]> {
  const { ScalingActivities = [] } = await scaling.send(new DescribeScalingActivitiesCommand(target(service)));
  return ScalingActivities.map(({ Description }) => Number(/\d+/.exec(Description ?? '')?.[0])).reverse();
}

test('1,400 requests a minute, with a target of 500, scale from 1 to 3 tasks after three minutes, and a trickle back', async () => {
  await stage.ecs.send(new CreateServiceCommand(serviceRequest(stage, 'counted', await registerTask(stage))));
  await endedDeployment(stage, 'counted');
  // As the macro writes it: the requests per target of both target groups, of which one has no targets.
  const Metrics = ['blue', 'green'].map((group) => ({
    Id: group,
    MetricStat: {
      Metric: { Namespace: 'Test', MetricName: 'Requests', Dimensions: [{ Name: 'TargetGroup', Value: group }] },
      Stat: 'Sum',
    },
    ReturnData: false,
  }));
  const load = { Id: 'load', Expression: 'SUM([blue, green])', Label: 'Requests per task', ReturnData: true };
  await track('counted', { TargetValue: 500, CustomizedMetricSpecification: { Metrics: [...Metrics, load] } });
  const { region, metrics } = stage.aws.world;
  const key = { region, namespace: 'Test', name: 'Requests', dimensions: { TargetGroup: 'blue' }, unit: 'Count' };
  let minutes = 0;
  let counted = Number.POSITIVE_INFINITY;
  // Counts the minutes that are over, also those for which there was no time.
  const requests = (count: number) => async (minute: number) => {
    const { runningCount = 1 } = await describeService(stage, 'counted');
    for (counted = Math.min(counted, minute - 1); counted < minute; counted += 1) {
      metrics
        .series(key)
        .at(counted * MINUTE_MS)
        .add(count / runningCount, 1);
      minutes += 1;
    }
  };
  await eachMinute(requests(1400), async () => (await desiredCount('counted')) > 1);
  expect(await desiredCount('counted')).toBe(3);
  expect(minutes).toBeGreaterThanOrEqual(3);
  expect(await stateOf('counted', 'High')).toBe('ALARM');
  await eachMinute(requests(1400), async () => (await stateOf('counted', 'High')) === 'OK');
  expect(await countsSet('counted')).toEqual([3]);
  minutes = 0;
  await eachMinute(requests(60), async () => (await desiredCount('counted')) < 3);
  expect(minutes).toBeGreaterThanOrEqual(14);
  await eachMinute(requests(60), async () => (await desiredCount('counted')) < 2);
  expect(await countsSet('counted')).toEqual([3, 2, 1]);
});

test('a policy in steps follows an alarm of the user, by how far its metric is beyond the threshold', async () => {
  await stage.ecs.send(new CreateServiceCommand(serviceRequest(stage, 'stepped', await registerTask(stage))));
  await endedDeployment(stage, 'stepped');
  await scaling.send(new RegisterScalableTargetCommand({ ...target('stepped'), MinCapacity: 1, MaxCapacity: 10 }));
  const { PolicyARN = '' } = await scaling.send(
    new PutScalingPolicyCommand({
      ...target('stepped'),
      PolicyName: 'steps',
      PolicyType: 'StepScaling',
      StepScalingPolicyConfiguration: {
        AdjustmentType: 'ChangeInCapacity',
        StepAdjustments: [
          { MetricIntervalLowerBound: 0, MetricIntervalUpperBound: 100, ScalingAdjustment: 1 },
          { MetricIntervalLowerBound: 100, ScalingAdjustment: 3 },
        ],
      },
    }),
  );
  await stage.cloudwatch.send(
    new PutMetricAlarmCommand({
      AlarmName: 'queue',
      Namespace: 'Test',
      MetricName: 'Queue',
      Statistic: 'Maximum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 100,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      AlarmActions: [PolicyARN],
    }),
  );
  const { region, metrics } = stage.aws.world;
  const series = metrics.series({ region, namespace: 'Test', name: 'Queue', dimensions: {}, unit: 'Count' });
  await eachMinute(
    async (minute) => series.at((minute - 1) * MINUTE_MS).add(250, 1),
    async () => (await desiredCount('stepped')) > 1,
  );
  expect(await desiredCount('stepped')).toBe(4);
  const { ScalingActivities } = await scaling.send(new DescribeScalingActivitiesCommand(target('stepped')));
  expect(ScalingActivities?.[0]?.Cause).toBe('monitor alarm queue in state ALARM triggered policy steps');
});

test('requests through the load balancer scale a service out', async () => {
  const { blue, rule } = await settle(stage, 'served', { strategy: 'ROLLING' });
  const { LoadBalancers = [] } = await stage.elb.send(new DescribeLoadBalancersCommand({}));
  const { DNSName = '', LoadBalancerArn = '' } = LoadBalancers[0] ?? {};
  const { Rules = [] } = await stage.elb.send(new DescribeRulesCommand({ RuleArns: [rule] }));
  const [path] = Rules[0]?.Conditions?.[0]?.PathPatternConfig?.Values ?? [];
  const labelOf = (arn: string) => arn.slice(arn.lastIndexOf(':') + 1);
  const ResourceLabel = `${labelOf(LoadBalancerArn).replace('loadbalancer/', '')}/${labelOf(blue)}`;
  await track('served', {
    TargetValue: 50,
    PredefinedMetricSpecification: { PredefinedMetricType: 'ALBRequestCountPerTarget', ResourceLabel },
  });
  const agent = new Agent({ keepAlive: true, maxSockets: 10 });
  const ask = () =>
    new Promise<number>((resolve, reject) => {
      const port = Number(DNSName.split(':')[1]);
      request({ host: '127.0.0.1', port, path, agent }, (answer) => {
        answer.resume().once('end', () => resolve(answer.statusCode ?? 0));
      })
        .once('error', reject)
        .end();
    });
  const statuses = new Set<number>();
  try {
    await eachMinute(
      async (minute) => {
        for (let sent = 0; sent < 140; sent += 10) {
          // What is left of a minute that has no time is not sent in the next one, which would get too many.
          if (Math.floor(stage.aws.world.now().getTime() / MINUTE_MS) > minute) return;
          for (const status of await Promise.all(Array.from({ length: 10 }, ask))) statuses.add(status);
        }
      },
      async () => (await desiredCount('served')) >= 3,
    );
  } finally {
    agent.destroy();
  }
  expect(await desiredCount('served')).toBe(3);
  expect([...statuses]).toEqual([200]);
});
