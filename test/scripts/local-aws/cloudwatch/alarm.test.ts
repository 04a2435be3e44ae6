import type { MetricDataQuery, PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { MetricAlarm } from '../../../../scripts/local-aws/cloudwatch/alarm';
import { AlarmBook } from '../../../../scripts/local-aws/cloudwatch/alarm-book';
import { readSettings } from '../../../../scripts/local-aws/cloudwatch/alarm-settings';
import { Metrics } from '../../../../scripts/local-aws/metrics';
import type { LocalWorld } from '../../../../scripts/local-aws/world';

const MINUTE = 60_000;
const start = Date.parse('2026-01-01T12:00:00Z');
const region = 'eu-west-1';

/** A region whose clock stands until it is set; its alarms are judged when a test says so. */
function createRegion() {
  const clock = { now: start };
  const metrics = new Metrics(() => clock.now);
  const logged: string[] = [];
  const world = {
    ...{ metrics, region, now: () => new Date(clock.now), log: (line: string) => void logged.push(line) },
    ...{ sleep: () => new Promise<void>(() => {}), signal: new AbortController().signal },
  } as unknown as LocalWorld;
  const book = new AlarmBook(world);
  return {
    clock,
    metrics,
    book,
    logged,
    put(input: Partial<PutMetricAlarmInput>): MetricAlarm {
      const settings = readSettings({ AlarmName: 'a', EvaluationPeriods: 3, ...input } as PutMetricAlarmInput);
      const { OKActions = [], AlarmActions: ALARM = [], InsufficientDataActions = [] } = input;
      const actions = { OK: OKActions, ALARM, INSUFFICIENT_DATA: InsufficientDataActions };
      const [reason, date] = ['Unchecked: Initial alarm creation', new Date(clock.now)];
      const alarm = new MetricAlarm(
        input.AlarmName ?? 'a',
        settings,
        actions,
        { state: 'INSUFFICIENT_DATA', reason, reasonData: undefined, updatedAt: date, transitionedAt: date },
        { metrics, region },
      );
      book.put(alarm);
      return alarm;
    },
    /** Goes to the end of the next minute and judges there. */
    nextMinute(): void {
      clock.now += MINUTE - (clock.now % MINUTE);
      book.judge(clock.now);
    },
    count(name: string, value: number, count = 1): void {
      metrics.series({ region, namespace: 'Shop', name, dimensions: {}, unit: 'Count' }).add(value, count);
    },
  };
}

const errors: Partial<PutMetricAlarmInput> = {
  ...{ Namespace: 'Shop', MetricName: 'Errors', Statistic: 'Sum', Period: 60 },
  ...{ ComparisonOperator: 'GreaterThanThreshold', Threshold: 5, TreatMissingData: 'notBreaching' },
};

test('an alarm of 2 out of 3 minutes goes off when the second bad minute can be read, and recovers', () => {
  const { put, nextMinute, count } = createRegion();
  const alarm = put({ ...errors, DatapointsToAlarm: 2 });
  const states: string[] = [];
  for (const bad of [0, 9, 9, 0, 0, 0, 0, 0]) {
    if (bad > 0) count('Errors', bad);
    nextMinute();
    states.push(alarm.condition.state);
  }
  // The minutes 1 and 2 are bad. Minute 2 ends at 3, and can be read at 4; the range ends with minute 1 at 6.
  expect(states).toEqual(['OK', 'OK', 'OK', 'ALARM', 'ALARM', 'ALARM', 'OK', 'OK']);
  expect(alarm.condition).toMatchObject({
    reason: 'Threshold Crossed: 2 missing datapoints were treated as [NonBreaching].',
  });
});

test('the state changes with its date, reason and data, and the history tells it', () => {
  const { put, nextMinute, count, book, logged } = createRegion();
  const alarm = put({ ...errors, EvaluationPeriods: 1 });
  nextMinute();
  expect(alarm.condition.reason).toBe(
    'Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [NonBreaching].',
  );
  count('Errors', 6.5);
  nextMinute();
  nextMinute();
  const at = new Date(start + 3 * MINUTE);
  expect(alarm.condition).toEqual({
    state: 'ALARM',
    reason:
      'Threshold Crossed: 1 out of the last 1 datapoint [6.5 (01/01/26 12:01:00)] was greater than the threshold (5.0) ' +
      '(minimum 1 datapoint for OK -> ALARM transition).',
    reasonData: expect.stringContaining('"statistic":"Sum","period":60,"recentDatapoints":[6.5],"threshold":5'),
    updatedAt: at,
    transitionedAt: at,
  });
  expect(book.history.map(({ HistorySummary }) => HistorySummary)).toEqual([
    'Alarm "a" created',
    'Alarm updated from INSUFFICIENT_DATA to OK',
    'Alarm updated from OK to ALARM',
  ]);
  expect(logged.at(-1)).toContain('cloudwatch: a is ALARM: Threshold Crossed');
});

test('an alarm without data is judged once, and again when there is data or its state was set by hand', () => {
  const { put, nextMinute, count, metrics } = createRegion();
  const alarm = put(errors);
  nextMinute();
  const find = vi.spyOn(metrics, 'find');
  const judge = vi.spyOn(alarm, 'judge');
  for (let minute = 0; minute < 20; minute += 1) nextMinute();
  expect(judge.mock.results.map((result) => result.value)).toEqual(Array(20).fill(undefined));
  expect(find).not.toHaveBeenCalled();
  alarm.set({ ...alarm.condition, state: 'ALARM' });
  nextMinute();
  expect(alarm.condition.state).toBe('OK');
  for (const bad of [9, 9, 9]) {
    count('Errors', bad);
    nextMinute();
  }
  nextMinute();
  expect(alarm.condition.state).toBe('ALARM');
});

test('the window of a longer period slides from minute to minute', () => {
  const { put, nextMinute, count } = createRegion();
  const alarm = put({ ...errors, Period: 300, EvaluationPeriods: 1 });
  const states: string[] = [];
  for (const bad of [3, 0, 3, 0, 0, 0, 0]) {
    if (bad > 0) count('Errors', bad);
    nextMinute();
    states.push(alarm.condition.state);
  }
  // Both minutes together are more than 5: from when minute 2 can be read until minute 0 is older than 5 minutes.
  expect(states).toEqual(['OK', 'OK', 'OK', 'ALARM', 'ALARM', 'OK', 'OK']);
});

const query = (Id: string, MetricName: string): MetricDataQuery => ({
  Id,
  MetricStat: { Metric: { Namespace: 'Shop', MetricName }, Period: 60, Stat: 'Sum' },
  ReturnData: false,
});

test('an alarm on metric math judges the one query that returns data', () => {
  const { put, nextMinute, count } = createRegion();
  const alarm = put({
    ...{ ComparisonOperator: 'GreaterThanThreshold', Threshold: 1, EvaluationPeriods: 1 },
    Metrics: [
      { Id: 'rate', Expression: '100 * FILL(errors, 0) / requests' },
      query('errors', 'Errors'),
      query('requests', 'Requests'),
    ],
  });
  const states: string[] = [];
  for (const [requests, bad] of [
    [0, 0],
    [100, 1],
    [100, 2],
    [0, 0],
    [0, 0],
  ] as const) {
    if (requests > 0) count('Requests', 1, requests);
    if (bad > 0) count('Errors', 1, bad);
    nextMinute();
    states.push(alarm.condition.state);
  }
  expect(states).toEqual(['INSUFFICIENT_DATA', 'INSUFFICIENT_DATA', 'OK', 'ALARM', 'ALARM']);
});

test('an expression that depends on the time is judged in every minute', () => {
  const { put, nextMinute } = createRegion();
  const alarm = put({
    ...{ ComparisonOperator: 'GreaterThanOrEqualToThreshold', Threshold: 3, EvaluationPeriods: 1 },
    Metrics: [{ Id: 'minute', Expression: 'MINUTE(errors)' }, query('errors', 'Errors')],
  });
  const states = [1, 2, 3, 4].map(() => {
    nextMinute();
    return alarm.condition.state;
  });
  expect(states).toEqual(['OK', 'OK', 'OK', 'ALARM']);
});

test('a percentile of too few values keeps the state if the alarm says so', () => {
  const { put, nextMinute, count } = createRegion();
  const { Statistic: _, ...latency } = { ...errors, ExtendedStatistic: 'p90', EvaluationPeriods: 1 };
  const careful = put({ ...latency, AlarmName: 'careful', EvaluateLowSampleCountPercentile: 'ignore' });
  const eager = put({ ...latency, AlarmName: 'eager' });
  nextMinute();
  count('Errors', 9, 99);
  nextMinute();
  nextMinute();
  expect([careful.condition.state, eager.condition.state]).toEqual(['OK', 'ALARM']);
  count('Errors', 9, 100);
  nextMinute();
  nextMinute();
  expect(careful.condition.state).toBe('ALARM');
});

test('the history tells the actions of a change; what is not played is logged', () => {
  const { put, nextMinute, count, logged, book } = createRegion();
  const policy = 'arn:aws:autoscaling:eu-west-1:123456789012:scalingPolicy:1';
  const topic = 'arn:aws:sns:eu-west-1:123456789012:topic';
  const alarm = put({ ...errors, EvaluationPeriods: 1, AlarmActions: [policy, topic], OKActions: [policy] });
  count('Errors', 9);
  nextMinute();
  nextMinute();
  nextMinute();
  const actions = () =>
    book.history
      .filter(({ HistoryItemType }) => HistoryItemType === 'Action')
      .map(({ HistorySummary }) => HistorySummary);
  expect(actions()).toEqual([
    `Successfully executed action ${policy}`,
    `Successfully executed action ${policy}`,
    `Failed to execute action ${topic}`,
  ]);
  expect(logged.filter((line) => line.includes(policy))).toEqual([]);
  expect(logged).toContain(`cloudwatch: a would do ${topic}, which is not played`);
  alarm.actionsEnabled = false;
  nextMinute();
  expect(alarm.condition.state).toBe('OK');
  expect(actions()).toHaveLength(3);
});

test.each<[string, Partial<PutMetricAlarmInput>]>([
  ['An alarm needs either MetricName and Namespace, or Metrics.', { Metrics: [query('m', 'M')] }],
  ['Exactly one of Statistic and ExtendedStatistic must be specified.', { ExtendedStatistic: 'p90' }],
  ['The value p90 is no such statistic.', { Statistic: 'p90' as 'Sum' }],
  ['The parameter Threshold is required.', { Threshold: undefined }],
  ['The parameter EvaluationPeriods must be at least 1.', { EvaluationPeriods: 0 }],
  ['DatapointsToAlarm must be from 1 to EvaluationPeriods.', { DatapointsToAlarm: 4 }],
  ['The value never of TreatMissingData must be one of breaching,', { TreatMissingData: 'never' }],
  ['must be one of GreaterThanThreshold,', { ComparisonOperator: 'Equals' as 'LessThanThreshold' }],
  ['Period must be 10, 20, 30, or a multiple of 60.', { Period: 5 }],
  ['Metrics cannot be checked across more than 86400 seconds', { Period: 1800, EvaluationPeriods: 49 }],
  ['Metrics cannot be checked across more than 604800 seconds', { Period: 86_400, EvaluationPeriods: 8 }],
  ['ThresholdMetricId of an alarm is not played', { ThresholdMetricId: 'm' }],
  ['EvaluationInterval of an alarm is not played', { EvaluationInterval: 10 }],
  ['An alarm with LessThanLowerThreshold is not played', { ComparisonOperator: 'LessThanLowerThreshold' }],
])('PutMetricAlarm says: %s', (message, input) => {
  expect(() => createRegion().put({ ...errors, ...input })).toThrow(message);
});

test.each<[string, MetricDataQuery[]]>([
  ['Exactly one element of the metrics list should return data.', [query('m', 'M')]],
  [
    'Exactly one element of the metrics list should return data.',
    [
      { ...query('m', 'M'), ReturnData: true },
      { Id: 'e', Expression: 'm' },
    ],
  ],
  ["Error in expression 'e': SEARCH is no function", [query('m', 'M'), { Id: 'e', Expression: 'SEARCH("x")' }]],
  ['The result of e is not one time series.', [query('m', 'M'), { Id: 'e', Expression: 'SUM(m)' }]],
  ['The result of e is not one time series.', [query('m', 'M'), { Id: 'e', Expression: 'METRICS()' }]],
])('PutMetricAlarm says of its metrics: %s', (message, Metrics) => {
  const rule = { ComparisonOperator: 'GreaterThanThreshold', Threshold: 1 } as const;
  expect(() => createRegion().put({ ...rule, Metrics })).toThrow(message);
});
