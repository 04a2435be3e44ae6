/** What a metric math expression can be: a number (S in the documentation), a time series (TS), or an array of those (TS[]). */

/** The data points of a metric by their time, the oldest first. A time without a data point is not in the map. */
export type TimeSeries = ReadonlyMap<number, number>;
export type MetricValue = number | TimeSeries | readonly TimeSeries[];

/** An expression that is none, or that asks for something that metric math does not do. The message says which. */
export class MetricMathError extends Error {
  override name = 'MetricMathError';
}

export const isSeries = (value: MetricValue): value is TimeSeries => value instanceof Map;
export const isArray = (value: MetricValue): value is readonly TimeSeries[] => Array.isArray(value);

/** @throws MetricMathError if the value is not one time series */
export function seriesOf(value: MetricValue): TimeSeries {
  if (!isSeries(value)) throw new MetricMathError('a time series is wanted');
  return value;
}

/** @throws MetricMathError if the value is not an array of time series */
export function arrayOf(value: MetricValue): readonly TimeSeries[] {
  if (!isArray(value)) throw new MetricMathError('an array of time series is wanted');
  return value;
}

/** @throws MetricMathError if the value is not a number */
export function numberOf(value: MetricValue | undefined): number {
  if (typeof value !== 'number') throw new MetricMathError('a number is wanted');
  return value;
}

/** The time series of a value that is one or an array. @throws MetricMathError if it is a number */
export const allOf = (value: MetricValue): readonly TimeSeries[] => (isArray(value) ? value : [seriesOf(value)]);

/** The same for one time series and for each of an array. @throws MetricMathError if the value is a number */
export const each = (value: MetricValue, how: (series: TimeSeries) => TimeSeries): MetricValue =>
  isArray(value) ? value.map(how) : how(seriesOf(value));

/** The time series without the data points that are undefined or no finite number. */
export const pointsOf = (points: Iterable<readonly [time: number, value: number | undefined]>): TimeSeries =>
  new Map([...points].filter((point): point is [number, number] => Number.isFinite(point[1])));

/** Every time at which one of the time series has a data point, the first one first. */
export const timesOf = (all: readonly TimeSeries[]): number[] =>
  [...new Set(all.flatMap((series) => [...series.keys()]))].sort((one, other) => one - other);
