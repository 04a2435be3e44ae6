import type { TimeSeries } from './evaluate';

/** The properties of an alarm that decide its state. */
export interface AlarmSettings {
  Threshold: number;
  EvaluationPeriods: number;
  DatapointsToAlarm: number;
  ComparisonOperator: string;
  TreatMissingData: string;
}

/**
 * Numbers of minutes that CloudWatch may look back. The documentation says only that it looks back further than
 * EvaluationPeriods. Its examples look back 5 minutes for 3 periods.
 */
export const EVALUATION_RANGES = [3, 5, 8];

/**
 * The state of an alarm after a minute. As documented, it depends on the most recent data points that exist. Only if
 * there are fewer than EvaluationPeriods of them, TreatMissingData decides about those that are lacking.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export function alarmState(series: TimeSeries, settings: AlarmSettings, minute: number, range: number): 'ALARM' | 'OK' {
  const { EvaluationPeriods, DatapointsToAlarm, TreatMissingData } = settings;
  const window = Array.from({ length: range }, (_, back) => series.get(minute - back));
  const recent = window.filter((value) => value !== undefined).slice(0, EvaluationPeriods);
  const madeUp = TreatMissingData === 'breaching' ? EvaluationPeriods - recent.length : 0;
  const breaching = recent.filter((value) => breaches(value, settings)).length + madeUp;
  return breaching >= DatapointsToAlarm ? 'ALARM' : 'OK';
}

function breaches(value: number, { Threshold, ComparisonOperator }: AlarmSettings): boolean {
  if (ComparisonOperator === 'GreaterThanThreshold') return value > Threshold;
  if (ComparisonOperator === 'GreaterThanOrEqualToThreshold') return value >= Threshold;
  throw new Error(`${ComparisonOperator} is not known here`);
}
