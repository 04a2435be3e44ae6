/** Reads metrics period by period. */
import type { Datapoint } from '../datapoint';
import type { MetricSeries } from '../metrics';
import type { TimeSeries } from './metric-math/values';
import { pointsOf } from './metric-math/values';
import type { Statistic } from './statistics';

/** Periods that follow each other. */
export interface Periods {
  /** The begin of the first one, in milliseconds since the epoch. */
  from: number;
  /** The length of each, in seconds. */
  seconds: number;
  count: number;
}

/** The begins of periods, in seconds since the epoch. */
export const beginsOf = ({ from, seconds, count }: Periods): number[] =>
  Array.from({ length: count }, (_, at) => from / 1000 + at * seconds);

/** The data points that can be read by now, of each period that has any, by the begin of the period in seconds. */
export function pointsIn(all: readonly MetricSeries[], { from, seconds, count }: Periods): Map<number, Datapoint[]> {
  const length = seconds * 1000;
  const periods = new Map<number, Datapoint[]>();
  for (const point of all.flatMap((series) => series.between(from, from + count * length))) {
    const begin = (from + Math.floor((point.start - from) / length) * length) / 1000;
    const points = periods.get(begin);
    if (points === undefined) periods.set(begin, [point]);
    else points.push(point);
  }
  return periods;
}

/** The statistic of each period in which the metric has data points. */
export function readMetric(all: readonly MetricSeries[], statistic: Statistic, periods: Periods): TimeSeries {
  const points = [...pointsIn(all, periods)].sort(([one], [other]) => one - other);
  return pointsOf(points.map(([begin, ofPeriod]) => [begin, statistic(ofPeriod)]));
}
