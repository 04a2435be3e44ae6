import fc from '../../../fast-check';
import { role, several, some } from './values';

const minutes = fc.integer({ min: 0, max: 60 });

const alarmNames = fc.constantFrom([], ['mine'], ['mine', 'yours']);

/** The alarm's settings make sense only if the service has its own alarm. */
const rollback = fc.oneof(
  fc.record({ OwnAlarm: fc.constant(false), AlarmNames: alarmNames }),
  some({
    ErrorRatePercent: fc.integer({ min: 0, max: 50 }),
    Include4xx: fc.boolean(),
    MinimumRequests: fc.integer({ min: 1, max: 100 }),
    AlarmNames: alarmNames,
  }),
);

const settings = some({
  MinimumHealthyPercent: fc.integer({ min: 50, max: 100 }),
  MaximumPercent: fc.integer({ min: 150, max: 300 }),
  Rollback: rollback,
});

const hooks = several(
  fc.record({
    HookTargetArn: fc
      .constantFrom('check', 'other')
      .map((name) => `arn:aws:lambda:eu-west-1:123456789012:function:${name}`),
    RoleArn: role('hook'),
    LifecycleStages: fc.constantFrom(['PRE_SCALE_UP'], ['POST_SCALE_UP', 'POST_PRODUCTION_TRAFFIC_SHIFT']),
  }),
  ({ HookTargetArn }) => HookTargetArn,
);

const shifting = fc
  .tuple(
    fc.constantFrom(
      { Strategy: 'CANARY' },
      { Strategy: 'CANARY', CanaryConfiguration: { CanaryPercent: 10, CanaryBakeTimeInMinutes: 1 } },
      { Strategy: 'LINEAR', LinearConfiguration: { StepPercent: 20, StepBakeTimeInMinutes: 1 } },
      { Strategy: 'LINEAR' },
      { Strategy: 'BLUE_GREEN' },
    ),
    some({ BakeTimeInMinutes: minutes, LifecycleHooks: hooks }),
  )
  .map(([strategy, of]) => ({ ...strategy, ...of }));

/** Every deployment strategy with the settings that apply to it. */
export const deployment = fc
  .tuple(
    fc.oneof({ arbitrary: shifting, weight: 3 }, { arbitrary: fc.constant({ Strategy: 'ROLLING' }), weight: 1 }),
    settings,
  )
  .map(([strategy, of]) => ({ ...strategy, ...of }));
