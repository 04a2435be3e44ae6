import { DescribeAlarmsCommand, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { CreateServiceCommand, StopServiceDeploymentCommand } from '@aws-sdk/client-ecs';
import { DeleteRuleCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { trickle } from '../../../trickle';
import {
  createRoute,
  deploy,
  describe as describeService,
  type EcsStage,
  endedDeployment,
  eventually,
  latestDeployment,
  openStage,
  pauseAt,
  pausedDeployment,
  proceed,
  registerTask,
  serviceRequest,
  settle,
  targets,
  weights,
} from './stage';

const CANARY = {
  strategy: 'CANARY',
  canaryConfiguration: { canaryPercent: 10, canaryBakeTimeInMinutes: 3 },
  bakeTimeInMinutes: 3,
  deploymentCircuitBreaker: { enable: true, rollback: true },
} as const;

/** Long enough for a test to act in the meantime. */
const SLOW = { ...CANARY, canaryConfiguration: { canaryPercent: 10, canaryBakeTimeInMinutes: 1440 } };

let stage: EcsStage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

/** An alarm on the answers of a target group: one bad minute of three is enough. */
async function putAlarm(AlarmName: string, targetGroupArn: string): Promise<void> {
  const dimensions = Object.entries(dimensionsOf(stage, targetGroupArn));
  await stage.cloudwatch.send(
    new PutMetricAlarmCommand({
      AlarmName,
      Namespace: 'AWS/ApplicationELB',
      MetricName: 'HTTPCode_Target_5XX_Count',
      Dimensions: dimensions.map(([Name, Value]) => ({ Name, Value })),
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 3,
      DatapointsToAlarm: 1,
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
    }),
  );
}

/** The dimensions of the metrics of a target group behind the stage's load balancer. */
function dimensionsOf({ listenerArn }: EcsStage, targetGroupArn: string): Record<string, string> {
  const [LoadBalancer = ''] = listenerArn.match(/app\/[^/]+\/[^/]+/) ?? [];
  return { LoadBalancer, TargetGroup: targetGroupArn.slice(targetGroupArn.lastIndexOf(':') + 1) };
}

async function alarmState(name: string): Promise<string | undefined> {
  const { MetricAlarms = [] } = await stage.cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: [name] }));
  return MetricAlarms[0]?.StateValue;
}

test.each(['missing', 'crash', 'unhealthy'])(
  'an image that is %s triggers the circuit breaker and gets no traffic',
  async (bad) => {
    const route = await settle(stage, `never-${bad}`, CANARY);
    const before = await describeService(stage, `never-${bad}`);
    await deploy(stage, `never-${bad}`, `web:${bad}`);
    const deployment = await endedDeployment(stage, `never-${bad}`);
    expect(deployment).toMatchObject({
      status: 'ROLLBACK_SUCCESSFUL',
      statusReason: 'Service deployment rolled back because the circuit breaker threshold was exceeded.',
      deploymentCircuitBreaker: { status: 'TRIGGERED', failureCount: 3, threshold: 3 },
      targetServiceRevision: { requestedProductionTrafficWeight: 0 },
    });
    expect(deployment.rollback?.serviceRevisionArn).toBe(before.currentServiceRevisions?.[0]?.arn);
    expect(await targets(stage, route.blue)).toHaveLength(1);
    expect(await targets(stage, route.green)).toEqual([]);
    const service = await describeService(stage, `never-${bad}`);
    expect(service.taskDefinition).toBe(before.taskDefinition);
    expect(service.deployments).toHaveLength(1);
    expect(service.deployments?.[0]).toMatchObject({ status: 'PRIMARY', rolloutState: 'COMPLETED', runningCount: 1 });
  },
);

test('a first deployment that fails has no revision to roll back to', async () => {
  const route = await createRoute(stage);
  const request = serviceRequest(stage, 'stillborn', await registerTask(stage, 'web:crash'), CANARY, route);
  await stage.ecs.send(new CreateServiceCommand(request));
  expect(await endedDeployment(stage, 'stillborn')).toMatchObject({
    status: 'ROLLBACK_FAILED',
    statusReason: 'No rollback candidate was found to run the rollback.',
  });
  const service = await describeService(stage, 'stillborn');
  expect(service.deployments?.[0]).toMatchObject({ status: 'PRIMARY', rolloutState: 'FAILED', failedTasks: 3 });
});

test('errors of a canary raise its alarm, the old revision gets its traffic back, and the alarm recovers', async () => {
  const alarms = { alarmNames: ['errors-of-canary'], enable: true, rollback: true };
  const route = await settle(stage, 'errors-of-canary', { ...CANARY, alarms });
  await putAlarm('errors-of-canary', route.green);
  const end = trickle(route.url);
  await deploy(stage, 'errors-of-canary', 'web:errors');
  expect(await endedDeployment(stage, 'errors-of-canary')).toMatchObject({
    status: 'ROLLBACK_SUCCESSFUL',
    alarms: { status: 'TRIGGERED', triggeredAlarmNames: ['errors-of-canary'] },
  });
  expect(await weights(stage, route)).toEqual({ blue: 100, green: 0 });
  expect(await targets(stage, route.green)).toEqual([]);
  await eventually(
    () => alarmState('errors-of-canary'),
    (state) => state === 'OK',
  );
  await end();
});

