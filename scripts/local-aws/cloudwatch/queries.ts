/** The queries of GetMetricData and of alarms: metrics, and expressions over them. */
import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { MetricName, MetricSeries, Metrics } from '../metrics';
import { notPlayed, validationError } from '../wire/errors';
import { dimensionsOf } from './dimensions';
import { evaluate } from './metric-math/evaluate';
import { MetricMathError, type MetricValue, type TimeSeries } from './metric-math/values';
import { beginsOf, type Periods, pointsIn, readMetric } from './read';
import { type Statistic, sampleCount, statistic } from './statistics';

const ID = /^[a-z]\w{0,254}$/;
const SHORT_PERIODS = [1, 5, 10, 20, 30];

/** Whether CloudWatch takes that many seconds as a period. */
export const isPeriod = (seconds: number): boolean =>
  SHORT_PERIODS.includes(seconds) || (seconds > 0 && seconds % 60 === 0);

/**
 * Checks queries.
 * @param path the name of the parameter that holds them
 * @throws AwsError ValidationError, and NotImplemented for what is not played
 */
export function checkQueries(queries: readonly MetricDataQuery[], path: string): void {
  const ids = new Set<string>();
  for (const [at, { Id = '', MetricStat, Expression, AccountId, Label }] of queries.entries()) {
    const parameter = `${path}.member.${at + 1}`;
    if (!ID.test(Id)) throw validationError(`The value ${Id} of ${parameter}.Id must match ${ID.source}.`);
    if (ids.has(Id)) throw validationError(`The value ${Id} for parameter ${parameter}.Id is not unique.`);
    ids.add(Id);
    if ((MetricStat === undefined) === (Expression === undefined)) {
      throw validationError(`The parameter ${parameter} must have either MetricStat or Expression.`);
    }
    if (AccountId !== undefined) throw notPlayed('AccountId of a query');
    if (Label?.includes('${')) throw notPlayed('A dynamic label');
    if (Expression?.trimStart().startsWith('SELECT')) throw notPlayed('Metrics Insights');
    if (MetricStat === undefined) continue;
    const { Metric, Period = 0, Stat = '' } = MetricStat;
    if (!Metric?.Namespace || !Metric.MetricName) {
      throw validationError(`The parameter ${parameter}.MetricStat.Metric needs a namespace and a name.`);
    }
    if (!isPeriod(Period)) {
      throw validationError(`Period must be 1, 5, 10, 20, 30, or a multiple of 60, and ${Period} is not.`);
    }
    statistic(Stat);
  }
}

/**
 * The one period of all metrics, in seconds.
 * @throws AwsError NotImplemented if there are several, ValidationError if there is none
 */
export function periodOf(queries: readonly MetricDataQuery[]): number {
  const given = queries.flatMap(({ MetricStat, Period }) => MetricStat?.Period ?? Period ?? []);
  const [period, ...others] = new Set(given);
  if (others.length > 0) throw notPlayed('An expression over metrics with different periods');
  if (period === undefined) throw validationError('There is no metric with a period.');
  return period;
}

/** Queries that can be answered, again and again: metrics are looked up once, and again when there are new ones. */
export class MetricQueries {
  readonly #queries: readonly MetricDataQuery[];
  readonly #metrics: readonly QueriedMetric[];

  /** @param queries of which checkQueries has found nothing wrong */
  constructor(queries: readonly MetricDataQuery[], metrics: Metrics, region: string) {
    this.#queries = queries;
    this.#metrics = queries.flatMap((query) => (query.MetricStat ? new QueriedMetric(query, metrics, region) : []));
  }

  /** The series of all metrics. */
  series(): MetricSeries[] {
    return this.#metrics.flatMap((metric) => metric.series());
  }

  /** How many values all metrics have in the periods. */
  samples(periods: Periods): number {
    return sampleCount([...pointsIn(this.series(), periods).values()].flat());
  }

  /**
   * The value of a query.
   * @param periods of the length of the metrics' own
   * @throws AwsError ValidationError if an expression is wrong
   */
  value(id: string, periods: Periods): MetricValue {
    const metric = this.#metrics.find((one) => one.id === id);
    if (metric !== undefined) return metric.read(periods);
    const metrics = new Map(this.#metrics.map((one) => [one.id, one.read(periods)]));
    const { seconds: period } = periods;
    try {
      return evaluate(id, { queries: this.#queries, metrics, times: beginsOf(periods), period });
    } catch (error) {
      throw error instanceof MetricMathError ? validationError(error.message) : error;
    }
  }
}

/** A metric of a query. */
class QueriedMetric {
  readonly id: string;
  readonly #metrics: Metrics;
  readonly #name: MetricName;
  readonly #unit: string | undefined;
  readonly #statistic: Statistic;
  #found: readonly MetricSeries[] = [];
  #size = 0;

  constructor({ Id = '', MetricStat }: MetricDataQuery, metrics: Metrics, region: string) {
    const { Metric, Stat = '', Unit } = MetricStat ?? {};
    const { Namespace: namespace = '', MetricName: name = '', Dimensions } = Metric ?? {};
    this.id = Id;
    this.#metrics = metrics;
    this.#name = { region, namespace, name, dimensions: dimensionsOf(Dimensions) };
    this.#unit = Unit;
    this.#statistic = statistic(Stat);
  }

  series(): readonly MetricSeries[] {
    if (this.#size === this.#metrics.size) return this.#found;
    this.#size = this.#metrics.size;
    const all = this.#metrics.find(this.#name);
    this.#found = this.#unit === undefined ? all : all.filter(({ key }) => key.unit === this.#unit);
    return this.#found;
  }

  read(periods: Periods): TimeSeries {
    return readMetric(this.series(), this.#statistic, periods);
  }
}
