import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { createWatch } from '../../../../../scripts/local-aws/ecs/deployment/watch';
import type { DeploymentState } from '../../../../../scripts/local-aws/ecs/model';
import { mockClient } from '../../../../mock-client';
import { fakeDeployment, fakeEcs, fakeRevision, fakeService } from '../fixtures';

const cloudwatch = mockClient(CloudWatchClient);
const ALARMS = { alarmNames: ['errors'], enable: true, rollback: true };

let fake: ReturnType<typeof fakeEcs>;
beforeEach(() => {
  cloudwatch.reset();
  fake = fakeEcs(0);
});
afterEach(() => fake.end());

const watch = (deployment: DeploymentState) => createWatch(fake.ecs, fakeService(fakeRevision()), deployment);

/** The alarm is described as OK that many times, then as ALARM. */
function alarmAfter(looks: number): void {
  const state = (StateValue: 'OK' | 'ALARM') => ({ MetricAlarms: [{ AlarmName: 'errors', StateValue, Period: 60 }] });
  const stub = cloudwatch.on(DescribeAlarmsCommand);
  for (let look = 0; look < looks; look++) stub.resolvesOnce(state('OK'));
  stub.resolves(state('ALARM'));
}

test('an alarm at the very end of a bake time fails the deployment', async () => {
  alarmAfter(1);
  const deployment = fakeDeployment({ configuration: { alarms: ALARMS }, alarms: 'MONITORING' });
  const { bake } = await watch(deployment);
  await expect(bake(1 / 60)).rejects.toThrow('Service deployment rolled back because alarm(s) were triggered: errors.');
  expect(deployment).toMatchObject({ alarms: 'TRIGGERED', triggeredAlarms: ['errors'] });
});

test('alarms are read every ten seconds', async () => {
  alarmAfter(100);
  const { bake } = await watch(fakeDeployment({ configuration: { alarms: ALARMS } }));
  await bake(1);
  // Once at the start, five times during the wait (not in its first turn), and once at the end.
  expect(cloudwatch.commandCalls(DescribeAlarmsCommand)).toHaveLength(7);
});

test('alarms that are not enabled are not read', async () => {
  const { bake } = await watch(fakeDeployment({ configuration: { alarms: { ...ALARMS, enable: false } } }));
  await bake(1);
  expect(cloudwatch.commandCalls(DescribeAlarmsCommand)).toEqual([]);
});

test.each([
  ['superseded', 'DeploymentInterruptedError'],
  ['deleted', 'DeploymentInterruptedError'],
  ['abort', 'DeploymentInterruptedError'],
  ['stop', 'DeploymentError'],
] as const)('whatever it waits for, a deployment that is %s ends by %s', async (interruption, name) => {
  const { until, bake } = await watch(fakeDeployment({ interruption }));
  await expect(until(() => true)).rejects.toMatchObject({ name });
  await expect(bake(0)).rejects.toMatchObject({ name });
});

test('a wait returns false if its limit passed', async () => {
  const { until } = await watch(fakeDeployment());
  expect(await until(() => false, 10)).toBe(false);
  expect(await until(() => true, 10)).toBe(true);
});

test('the evaluation time of the slowest alarm is known', async () => {
  cloudwatch.on(DescribeAlarmsCommand).resolves({
    MetricAlarms: [
      { AlarmName: 'plain', Period: 60, EvaluationPeriods: 2 },
      {
        AlarmName: 'math',
        EvaluationPeriods: 3,
        Metrics: [{ Id: 'm', MetricStat: { Metric: {}, Stat: 'Sum', Period: 120 } }],
      },
    ],
  });
  const { alarms } = await watch(fakeDeployment({ configuration: { alarms: ALARMS } }));
  expect(alarms.evaluationSeconds).toBe(360);
});
