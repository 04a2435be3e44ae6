import fc from '../../../fast-check';
import { several, some } from './values';

const METRICS = ['AVERAGE_CPU', 'AVERAGE_MEMORY', 'REQUEST_COUNT_PER_TARGET'] as const;

const targetValue = fc.integer({ min: 1, max: 100 });

const scheduled = fc
  .tuple(
    fc.record({
      ScheduledActionName: fc.constantFrom('morning', 'evening'),
      Schedule: fc.constantFrom('cron(0 8 * * ? *)', 'rate(1 day)'),
      MinTaskCount: fc.integer({ min: 0, max: 5 }),
    }),
    some({ MaxTaskCount: fc.integer({ min: 5, max: 30 }), Timezone: fc.constantFrom('UTC', 'Europe/Vienna') }),
  )
  .map(([action, settings]) => ({ ...action, ...settings }));

/** One to three metrics in any order. */
const metrics = fc
  .tuple(fc.shuffledSubarray([...METRICS], { minLength: 1 }), fc.array(targetValue, { minLength: 3, maxLength: 3 }))
  .map(([names, values]) => {
    const [first, ...others] = names.map((AutoScalingMetric, at) => ({
      AutoScalingMetric,
      AutoScalingTargetValue: values[at] ?? 1,
    }));
    return { ...first, ...(others.length > 0 && { AdditionalMetrics: others }) };
  });

/** How many tasks run, and which metrics decide that. */
export const scalingTarget = fc
  .tuple(
    some({
      MinTaskCount: fc.integer({ min: 0, max: 5 }),
      MaxTaskCount: fc.integer({ min: 5, max: 30 }),
      ScheduledActions: several(scheduled, (action) => action.ScheduledActionName),
    }),
    fc.oneof(fc.constant({}), metrics),
  )
  .map(([limits, followed]) => ({ ...limits, ...followed }));
