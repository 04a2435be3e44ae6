/** The statistics of data points. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html */
import type { Datapoint } from '../datapoint';
import { AwsError, notPlayed } from '../wire/errors';

/** The value of a statistic over the data points of one period; undefined: it has none. */
export type Statistic = (points: readonly Datapoint[]) => number | undefined;

const total = (points: readonly Datapoint[], of: (point: Datapoint) => number): number =>
  points.reduce((sum, point) => sum + of(point), 0);

const sum: Statistic = (points) => total(points, (point) => point.sum);
export const sampleCount = (points: readonly Datapoint[]): number => total(points, (point) => point.sampleCount);

const SIMPLE: Readonly<Record<string, Statistic>> = {
  SampleCount: sampleCount,
  Sum: sum,
  Average: (points) => total(points, (point) => point.sum) / sampleCount(points),
  Minimum: (points) => Math.min(...points.map((point) => point.minimum)),
  Maximum: (points) => Math.max(...points.map((point) => point.maximum)),
};
const PERCENTILE = /^p(\d{1,2}(?:\.\d{1,10})?|100)$/;
/** `tm(10%:90%)`, `wm99`, `pr(:300)`, `tc90`, `ts90`, `iqm`: the statistics that CloudWatch has beside percentiles. */
const OTHERS = /^(?:(?:tm|wm|pr|tc|ts)\d*(?:\.\d+)?(?:\(.*\))?|iqm)$/i;

/** Whether CloudWatch takes the name in `Statistics`, and not in `ExtendedStatistics`. */
export const isSimple = (name: string): boolean => Object.hasOwn(SIMPLE, name);

/** The percentile that a statistic is, from 0 to 100; undefined: it is none. */
export function percentileOf(name: string): number | undefined {
  const [, percent] = PERCENTILE.exec(name) ?? [];
  return percent === undefined ? undefined : Number(percent);
}

/**
 * @param name as it stands in `Stat`: `Sum`, `p99.9`
 * @throws AwsError ValidationError for what is no statistic, NotImplemented for one that is not played
 */
export function statistic(name: string): Statistic {
  const simple = SIMPLE[name];
  if (simple !== undefined && isSimple(name)) return (points) => (points.length === 0 ? undefined : simple(points));
  const percent = percentileOf(name);
  if (percent !== undefined) return (points) => percentile(points, percent);
  if (OTHERS.test(name)) throw notPlayed(`The statistic ${name}`);
  throw new AwsError('ValidationError', `The value ${name} for parameter Stat is not supported.`);
}

/** The smallest value that is at least as great as that share of all values. None if some came without their values. */
function percentile(points: readonly Datapoint[], percent: number): number | undefined {
  const counts: [value: number, count: number][] = [];
  for (const { values } of points) {
    if (values === undefined) return undefined;
    counts.push(...values);
  }
  counts.sort(([one], [other]) => one - other);
  const rank = Math.max((percent / 100) * total(points, (point) => point.sampleCount), Number.MIN_VALUE);
  let passed = 0;
  return counts.find(([, count]) => {
    passed += count;
    return passed >= rank;
  })?.[0];
}
