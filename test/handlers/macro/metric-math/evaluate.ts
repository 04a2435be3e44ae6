import { type ParsedExpression, parse } from './parse';

/** The data points of a metric by minute. A minute without a data point is not in the map. */
export type TimeSeries = ReadonlyMap<number, number>;
export type MetricValue = number | TimeSeries | readonly TimeSeries[];

/**
 * One way to read what CloudWatch's documentation leaves open. The tests hold under every reading.
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

const READ_AS: readonly Pick<Reading, 'fillsEmpty' | 'missingInArithmetic'>[] = [
  { fillsEmpty: true, missingInArithmetic: 'zero' },
  { fillsEmpty: false, missingInArithmetic: 'zero' },
  // The fourth combination is not tried: with it, no formula could add a metric that never had a data point to another.
  { fillsEmpty: true, missingInArithmetic: 'missing' },
];

export const READINGS: readonly Reading[] = READ_AS.flatMap((one) =>
  (['skipped', 'zero'] as const).map((missingInArray) => ({ ...one, missingInArray })),
);

/** The readings in which arithmetic treats missing data points as 0, as the documentation says. */
export const DOCUMENTED: readonly Reading[] = READINGS.filter((one) => one.missingInArithmetic === 'zero');

export interface MetricQuery {
  Id: string;
  Expression?: string;
}

interface Context {
  metrics: ReadonlyMap<string, TimeSeries>;
  queries: readonly MetricQuery[];
  minutes: readonly number[];
  reading: Reading;
}

/**
 * The value of a query of an alarm or a scaling policy.
 * @param metrics the data points of the queries that are metrics
 * @param minutes the minutes to evaluate
 */
export function evaluate(
  id: string,
  queries: readonly MetricQuery[],
  metrics: ReadonlyMap<string, TimeSeries>,
  minutes: readonly number[],
  reading: Reading,
): TimeSeries {
  const value = valueWith(id, { metrics, queries, minutes, reading });
  if (!isSeries(value)) throw new Error(`${id} is not one time series`);
  return value;
}

function valueWith(id: string, context: Context): MetricValue {
  const metric = context.metrics.get(id);
  if (metric !== undefined) return metric;
  const text = context.queries.find((query) => query.Id === id)?.Expression;
  if (text === undefined) throw new Error(`there is no ${id}`);
  return compute(parse(text), context);
}

function compute(expression: ParsedExpression, context: Context): MetricValue {
  switch (expression.kind) {
    case 'number':
      return expression.value;
    case 'series':
      return valueWith(expression.id, context);
    case 'array':
      return expression.items.map((item) => seriesOf(compute(item, context)));
    case 'call':
      return call(
        expression.name,
        expression.arguments.map((argument) => compute(argument, context)),
        context,
      );
    case 'operator':
      return operate(
        expression.operator,
        compute(expression.left, context),
        compute(expression.right, context),
        context,
      );
  }
}

const isSeries = (value: MetricValue): value is TimeSeries => value instanceof Map;

function seriesOf(value: MetricValue): TimeSeries {
  if (!isSeries(value)) throw new Error('a time series is wanted');
  return value;
}

/** "Missing values in a time series are treated as 0". A data point whose divisor is 0 is dropped. */
function operate(operator: string, left: MetricValue, right: MetricValue, context: Context): MetricValue {
  if (Array.isArray(left)) return left.map((one) => seriesOf(operate(operator, one, right, context)));
  if (Array.isArray(right)) return right.map((one) => seriesOf(operate(operator, left, one, context)));
  const at = (value: MetricValue, minute: number): number =>
    isSeries(value) ? (value.get(minute) ?? 0) : Number(value);
  const sides = [left, right].filter(isSeries);
  const all = new Set(sides.flatMap((side) => [...side.keys()]));
  const dropped = (minute: number): boolean =>
    context.reading.missingInArithmetic === 'missing' &&
    '+-*/^'.includes(operator) &&
    !sides.every((side) => side.has(minute));
  const minutes = [...all].filter((minute) => !dropped(minute));
  if (!isSeries(left) && !isSeries(right)) return calculate(operator, Number(left), Number(right)) ?? 0;
  const points = minutes.map((minute) => [minute, calculate(operator, at(left, minute), at(right, minute))] as const);
  return new Map(points.filter((point): point is [number, number] => point[1] !== undefined));
}

/** Undefined if the data point is dropped. */
function calculate(operator: string, left: number, right: number): number | undefined {
  const truth = (holds: boolean): number => (holds ? 1 : 0);
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return right === 0 ? undefined : left / right;
    case '^':
      return left ** right;
    case '<':
      return truth(left < right);
    case '<=':
      return truth(left <= right);
    case '>':
      return truth(left > right);
    case '>=':
      return truth(left >= right);
    case '==':
      return truth(left === right);
    case '!=':
      return truth(left !== right);
    case 'AND':
    case '&&':
      return truth(left !== 0 && right !== 0);
    default:
      return truth(left !== 0 || right !== 0);
  }
}

function call(name: string, values: readonly MetricValue[], context: Context): MetricValue {
  const [first = 0, second, third] = values;
  switch (name) {
    case 'FILL':
      return fill(first, Number(second), context);
    case 'MAX':
      return combine(first, (points) => Math.max(...points), context);
    case 'MIN':
      return combine(first, (points) => Math.min(...points), context);
    case 'SUM':
      return combine(first, (points) => points.reduce((sum, point) => sum + point, 0), context);
    case 'IF':
      return choose(first, second ?? 0, third);
    default:
      throw new Error(`${name} is not among the functions that are known here`);
  }
}

function fill(value: MetricValue, filler: number, { minutes, reading }: Context): MetricValue {
  const one = (series: TimeSeries): TimeSeries =>
    series.size === 0 && !reading.fillsEmpty
      ? series
      : new Map(minutes.map((minute) => [minute, series.get(minute) ?? filler]));
  return Array.isArray(value) ? value.map(one) : one(seriesOf(value));
}

/** Several metrics give a metric. One metric gives a number. */
function combine(value: MetricValue, how: (points: readonly number[]) => number, { reading }: Context): MetricValue {
  if (!Array.isArray(value)) return how([...seriesOf(value).values()]);
  const all: readonly TimeSeries[] = value;
  const minutes = new Set(all.flatMap((series) => [...series.keys()]));
  const points = (minute: number): number[] =>
    all.flatMap((series) => series.get(minute) ?? (reading.missingInArray === 'zero' ? 0 : []));
  return new Map([...minutes].map((minute) => [minute, how(points(minute))]));
}

/**
 * The metric that IF gives. It has no data point where the condition has none, or where the false branch is taken and
 * has none. A missing data point of the true branch counts as 0.
 */
function choose(condition: MetricValue, whenTrue: MetricValue, whenFalse: MetricValue | undefined): MetricValue {
  const at = (value: MetricValue | undefined, minute: number): number | undefined =>
    value !== undefined && isSeries(value) ? value.get(minute) : (value as number | undefined);
  const points = [...seriesOf(condition)].map(
    ([minute, holds]) => [minute, holds === 0 ? at(whenFalse, minute) : (at(whenTrue, minute) ?? 0)] as const,
  );
  return new Map(points.filter((point): point is [number, number] => point[1] !== undefined));
}
