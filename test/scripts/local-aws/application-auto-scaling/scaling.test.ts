import type { ScheduledAction } from '@aws-sdk/client-application-auto-scaling';
import { type FakeRegion, fakeRegion, policyOf } from './fake-region';

const high = (fake: FakeRegion, value: number, name = 'requests') => fake.metrics.set(name, { value, alarm: 'High' });
const low = (fake: FakeRegion, value: number, name = 'requests') => fake.metrics.set(name, { value, alarm: 'Low' });

function tracked(desiredCount: number, limits = {}, configuration = {}): FakeRegion {
  const fake = fakeRegion(desiredCount, limits);
  fake.track('requests', configuration);
  return fake;
}

/** ECS has started or stopped what it was asked to. */
function settle({ service }: FakeRegion): void {
  service.runningCount = service.desiredCount;
}

test('a service scales out in proportion, and an activity tells why', async () => {
  const fake = tracked(1);
  await fake.look();
  expect(fake.service.desiredCount).toBe(1);
  high(fake, 1400);
  await fake.look();
  expect(fake.service.desiredCount).toBe(3);
  expect(fake.region.activities).toMatchObject([
    {
      ServiceNamespace: 'ecs',
      ResourceId: 'service/main/web',
      ScalableDimension: 'ecs:service:DesiredCount',
      Description: 'Setting desired count to 3.',
      Cause:
        'monitor alarm TargetTracking-service/main/web-AlarmHigh-requests in state ALARM triggered policy requests',
      StatusCode: 'InProgress',
      StartTime: new Date('2026-03-02T08:02:00Z'),
    },
  ]);
  settle(fake);
  await fake.look();
  expect(fake.region.activities).toMatchObject([
    {
      StatusCode: 'Successful',
      StatusMessage: 'Successfully set desired count to 3. Change successfully fulfilled by ecs.',
      EndTime: new Date('2026-03-02T08:03:00Z'),
    },
  ]);
});

test('what a scale-out has added counts in its cooldown, so that the same load does not add it again', async () => {
  const fake = tracked(1);
  high(fake, 1400);
  await fake.look();
  await fake.look();
  settle(fake);
  await fake.look();
  await fake.look(299);
  expect(fake.service.desiredCount).toBe(3);
  // The cooldown of 300 seconds is over, and the load of each task is still high.
  await fake.look(2);
  expect(fake.service.desiredCount).toBe(9);
});

test('a larger load scales out further in the cooldown', async () => {
  const fake = tracked(1);
  high(fake, 1400);
  await fake.look();
  high(fake, 2600);
  await fake.look();
  expect(fake.service.desiredCount).toBe(6);
  expect(fake.region.activities.map(({ StatusCode }) => StatusCode)).toEqual(['InProgress', 'Overridden']);
});

test('a load that grows from minute to minute scales out to what it needs, and not further', async () => {
  const fake = tracked(1);
  high(fake, 880);
  await fake.look();
  expect(fake.service.desiredCount).toBe(2);
  high(fake, 1400);
  for (const _ of [1, 2, 3]) {
    await fake.look();
    expect(fake.service.desiredCount).toBe(3);
  }
});

test('cooldowns of the policy count instead of the default', async () => {
  const fake = tracked(2, {}, { ScaleOutCooldown: 0, ScaleInCooldown: 60 });
  high(fake, 600);
  for (const count of [3, 4, 5]) {
    await fake.look();
    expect(fake.service.desiredCount).toBe(count);
    settle(fake);
  }
  low(fake, 1);
  await fake.look();
  settle(fake);
  await fake.look();
  expect(fake.service.desiredCount).toBe(4);
  await fake.look(59);
  expect(fake.service.desiredCount).toBe(4);
  await fake.look(1);
  expect(fake.service.desiredCount).toBe(3);
});

