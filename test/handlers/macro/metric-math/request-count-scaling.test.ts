import { member } from '../../../../handlers/template-language/json';
import fc from '../../../fast-check';
import { EVALUATION_RANGES } from './readings';
import { type Group, type Minute, minute, quiet, type TargetGroupTraffic } from './traffic';
import { generated, queriesIn, resultsOf, stateAt } from './watch';

const policy = generated('WebScalingPolicyRequestCount', {
  ScalingTarget: { AutoScalingMetric: 'REQUEST_COUNT_PER_TARGET', AutoScalingTargetValue: 500 },
});
const configuration = member(policy, 'TargetTrackingScalingPolicyConfiguration');
const queries = queriesIn(member(member(configuration, 'CustomizedMetricSpecification'), 'Metrics'));

const colours = (live: Group, ofLive: Minute, ofOther: Minute): TargetGroupTraffic =>
  live === 'Blue' ? { Blue: [ofLive], Green: [ofOther] } : { Blue: [ofOther], Green: [ofLive] };

/** The load that the policy sees in the first minute, under each reading. */
const loads = (traffic: TargetGroupTraffic): (number | undefined)[] =>
  resultsOf(queries, traffic).map((series) => series.get(0));

const group = fc.constantFrom<Group>('Blue', 'Green');
const requests = fc.integer({ min: 1, max: 100_000 });
const tasks = fc.integer({ min: 1, max: 50 });

describe('request-count scaling', () => {
  it('returns one series, which is made from the sum of each target group', () => {
    expect(queries.filter((query) => query.ReturnData === true)).toHaveLength(1);
    const asked = queries.filter((query) => 'MetricStat' in query);
    expect(asked.map((query) => member(query.MetricStat, 'Stat'))).toEqual(['Sum', 'Sum']);
  });

  it('sees the requests per task of whichever group is live, before a deployment and after any number of swaps', () => {
    fc.assert(
      fc.property(group, requests, tasks, (live, count, targets) => {
        for (const load of loads(colours(live, minute({ requests: count, targets }), quiet))) {
          expect(load).toBeCloseTo(count / targets);
        }
      }),
    );
  });

  it('sees the same load while the traffic is split, because both versions have the same number of tasks', () => {
    fc.assert(
      fc.property(group, requests, tasks, fc.integer({ min: 0, max: 100 }), (live, count, targets, percent) => {
        const share = Math.round((count * percent) / 100);
        const traffic = colours(
          live,
          minute({ requests: count - share, targets }),
          minute({ requests: share, targets }),
        );
        for (const load of loads(traffic)) expect(load).toBeCloseTo(count / targets);
      }),
    );
  });

  // The alarm that Application Auto Scaling makes for a policy needs three high minutes in a row.
  it('still sees a high load while the newest data point is missing because it is late', () => {
    const settings = {
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: 500,
      EvaluationPeriods: 3,
      DatapointsToAlarm: 3,
      TreatMissingData: 'missing',
    };
    const busy = minute({ requests: 3000, targets: 2 });
    const late = quiet;
    const traffic = { Blue: [busy, busy, busy, late], Green: [quiet, quiet, quiet, late] };
    const states = resultsOf(queries, traffic).flatMap((series) =>
      EVALUATION_RANGES.slice(1).map((range) => stateAt(series, settings, 3, range)),
    );
    expect(new Set(states)).toEqual(new Set(['ALARM']));
  });

  it('sees no load when there is no traffic', () => {
    for (const load of loads({ Blue: [quiet], Green: [minute({ targets: 3 })] })) expect(load ?? 0).toBe(0);
  });
});
