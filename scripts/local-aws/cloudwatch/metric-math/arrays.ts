/** Functions about arrays of time series. */
import { AGGREGATES } from './aggregates';
import { argument, type MathCall, type MathFunction, optional, wordAt } from './context';
import { arrayOf, MetricMathError, type MetricValue, numberOf, type TimeSeries } from './values';

/** The metrics of the request, or those whose id contains a text. */
function metricsOf({ given, queries, metrics }: MathCall): MetricValue {
  const [text] = given;
  if (text !== undefined && text.kind !== 'text') throw new MetricMathError('METRICS takes a text in quotes');
  const ids = queries.map(({ Id = '' }) => Id).filter((id) => id.includes(text?.value ?? ''));
  return ids.flatMap((id) => metrics.get(id) ?? []);
}

function sort(call: MathCall): MetricValue {
  const [by = '', order = ''] = [wordAt(call, 1), wordAt(call, 2)];
  const measure = AGGREGATES[by];
  if (measure === undefined) throw new MetricMathError(`SORT sorts by ${Object.keys(AGGREGATES).join(', ')}`);
  if (order !== 'ASC' && order !== 'DESC') throw new MetricMathError('the order of SORT is ASC or DESC');
  const sign = order === 'ASC' ? 1 : -1;
  const sorted = [...arrayOf(argument(call, 0))].sort((one, other) => sign * (measure(one) - measure(other)));
  const limit = optional(call, 3);
  return limit === undefined ? sorted : sorted.slice(0, numberOf(limit));
}

function slice(call: MathCall): MetricValue {
  const [from, to] = [numberOf(argument(call, 1)), optional(call, 2)];
  return arrayOf(argument(call, 0)).slice(from, to === undefined ? undefined : numberOf(to));
}

const EMPTY: TimeSeries = new Map();

export const ARRAY_FUNCTIONS: Readonly<Record<string, MathFunction>> = {
  METRICS: metricsOf,
  METRIC_COUNT: (call) => arrayOf(argument(call, 0)).length,
  FIRST: (call) => arrayOf(argument(call, 0))[0] ?? EMPTY,
  LAST: (call) => arrayOf(argument(call, 0)).at(-1) ?? EMPTY,
  REMOVE_EMPTY: (call) => arrayOf(argument(call, 0)).filter(({ size }) => size > 0),
  SLICE: slice,
  SORT: sort,
};