test('a service scales in one task at a time, with a cooldown of 300 seconds between', async () => {
  const fake = tracked(4, { min: 2 });
  low(fake, 10);
  await fake.look();
  expect(fake.service.desiredCount).toBe(3);
  await fake.look();
  settle(fake);
  await fake.look();
  await fake.look(299);
  expect(fake.service.desiredCount).toBe(3);
  await fake.look(1);
  expect(fake.service.desiredCount).toBe(2);
  settle(fake);
  await fake.look();
  await fake.look(600);
  await fake.look(600);
  expect(fake.service.desiredCount).toBe(2);
  expect(fake.activities()).toEqual([
    'Setting desired count to 3.',
    'Setting desired count to 2.',
    'AlreadyAtMinCapacity',
  ]);
});

test('a service at its minimum is let be for a while, until a metric is too high', async () => {
  const fake = tracked(1);
  low(fake, 10);
  await fake.look();
  expect(fake.asked()).toBe(1);
  for (let minute = 0; minute < 9; minute++) await fake.look();
  expect(fake.asked()).toBe(1);
  fake.service.desiredCount = 2;
  await fake.look();
  expect(fake.service.desiredCount).toBe(1);
  settle(fake);
  await fake.look();
  high(fake, 1400);
  await fake.look();
  expect(fake.service.desiredCount).toBe(3);
});

test('a scale-out does not wait for the cooldown of a scale-in, and ends it', async () => {
  const fake = tracked(4);
  low(fake, 10);
  await fake.look();
  high(fake, 1000);
  await fake.look();
  expect(fake.service.desiredCount).toBe(6);
  low(fake, 10);
  await fake.look();
  expect(fake.service.desiredCount).toBe(5);
});

test('the limits hold, and a service at its maximum says so once', async () => {
  const fake = tracked(3, { max: 4 });
  high(fake, 2000);
  await fake.look();
  expect(fake.service.desiredCount).toBe(4);
  await fake.look();
  await fake.look();
  expect(fake.service.desiredCount).toBe(4);
  expect(fake.activities()).toEqual(['Setting desired count to 4.', 'AlreadyAtMaxCapacity']);
});

test('a metric that is low but would be too high for one task less changes nothing', async () => {
  const fake = tracked(3);
  low(fake, 440);
  await fake.look();
  expect(fake.service.desiredCount).toBe(3);
  expect(fake.activities()).toEqual(['AlreadyAtDesiredCapacity']);
});

test('without a new value of its metric, a policy scales neither out nor in', async () => {
  const fake = tracked(3);
  for (const alarm of ['High', 'Low'] as const) {
    fake.metrics.set('requests', { alarm });
    await fake.look();
  }
  expect(fake.service.desiredCount).toBe(3);
  expect(fake.activities()).toEqual([]);
});

test('during a deployment a service scales out and not in', async () => {
  const fake = tracked(3);
  fake.service.deployments = [{ rolloutState: 'IN_PROGRESS' }];
  low(fake, 10);
  await fake.look();
  expect(fake.service.desiredCount).toBe(3);
  high(fake, 600);
  await fake.look();
  expect(fake.service.desiredCount).toBe(4);
  low(fake, 10);
  fake.service.deployments = [{ rolloutState: 'COMPLETED' }, { rolloutState: 'COMPLETED' }];
  await fake.look();
  expect(fake.service.desiredCount).toBe(4);
  fake.service.deployments = [{ rolloutState: 'COMPLETED' }];
  await fake.look();
  expect(fake.service.desiredCount).toBe(3);
});

test('a service scales out if one policy says so, and in if all of them do', async () => {
  const fake = tracked(4);
  fake.track('cpu', { TargetValue: 60 });
  low(fake, 10);
  await fake.look();
  expect(fake.service.desiredCount).toBe(4);
  high(fake, 90, 'cpu');
  await fake.look();
  expect(fake.service.desiredCount).toBe(6);
  low(fake, 10, 'cpu');
  await fake.look();
  expect(fake.service.desiredCount).toBe(5);
});

test('a policy that must not scale in does not, and has no say in it', async () => {
  const fake = tracked(4, {}, { DisableScaleIn: true });
  low(fake, 10);
  await fake.look();
  expect(fake.service.desiredCount).toBe(4);
  fake.track('cpu', { TargetValue: 60 });
  low(fake, 10, 'cpu');
  fake.metrics.set('requests', {});
  await fake.look();
  expect(fake.service.desiredCount).toBe(3);
});

