/** IF, and FILL, which is an IF about missing data points. */
import { argument, type MathCall, optional, wordAt } from './context';
import { each, isSeries, type MetricValue, pointsOf, type TimeSeries } from './values';

type ValueAt = (time: number) => number | undefined;

const valueAt = (value: MetricValue | undefined): ValueAt =>
  value !== undefined && isSeries(value)
    ? (time) => value.get(time)
    : () => (typeof value === 'number' ? value : undefined);

/**
 * The metric that IF gives. It has no data point where the condition has none, or where the false branch is taken and
 * has none. A missing data point of the true branch counts as 0. A condition that is a number chooses a whole branch.
 */
export function choose(call: MathCall): MetricValue {
  const [condition, whenTrue, whenFalse] = [argument(call, 0), argument(call, 1), optional(call, 2)];
  if (!isSeries(condition)) return (condition === 0 ? whenFalse : whenTrue) ?? new Map();
  const [yes, no] = [valueAt(whenTrue), valueAt(whenFalse)];
  return pointsOf([...condition].map(([time, holds]) => [time, holds === 0 ? no(time) : (yes(time) ?? 0)]));
}

/** Fills missing data points with a value, with that of another metric, with the last one, or on the line between two. */
export function fill(call: MathCall): MetricValue {
  const word = wordAt(call, 1);
  const fillerOf = fillers(call, word);
  return each(argument(call, 0), (series) => {
    if (series.size === 0 && !call.reading.fillsEmpty) return series;
    const filler = fillerOf(series);
    return pointsOf(call.times.map((time) => [time, series.get(time) ?? filler(time)]));
  });
}

function fillers(call: MathCall, word: string | undefined): (series: TimeSeries) => ValueAt {
  if (word === 'REPEAT') return (series) => (time) => neighbour(series, call.times, time, -1)?.value;
  if (word === 'LINEAR') return (series) => (time) => between(series, call.times, time);
  const filler = valueAt(argument(call, 1));
  return () => filler;
}

function between(series: TimeSeries, times: readonly number[], time: number): number | undefined {
  const [before, after] = [neighbour(series, times, time, -1), neighbour(series, times, time, 1)];
  if (before === undefined || after === undefined) return undefined;
  return before.value + ((after.value - before.value) * (time - before.time)) / (after.time - before.time);
}

/** The nearest data point before (-1) or after (1) a time. */
function neighbour(
  series: TimeSeries,
  times: readonly number[],
  time: number,
  step: 1 | -1,
): { time: number; value: number } | undefined {
  for (let at = times.indexOf(time) + step; at >= 0 && at < times.length; at += step) {
    const near = times[at] ?? 0;
    const value = series.get(near);
    if (value !== undefined) return { time: near, value };
  }
  return undefined;
}
