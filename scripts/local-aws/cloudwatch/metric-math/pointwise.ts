/** Functions that make a time series of a time series, data point by data point, and the times of data points. */
import { argument, type MathCall, type MathFunction } from './context';
import { each, numberOf, pointsOf, seriesOf, type TimeSeries } from './values';

const ofPoints =
  (how: (value: number) => number): MathFunction =>
  (call) =>
    each(argument(call, 0), (series) => pointsOf([...series].map(([time, value]) => [time, how(value)])));

type Step = (value: number, seconds: number) => number;

/** Of each data point and the one before it: the difference of their values, and the seconds between them. */
const ofSteps =
  (how: Step): MathFunction =>
  (call) =>
    each(argument(call, 0), (series) => stepsOf(series, how));

function stepsOf(series: TimeSeries, how: Step): TimeSeries {
  const points = [...series];
  return pointsOf(
    points.slice(1).map(([time, value], before) => {
      const [earlier = 0, last = 0] = points[before] ?? [];
      return [time, how(value - last, time - earlier)];
    }),
  );
}

function runningSum(series: TimeSeries): TimeSeries {
  let sum = 0;
  return pointsOf(
    [...series].map(([time, value]) => {
      sum += value;
      return [time, sum];
    }),
  );
}

/** A value for every time of the request, whether the metric has a data point there or not. */
const ofTimes =
  (how: (date: Date) => number): MathFunction =>
  (call: MathCall) => {
    seriesOf(argument(call, 0));
    return pointsOf(call.times.map((time) => [time, how(new Date(time * 1000))]));
  };

export const POINTWISE_FUNCTIONS: Readonly<Record<string, MathFunction>> = {
  ABS: ofPoints(Math.abs),
  CEIL: ofPoints(Math.ceil),
  FLOOR: ofPoints(Math.floor),
  LOG: ofPoints(Math.log),
  LOG10: ofPoints(Math.log10),
  DIFF: ofSteps((value) => value),
  DIFF_TIME: ofSteps((_value, seconds) => seconds),
  RATE: ofSteps((value, seconds) => value / seconds),
  RUNNING_SUM: (call) => each(argument(call, 0), runningSum),
  PERIOD: ({ period }) => period,
  TIME_SERIES: (call) => {
    const value = numberOf(argument(call, 0));
    return pointsOf(call.times.map((time) => [time, value]));
  },
  EPOCH: ofTimes((date) => date.getTime() / 1000),
  MINUTE: ofTimes((date) => date.getUTCMinutes()),
  HOUR: ofTimes((date) => date.getUTCHours()),
  // Monday is 1, Sunday is 7.
  DAY: ofTimes((date) => date.getUTCDay() || 7),
  DATE: ofTimes((date) => date.getUTCDate()),
  MONTH: ofTimes((date) => date.getUTCMonth() + 1),
  YEAR: ofTimes((date) => date.getUTCFullYear()),
};
