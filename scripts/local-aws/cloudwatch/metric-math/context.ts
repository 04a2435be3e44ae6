/** What an expression and its functions are evaluated with. */
import type { ParsedExpression } from './parse';
import type { Reading } from './reading';
import { MetricMathError, type MetricValue, type TimeSeries } from './values';

/** A query of an alarm, a scaling policy or GetMetricData; without an expression it is a metric. */
export interface MetricQuery {
  Id?: string | undefined;
  Expression?: string | undefined;
}

export interface MathContext {
  queries: readonly MetricQuery[];
  /** The data points of the queries that are metrics, by the id of the query. */
  metrics: ReadonlyMap<string, TimeSeries>;
  /** Every time that can have a data point, the first one first, in seconds since the epoch. */
  times: readonly number[];
  /** Seconds from one time to the next. */
  period: number;
  /** Default: that of the embedded AWS. */
  reading?: Reading;
}

export interface MathCall extends MathContext {
  reading: Reading;
  /** Its arguments as they are written: some functions take words such as `REPEAT`. */
  given: readonly ParsedExpression[];
  /** @throws MetricMathError if the expression has no value */
  compute(expression: ParsedExpression): MetricValue;
}

export type MathFunction = (call: MathCall) => MetricValue;

/** The value of an argument; undefined if there is none at that place. */
export function optional({ given, compute }: MathCall, at: number): MetricValue | undefined {
  const expression = given[at];
  return expression && compute(expression);
}

/** The value of an argument. @throws MetricMathError if there is none at that place */
export function argument(call: MathCall, at: number): MetricValue {
  const value = optional(call, at);
  if (value === undefined) throw new MetricMathError(`argument ${at + 1} of a function is missing`);
  return value;
}

/** The word that an argument is, `REPEAT` for example; undefined if it is no bare name. */
export function wordAt({ given }: MathCall, at: number): string | undefined {
  const expression = given[at];
  return expression?.kind === 'series' ? expression.id : undefined;
}
