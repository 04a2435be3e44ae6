/** What PutMetricAlarm takes. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
import type { MetricDataQuery, PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { AwsError, notPlayed, validationError } from '../wire/errors';
import { type AlarmRule, COMPARISON_OPERATORS } from './alarm-rule';
import { checkQueries, periodOf } from './queries';
import { isSimple, percentileOf } from './statistics';

/** An alarm's settings as its evaluation needs them. */
export interface AlarmSettings {
  rule: AlarmRule;
  queries: readonly MetricDataQuery[];
  /** The id of the query that is compared with the threshold. */
  watched: string;
  /** In seconds. */
  period: number;
  statistic: string | undefined;
  /** Data points with fewer values than these keep the state; undefined: any number of values decides. */
  fewestSamples: number | undefined;
}

const DAY = 86_400;
const NOT_PLAYED = [
  ...(['ThresholdMetricId', 'WarmUpConfiguration', 'EvaluationCriteria', 'EvaluationInterval'] as const),
  'ActionConfiguration' as const,
];
const TREATMENTS = ['breaching', 'notBreaching', 'ignore', 'missing'];

/** @throws AwsError ValidationError and InvalidParameterCombination, NotImplemented for what is not played */
export function readSettings(input: PutMetricAlarmInput): AlarmSettings {
  const asked = NOT_PLAYED.find((name) => input[name] !== undefined);
  if (asked !== undefined) throw notPlayed(`${asked} of an alarm`);
  if (input.EvaluationWindow?.WallClockWindow !== undefined) throw notPlayed('The WallClockWindow of an alarm');
  const queries = queriesOf(input);
  const [watched, ...others] = queries.filter(({ ReturnData = true }) => ReturnData);
  if (watched?.Id === undefined || others.length > 0) {
    throw validationError('Exactly one element of the metrics list should return data.');
  }
  const period = periodOf(queries);
  const rule = ruleOf(input);
  checkLength(rule, period);
  const statistic = watched.MetricStat?.Stat;
  return { rule, queries, watched: watched.Id, period, statistic, fewestSamples: fewestSamples(input, statistic) };
}

function queriesOf(input: PutMetricAlarmInput): readonly MetricDataQuery[] {
  const { MetricName, Namespace, Dimensions, Statistic, ExtendedStatistic, Period, Unit, Metrics = [] } = input;
  const isMetric = MetricName !== undefined || Namespace !== undefined;
  if (isMetric === Metrics.length > 0) {
    throw new AwsError('InvalidParameterCombination', 'An alarm needs either MetricName and Namespace, or Metrics.');
  }
  if (isMetric && (Statistic === undefined) === (ExtendedStatistic === undefined)) {
    throw validationError('Exactly one of Statistic and ExtendedStatistic must be specified.');
  }
  if ((Statistic && !isSimple(Statistic)) || (ExtendedStatistic && isSimple(ExtendedStatistic))) {
    throw validationError(`The value ${Statistic ?? ExtendedStatistic} is no such statistic.`);
  }
  const Stat = Statistic ?? ExtendedStatistic;
  const one = { Id: 'm1', MetricStat: { Metric: { MetricName, Namespace, Dimensions }, Period, Stat, Unit } };
  const queries = isMetric ? [one] : Metrics;
  checkQueries(queries, 'Metrics');
  return queries;
}

function ruleOf(input: PutMetricAlarmInput): AlarmRule {
  const { ComparisonOperator = '', Threshold, EvaluationPeriods = 0, TreatMissingData } = input;
  const { DatapointsToAlarm = EvaluationPeriods } = input;
  if (/UpperThreshold|LowerThreshold/.test(ComparisonOperator)) throw notPlayed(`An alarm with ${ComparisonOperator}`);
  if (!COMPARISON_OPERATORS.includes(ComparisonOperator)) {
    throw validationError(
      `The value ${ComparisonOperator} of ComparisonOperator must be one of ${COMPARISON_OPERATORS}.`,
    );
  }
  if (Threshold === undefined) throw validationError('The parameter Threshold is required.');
  if (EvaluationPeriods < 1) throw validationError('The parameter EvaluationPeriods must be at least 1.');
  if (DatapointsToAlarm < 1 || DatapointsToAlarm > EvaluationPeriods) {
    throw validationError('DatapointsToAlarm must be from 1 to EvaluationPeriods.');
  }
  if (TreatMissingData !== undefined && !TREATMENTS.includes(TreatMissingData)) {
    throw validationError(`The value ${TreatMissingData} of TreatMissingData must be one of ${TREATMENTS}.`);
  }
  return { ComparisonOperator, Threshold, EvaluationPeriods, DatapointsToAlarm, TreatMissingData };
}

function checkLength({ EvaluationPeriods }: AlarmRule, period: number): void {
  if (![10, 20, 30].includes(period) && period % 60 !== 0) {
    throw validationError('Period must be 10, 20, 30, or a multiple of 60.');
  }
  const most = period < 3600 ? DAY : 7 * DAY;
  if (EvaluationPeriods * period > most) {
    throw validationError(`Metrics cannot be checked across more than ${most} seconds (EvaluationPeriods * Period).`);
  }
}

/**
 * From how many values on a percentile counts, if the alarm is to ignore less: 10/(1-percentile) for percentiles from a half on,
 * 10/percentile for others.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/percentiles-with-low-samples.html
 */
function fewestSamples(input: PutMetricAlarmInput, statistic = ''): number | undefined {
  const percent = percentileOf(statistic);
  if (percent === undefined || input.EvaluateLowSampleCountPercentile !== 'ignore') return undefined;
  return 1000 / (percent >= 50 ? 100 - percent : percent);
}