test('what is suspended does not happen', async () => {
  const fake = tracked(2);
  fake.scaled.target.SuspendedState = { DynamicScalingInSuspended: true, DynamicScalingOutSuspended: true };
  high(fake, 1400);
  await fake.look();
  low(fake, 1);
  await fake.look();
  expect(fake.service.desiredCount).toBe(2);
});

test('policies in steps follow their alarms, with their cooldown', async () => {
  const fake = fakeRegion(2);
  const StepAdjustments = [
    { MetricIntervalLowerBound: 0, MetricIntervalUpperBound: 100, ScalingAdjustment: 1 },
    { MetricIntervalLowerBound: 100, ScalingAdjustment: 3 },
  ];
  const out = { AdjustmentType: 'ChangeInCapacity', StepAdjustments, Cooldown: 120 } as const;
  fake.scaled.policies.set('out', { ...policyOf('out'), StepScalingPolicyConfiguration: out });
  fake.metrics.set('out', { value: 550, alarm: 'High', threshold: 500 });
  await fake.look();
  settle(fake);
  await fake.look();
  expect(fake.service.desiredCount).toBe(3);
  fake.metrics.set('out', { value: 700, alarm: 'High', threshold: 500 });
  await fake.look();
  expect(fake.service.desiredCount).toBe(5);
  fake.metrics.set('out', {});
  const less = [{ MetricIntervalUpperBound: 0, ScalingAdjustment: -2 }];
  const configuration = { AdjustmentType: 'ChangeInCapacity', StepAdjustments: less } as const;
  fake.scaled.policies.set('in', { ...policyOf('in'), StepScalingPolicyConfiguration: configuration });
  fake.metrics.set('in', { value: 40, alarm: 'Low', threshold: 50 });
  await fake.look();
  expect(fake.service.desiredCount).toBe(3);
});

test('a scheduled action sets the limits once, and so the desired count', async () => {
  const fake = fakeRegion(2, { min: 1, max: 10 });
  const action: ScheduledAction = {
    ScheduledActionName: 'morning',
    ScheduledActionARN: 'arn',
    ServiceNamespace: 'ecs',
    ResourceId: 'service/main/web',
    Schedule: 'cron(2 8 * * ? *)',
    CreationTime: new Date(0),
    ScalableTargetAction: { MinCapacity: 4 },
  };
  fake.scaled.scheduledActions.set('morning', action);
  await fake.look();
  expect(fake.service.desiredCount).toBe(2);
  await fake.look();
  expect(fake.service.desiredCount).toBe(4);
  expect(fake.scaled.target).toMatchObject({ MinCapacity: 4, MaxCapacity: 10 });
  await fake.look();
  expect(fake.activities()).toEqual([
    'Setting min capacity to 4 and max capacity to 10',
    'Setting desired count to 4.',
  ]);
  expect(fake.region.activities.map(({ Cause }) => Cause)).toEqual([
    'minimum capacity was set to 4',
    'scheduled action name morning was triggered',
  ]);
  fake.scaled.target.SuspendedState = { ScheduledScalingSuspended: true };
  action.ScalableTargetAction = { MaxCapacity: 3, MinCapacity: 1 };
  await fake.look(24 * 60 * 60);
  expect(fake.service.desiredCount).toBe(4);
});

test.each([
  ['is given up when its count is never reached', (_: FakeRegion) => {}, 'Unfulfilled'],
  [
    'is overridden when somebody else sets the desired count',
    ({ service }: FakeRegion) => {
      service.desiredCount = 7;
    },
    'Overridden',
  ],
])('an activity %s', async (_, meanwhile, status) => {
  const fake = tracked(1);
  high(fake, 1400);
  await fake.look();
  meanwhile(fake);
  fake.metrics.set('requests', {});
  await fake.look(31 * 60);
  expect(fake.region.activities).toMatchObject([{ StatusCode: status, EndTime: expect.any(Date) }]);
});
