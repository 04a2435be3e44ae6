/**
 * One way to read what CloudWatch's documentation leaves open.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export interface Reading {
  /** Whether FILL fills a metric without any data point, or leaves it empty. */
  fillsEmpty: boolean;
  /** What MAX and MIN of several metrics do where one of them has no data point: skip that metric, or count it as 0. */
  missingInArray: 'skipped' | 'zero';
  /** What arithmetic does where one of two metrics has no data point: count it as 0, or give no data point either. */
  missingInArithmetic: 'zero' | 'missing';
}

/**
 * How the embedded AWS reads it.
 *
 * - FILL "fills the missing values of a time series"; nothing says that the series must have one value. Alarms on metrics that
 *   stop use it for that reason.
 * - Only AVG says that "missing values are treated as 0". MAX and MIN do not, so they look at what there is.
 * - Arithmetic: "missing values in a time series are treated as 0".
 */
export const READING: Reading = { fillsEmpty: true, missingInArray: 'skipped', missingInArithmetic: 'zero' };
