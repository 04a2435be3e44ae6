import type { Series } from './evaluate';

/** What of an alarm decides its state. */
export interface AlarmSettings {
  Threshold: number;
  EvaluationPeriods: number;
  DatapointsToAlarm: number;
  ComparisonOperator: string;
  TreatMissingData: string;
}

/**
 * How many data points CloudWatch looks at: more than EvaluationPeriods, how many more it does not say. The examples of
 * its documentation have 5 for 3.
 */
export const EVALUATION_RANGES = [3, 5, 8];

/**
 * The state of an alarm after a minute, as documented: the most recent data points there are; only where there are
 * fewer than EvaluationPeriods, missing ones are made up, as few as possible.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export function alarmState(series: Series, settings: AlarmSettings, minute: number, range: number): 'ALARM' | 'OK' {
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
