import { evaluate } from '../../../../../scripts/local-aws/cloudwatch/metric-math/evaluate';
import { parse } from '../../../../../scripts/local-aws/cloudwatch/metric-math/parse';
import { READING, type Reading } from '../../../../../scripts/local-aws/cloudwatch/metric-math/reading';
import {
  isSeries,
  type MetricValue,
  seriesOf,
  type TimeSeries,
} from '../../../../../scripts/local-aws/cloudwatch/metric-math/values';

/** `-` is a minute without a data point. */
const series = (...points: (number | '-')[]): TimeSeries =>
  new Map(points.flatMap((point, at): [number, number][] => (point === '-' ? [] : [[at, point]])));

/** From a Thursday, 23:58 on. */
const start = Date.parse('2026-12-31T23:58:00Z') / 1000;
const times = [0, 1, 2, 3, 4];

/** The value of an expression at each of five times, or the value itself if it is no time series. */
function valueFor(Expression: string, metrics: Record<string, TimeSeries>, reading?: Reading): MetricValue {
  const queries = [{ Id: 'e', Expression }, ...Object.keys(metrics).map((Id) => ({ Id }))];
  return evaluate('e', { queries, metrics: new Map(Object.entries(metrics)), times, period: 60, reading });
}

const listed = (result: TimeSeries): (number | '-')[] => times.map((time) => result.get(time) ?? '-');
const of = (expression: string, metrics: Record<string, TimeSeries>, reading?: Reading): (number | '-')[] =>
  listed(seriesOf(valueFor(expression, metrics, reading)));

