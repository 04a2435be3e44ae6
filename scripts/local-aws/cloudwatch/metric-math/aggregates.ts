/** Functions that make one number of a time series, and one time series of several. */
import { argument, type MathCall, type MathFunction } from './context';
import { allOf, isArray, type MetricValue, pointsOf, type TimeSeries, timesOf } from './values';

type Aggregate = (points: readonly number[]) => number;

const sum: Aggregate = (points) => points.reduce((total, point) => total + point, 0);
const average: Aggregate = (points) => sum(points) / points.length;

function deviation(points: readonly number[]): number {
  const mean = average(points);
  return Math.sqrt(average(points.map((point) => (point - mean) ** 2)));
}

/** The number of a time series without any data point is 0. */
const ofOne = (series: TimeSeries, how: Aggregate): number => (series.size === 0 ? 0 : how([...series.values()]));

/** How the time series that SORT sorts are compared. */
export const AGGREGATES: Readonly<Record<string, (series: TimeSeries) => number>> = {
  AVG: (series) => ofOne(series, average),
  MAX: (series) => ofOne(series, (points) => Math.max(...points)),
  MIN: (series) => ofOne(series, (points) => Math.min(...points)),
  SUM: (series) => ofOne(series, sum),
};

/** @param missing what is counted for a time series that has no data point when others have one */
function aggregate(value: MetricValue, how: Aggregate, missing: 'skipped' | 'zero'): MetricValue {
  const all = allOf(value);
  if (!isArray(value)) return all.map((series) => ofOne(series, how))[0] ?? 0;
  const points = (time: number): number[] => all.flatMap((series) => series.get(time) ?? (missing === 'zero' ? 0 : []));
  return pointsOf(timesOf(all).map((time) => [time, how(points(time))]));
}

const asRead =
  (how: Aggregate): MathFunction =>
  (call: MathCall) =>
    aggregate(argument(call, 0), how, call.reading.missingInArray);

export const AGGREGATE_FUNCTIONS: Readonly<Record<string, MathFunction>> = {
  MAX: asRead((points) => Math.max(...points)),
  MIN: asRead((points) => Math.min(...points)),
  SUM: asRead(sum),
  STDDEV: asRead(deviation),
  // "Missing values are treated as 0."
  AVG: (call) => aggregate(argument(call, 0), average, 'zero'),
  DATAPOINT_COUNT: (call) => aggregate(argument(call, 0), (points) => points.length, 'skipped'),
};