test('a rolling deployment rolls back if its alarms go off during their evaluation time', async () => {
  const alarms = { alarmNames: ['errors-of-rolling'], enable: true, rollback: true };
  const { blue, url } = await settle(stage, 'errors-of-rolling', { strategy: 'ROLLING', alarms });
  await putAlarm('errors-of-rolling', blue);
  const end = trickle(url);
  const { taskDefinition } = await describeService(stage, 'errors-of-rolling');
  await deploy(stage, 'errors-of-rolling', 'web:errors');
  expect(await endedDeployment(stage, 'errors-of-rolling')).toMatchObject({
    status: 'ROLLBACK_SUCCESSFUL',
    alarms: { triggeredAlarmNames: ['errors-of-rolling'] },
  });
  await end();
  expect(await describeService(stage, 'errors-of-rolling')).toMatchObject({ taskDefinition, runningCount: 1 });
});

test('an alarm without rollback stops the deployment where it is', async () => {
  const alarms = { alarmNames: ['only-watching'], enable: true, rollback: false };
  const route = await settle(stage, 'watched', { ...CANARY, alarms });
  await putAlarm('only-watching', route.green);
  const end = trickle(route.url);
  await deploy(stage, 'watched', 'web:errors');
  expect(await endedDeployment(stage, 'watched')).toMatchObject({ status: 'STOPPED', alarms: { status: 'TRIGGERED' } });
  await end();
  const { green = 0 } = await weights(stage, route);
  expect(green).toBeGreaterThan(0);
  expect((await describeService(stage, 'watched')).runningCount).toBe(2);
});

test('a rollback fails if its rule does not exist', async () => {
  const route = await settle(stage, 'ruleless', SLOW);
  await deploy(stage, 'ruleless', 'web:2', { deploymentConfiguration: pauseAt('PRE_PRODUCTION_TRAFFIC_SHIFT') });
  await pausedDeployment(stage, 'ruleless');
  await stage.elb.send(new DeleteRuleCommand({ RuleArn: route.rule }));
  await proceed(stage, 'ruleless');
  const { status, statusReason, rollback } = await endedDeployment(stage, 'ruleless');
  expect(status).toBe('ROLLBACK_FAILED');
  expect(statusReason).toContain('One or more rules not found');
  expect(rollback?.reason).toContain('One or more rules not found');
});

test('an alarm that is in ALARM when the deployment starts is ignored', async () => {
  const alarms = { alarmNames: ['old-trouble'], enable: true, rollback: true };
  const taskDefinition = await registerTask(stage, 'web:errors');
  const route = await settle(stage, 'troubled', { ...CANARY, alarms }, { taskDefinition });
  await putAlarm('old-trouble', route.blue);
  const end = trickle(route.url);
  await eventually(
    () => alarmState('old-trouble'),
    (state) => state === 'ALARM',
  );
  await deploy(stage, 'troubled', 'web:2');
  expect(await endedDeployment(stage, 'troubled')).toMatchObject({
    status: 'SUCCESSFUL',
    alarms: { status: 'MONITORING_COMPLETE' },
  });
  await end();
});

test('StopServiceDeployment rolls back, with or without the rollback option', async () => {
  const route = await settle(stage, 'stopped', {
    ...SLOW,
    deploymentCircuitBreaker: { enable: false, rollback: false },
  });
  await deploy(stage, 'stopped', 'web:2');
  await eventually(
    () => weights(stage, route),
    ({ green = 0 }) => green > 0,
  );
  const { serviceDeploymentArn } = await latestDeployment(stage, 'stopped');
  await stage.ecs.send(new StopServiceDeploymentCommand({ serviceDeploymentArn }));
  expect(await endedDeployment(stage, 'stopped')).toMatchObject({ status: 'ROLLBACK_SUCCESSFUL' });
  expect(await weights(stage, route)).toEqual({ blue: 100, green: 0 });
});

test('a newer update supersedes the deployment, and starts from the last completed revision', async () => {
  const route = await settle(stage, 'hasty', SLOW);
  await deploy(stage, 'hasty', 'web:2');
  await eventually(
    () => weights(stage, route),
    ({ green = 0 }) => green > 0,
  );
  const { serviceDeploymentArn } = await latestDeployment(stage, 'hasty');
  await deploy(stage, 'hasty', 'web:3', { deploymentConfiguration: CANARY });
  expect(await endedDeployment(stage, 'hasty')).toMatchObject({ status: 'SUCCESSFUL' });
  expect((await latestDeployment(stage, 'hasty')).serviceDeploymentArn).not.toBe(serviceDeploymentArn);
  expect(await weights(stage, route)).toEqual({ blue: 0, green: 100 });
  expect((await describeService(stage, 'hasty')).deployments).toHaveLength(1);
});