describe('metric math', () => {
  const metric1 = series(30, 20, 0, 0);
  const metric2 = series(20, '-', 20, '-');

  // The examples in CloudWatch's documentation.
  it.each([
    ['metric1 < metric2', [0, 0, 1, 0, '-']],
    ['metric1 >= 30', [1, 0, 0, 0, '-']],
    ['metric1 > 15 AND metric2 > 15', [1, 0, 0, 0, '-']],
  ])('compares as documented: %s', (expression, result) => {
    expect(of(expression, { metric1, metric2 })).toEqual(result);
  });

  it.each([
    ['IF(condition, metric2, metric3)', [30, 0, 20, '-', '-']],
    ['IF(condition, 5, metric3)', [5, 5, 20, '-', '-']],
    ['IF(condition, metric2, 5)', [30, 0, 5, 5, '-']],
    ['IF(condition, metric2)', [30, 0, '-', '-', '-']],
  ])('chooses a branch as documented: %s', (expression, result) => {
    const condition = series(1, 1, 0, 0, '-');
    const branches = { metric2: series(30, '-', 0, 0, 30), metric3: series(0, 0, 20, '-', 20) };
    expect(of(expression, { condition, ...branches })).toEqual(result);
  });

  it('treats a missing data point as 0 in arithmetic, and gives none where both are missing', () => {
    expect(of('a + b', { a: series(1, '-', 3), b: series(10, 20) })).toEqual([11, 20, 3, '-', '-']);
    expect(of('-a * 2', { a: series(1, '-') })).toEqual([-2, '-', '-', '-', '-']);
    expect(of('2 ^ a - 1', { a: series(3) })).toEqual([7, '-', '-', '-', '-']);
  });

  it('gives no data point where either is missing, under the reading in which arithmetic needs both', () => {
    const strict: Reading = { ...READING, missingInArithmetic: 'missing' };
    expect(of('a + b', { a: series(1, '-', 3), b: series(10, 20) }, strict)).toEqual([11, '-', '-', '-', '-']);
    expect(of('a + 1', { a: series(1, '-') }, strict)).toEqual([2, '-', '-', '-', '-']);
    expect(of('a < b', { a: series(1, '-'), b: series(2, 2) }, strict)).toEqual([1, 1, '-', '-', '-']);
  });

  it('drops a data point whose divisor is 0 or missing', () => {
    expect(of('a / b', { a: series(1, 2, 3), b: series(2, 0, '-') })).toEqual([0.5, '-', '-', '-', '-']);
  });

  it('replaces missing data points by the value of FILL', () => {
    expect(of('FILL(a, 7)', { a: series('-', 1) })).toEqual([7, 1, 7, 7, 7]);
  });

  it('combines several metrics minute by minute', () => {
    const metrics = { a: series(1, 5), b: series(2, 4, 6) };
    expect(of('MAX([a, b])', metrics)).toEqual([2, 5, 6, '-', '-']);
    expect(of('MIN([a, b])', { a: series(1), b: series(2) })).toEqual([1, '-', '-', '-', '-']);
    expect(of('SUM(2 * [a, b])', metrics)).toEqual([6, 18, 12, '-', '-']);
    expect(of('a - MAX(a)', metrics)).toEqual([-4, 0, '-', '-', '-']);
  });

  it('fills a metric without any data point, and skips it in MAX and MIN, unless another reading says otherwise', () => {
    const never = { a: series(3), b: series() };
    expect(of('FILL(b, 0)', never)[0]).toBe(0);
    expect(of('FILL(b, 0)', never, { ...READING, fillsEmpty: false })[0]).toBe('-');
    expect(of('MIN([a, b])', never)[0]).toBe(3);
    expect(of('MIN([a, b])', never, { ...READING, missingInArray: 'zero' })[0]).toBe(0);
  });

  it.each(['1 +', 'a b', 'MAX([a)', '#', ')'])('refuses %s, which is not an expression', (text) => {
    expect(() => parse(text)).toThrow(/is too much|is no operand|stands where/);
  });

  it('treats missing data points as 0 in AVG only, and makes a number of one time series', () => {
    const metrics = { a: series(2, 4), b: series(4) };
    expect(of('AVG([a, b])', metrics)).toEqual([3, 2, '-', '-', '-']);
    expect(of('a - AVG(a)', metrics)).toEqual([-1, 1, '-', '-', '-']);
    expect(of('STDDEV([a, b])', metrics)).toEqual([1, 0, '-', '-', '-']);
    expect(of('DATAPOINT_COUNT([a, b])', metrics)).toEqual([2, 1, '-', '-', '-']);
    expect(valueFor('SUM(a) / DATAPOINT_COUNT(a)', metrics)).toBe(3);
    expect(valueFor('MAX(c) + MIN(c)', { c: series(1, 9, '-', 5) })).toBe(10);
  });

  it.each([
    ['FILL(a, REPEAT)', ['-', 2, 2, 2, 8]],
    ['FILL(a, LINEAR)', ['-', 2, 4, 6, 8]],
    ['FILL(a, b)', [1, 2, 1, 1, 8]],
    ['FILL(a, MIN(a))', [2, 2, 2, 2, 8]],
  ])('fills as documented: %s', (expression, result) => {
    expect(of(expression, { a: series('-', 2, '-', '-', 8), b: series(1, 1, 1, 1, 1) })).toEqual(result);
  });

  it.each([
    ['ABS(a)', [4, 9, '-', 1, '-']],
    ['CEIL(a / 2)', [-2, 5, '-', 1, '-']],
    ['FLOOR(a / 2)', [-2, 4, '-', 0, '-']],
    ['LOG(a)', ['-', Math.log(9), '-', 0, '-']],
    ['LOG10(a)', ['-', Math.log10(9), '-', 0, '-']],
    ['DIFF(a)', ['-', 13, '-', -8, '-']],
    ['DIFF_TIME(a)', ['-', 1, '-', 2, '-']],
    ['RATE(a)', ['-', 13, '-', -4, '-']],
    ['RUNNING_SUM(a)', [-4, 5, '-', 6, '-']],
    ['a / PERIOD(a)', [-4 / 60, 9 / 60, '-', 1 / 60, '-']],
    ['TIME_SERIES(7)', [7, 7, 7, 7, 7]],
    ['EPOCH(a)', [0, 1, 2, 3, 4]],
  ])('goes from data point to data point: %s', (expression, result) => {
    expect(of(expression, { a: series(-4, 9, '-', 1) })).toEqual(result);
  });

  it('knows the date of every time, Sunday being day 7', () => {
    const at = (name: string) => {
      const queries = [{ Id: 'e', Expression: `${name}(a)` }];
      const dates = [start, start + 120, start + 3 * 86_400];
      const metrics = new Map([['a', new Map()]]);
      return [...seriesOf(evaluate('e', { queries, metrics, times: dates, period: 60 })).values()];
    };
    expect(at('MINUTE')).toEqual([58, 0, 58]);
    expect(at('HOUR')).toEqual([23, 0, 23]);
    expect(at('DAY')).toEqual([4, 5, 7]);
    expect(at('DATE')).toEqual([31, 1, 3]);
    expect(at('MONTH')).toEqual([12, 1, 1]);
    expect(at('YEAR')).toEqual([2026, 2027, 2027]);
  });

  it('takes all metrics of the request, or those whose id contains a text, but no expressions', () => {
    const metrics = { errors4xx: series(1), errors5xx: series(2), requests: series(10) };
    expect(of('SUM(METRICS())', metrics)[0]).toBe(13);
    expect(of('SUM(METRICS("errors"))', metrics)[0]).toBe(3);
    expect(of("SUM([METRICS('4xx'), requests])", metrics)[0]).toBe(11);
    expect(valueFor('METRIC_COUNT(METRICS())', metrics)).toBe(3);
  });

  it('sorts, slices and empties arrays of time series', () => {
    const metrics = { a: series(1, 1), b: series(9), c: series(3, 4), d: series() };
    const result = (expression: string) => {
      const value = valueFor(expression, metrics);
      return typeof value === 'number' ? value : (isSeries(value) ? [value] : value).map((one) => listed(one)[0]);
    };
    expect(result('SORT(METRICS(), SUM, DESC)')).toEqual([9, 3, 1, '-']);
    expect(result('SORT(METRICS(), AVG, ASC, 2)')).toEqual(['-', 1]);
    expect(result('SLICE(SORT([a, b, c], MAX, DESC), 1)')).toEqual([3, 1]);
    expect(result('SLICE(SORT([a, b, c], MIN, DESC), 0, 1)')).toEqual([9]);
    expect(result('REMOVE_EMPTY(METRICS())')).toEqual([1, 9, 3]);
    expect(result('FIRST([b, a])')).toEqual([9]);
    expect(result('LAST([b, a])')).toEqual([1]);
  });

  it.each([
    ['IF(1, a, 5)', [30, 20, '-', '-', '-']],
    ['IF(0, a, b)', [1, '-', '-', '-', '-']],
    ['IF(0, a)', ['-', '-', '-', '-', '-']],
    ['IF(a < 25, 10, 2)', [2, 10, '-', '-', '-']],
  ])('chooses a whole branch by a number, and values by a comparison: %s', (expression, result) => {
    expect(of(expression, { a: series(30, 20), b: series(1) })).toEqual(result);
  });

  it.each([
    ['SEARCH("a", "Sum")', "Error in expression 'e': SEARCH is no function of the embedded AWS"],
    ['toString()', "Error in expression 'e': toString is no function of the embedded AWS"],
    ['e + 1', "Error in expression 'e': e needs its own value"],
    ['nobody + 1', "Error in expression 'e': there is no nobody"],
    ['[a] + [a]', "Error in expression 'e': + does not take two arrays of time series"],
    ['FILL(a)', "Error in expression 'e': argument 2 of a function is missing"],
    ['SORT([a], MEDIAN, ASC)', "Error in expression 'e': SORT sorts by AVG, MAX, MIN, SUM"],
    ['SORT([a], AVG, UP)', "Error in expression 'e': the order of SORT is ASC or DESC"],
    ['ABS(1)', "Error in expression 'e': a time series is wanted"],
    ['TIME_SERIES(a)', "Error in expression 'e': a number is wanted"],
    ['FIRST(a)', "Error in expression 'e': an array of time series is wanted"],
  ])('refuses %s and says why', (expression, message) => {
    expect(() => valueFor(expression, { a: series(1) })).toThrow(message);
  });
});
