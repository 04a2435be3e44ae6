/** When an alarm changes its state: what its settings make of data points. */

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

const COMPARISONS: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  GreaterThanThreshold: (value, threshold) => value > threshold,
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};
/** The comparison operators of alarms with a fixed threshold. */
export const COMPARISON_OPERATORS: readonly string[] = Object.keys(COMPARISONS);

/** The properties of an alarm that decide its state. */
export interface AlarmRule {
  /** One of COMPARISON_OPERATORS. */
  ComparisonOperator: string;
  Threshold: number;
  EvaluationPeriods: number;
  /** Default: EvaluationPeriods. */
  DatapointsToAlarm?: number | undefined;
  /** Default: `missing`. */
  TreatMissingData?: string | undefined;
}

/**
 * How many periods CloudWatch looks back, so that data points that are late or missing do not decide at once. The documentation
 * says only that it looks back further than EvaluationPeriods; its examples look back 5 periods for 3.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export const evaluationRange = (evaluationPeriods: number): number => evaluationPeriods + 2;

/**
 * The state of an alarm after a period. As documented, it depends on the most recent data points that exist. Only if there are
 * fewer than EvaluationPeriods of them, TreatMissingData decides about those that are lacking, and about as few as possible.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 * @param newestFirst the data points of the evaluation range; undefined: there is none
 * @returns undefined: the alarm keeps its state
 */
export function stateOf(newestFirst: readonly (number | undefined)[], rule: AlarmRule): AlarmState | undefined {
  const { EvaluationPeriods, DatapointsToAlarm = EvaluationPeriods, TreatMissingData = 'missing' } = rule;
  const real = newestFirst.filter((value) => value !== undefined);
  const recent = real.slice(0, EvaluationPeriods);
  const breaching = recent.filter((value) => breaches(value, rule)).length;
  const lacking = EvaluationPeriods - recent.length;
  if (breaching + (TreatMissingData === 'breaching' ? lacking : 0) >= DatapointsToAlarm) return 'ALARM';
  if (lacking === 0 || TreatMissingData === 'breaching' || TreatMissingData === 'notBreaching') return 'OK';
  // A real data point that does not breach is as good as enough of them.
  if (breaching < recent.length) return 'OK';
  if (TreatMissingData === 'ignore') return undefined;
  // Data points that all breach, but are too few: the alarm waits for the next ones only as long as it would have to.
  return newestFirst.findLastIndex((value) => value !== undefined) + 1 >= DatapointsToAlarm
    ? 'ALARM'
    : 'INSUFFICIENT_DATA';
}

/** @throws Error for an operator that is not one of COMPARISON_OPERATORS */
export function breaches(value: number, { Threshold, ComparisonOperator }: AlarmRule): boolean {
  const compare = COMPARISONS[ComparisonOperator];
  if (compare === undefined) throw new Error(`${ComparisonOperator} is not known here`);
  return compare(value, Threshold);
}
