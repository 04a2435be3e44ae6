import { type AlarmSettings, alarmState } from './alarm';
import { evaluate, READINGS, type TimeSeries } from './evaluate';
import { parse } from './parse';

/** `-` is a minute without a data point. */
const series = (...points: (number | '-')[]): TimeSeries =>
  new Map(points.flatMap((point, at): [number, number][] => (point === '-' ? [] : [[at, point]])));

const minutes = [0, 1, 2, 3, 4];
const [reading] = READINGS;

function of(Expression: string, metrics: Record<string, TimeSeries>, under = reading): (number | '-')[] {
  if (under === undefined) throw new Error('no reading');
  const result = evaluate('e', [{ Id: 'e', Expression }], new Map(Object.entries(metrics)), minutes, under);
  return minutes.map((minute) => result.get(minute) ?? '-');
}

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
    const strict = READINGS.find((one) => one.missingInArithmetic === 'missing');
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

  it('gives each possible result where the documentation leaves the result open', () => {
    const empties = READINGS.map((under) => of('FILL(a, 0)', { a: series() }, under)[0]);
    expect(new Set(empties)).toEqual(new Set([0, '-']));
    const least = READINGS.map((under) => of('MIN([a, b])', { a: series(3), b: series() }, under)[0]);
    expect(new Set(least)).toEqual(new Set([3, 0]));
  });

  it.each(['1 +', 'a b', 'MAX([a)', '#', ')'])('refuses %s, which is not an expression', (text) => {
    expect(() => parse(text)).toThrow(/is too much|is no operand|stands where/);
  });
});

describe('an alarm', () => {
  const settings: AlarmSettings = {
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: 1,
    EvaluationPeriods: 3,
    DatapointsToAlarm: 3,
    TreatMissingData: 'notBreaching',
  };
  const points = (text: string): TimeSeries =>
    series(...text.split(' ').map((point) => (point === '-' ? '-' : point === 'X' ? 9 : 0)));
  const state = (text: string, change: Partial<AlarmSettings>) =>
    alarmState(points(text), { ...settings, ...change }, 4, 5);

  // From CloudWatch's documentation: the data points, and the states if missing ones are notBreaching or breaching.
  it.each([
    ['0 - X - X', 'OK', 'OK'],
    ['- - - - -', 'OK', 'ALARM'],
    ['0 X X - X', 'ALARM', 'ALARM'],
    ['- - - - X', 'OK', 'ALARM'],
  ])('that needs 3 of 3 data points is in the documented state for %s', (text, notBreaching, breaching) => {
    expect(state(text, {})).toBe(notBreaching);
    expect(state(text, { TreatMissingData: 'breaching' })).toBe(breaching);
  });

  it.each([
    ['0 - X - X', 'ALARM', 'ALARM'],
    ['0 0 X 0 X', 'ALARM', 'ALARM'],
    ['0 - X - -', 'OK', 'ALARM'],
    ['- - - - 0', 'OK', 'ALARM'],
    ['- - - - X', 'OK', 'ALARM'],
  ])('that needs 2 of 3 data points is in the documented state for %s', (text, notBreaching, breaching) => {
    expect(state(text, { DatapointsToAlarm: 2 })).toBe(notBreaching);
    expect(state(text, { DatapointsToAlarm: 2, TreatMissingData: 'breaching' })).toBe(breaching);
  });

  it('compares with the operator of its settings', () => {
    const at = (ComparisonOperator: string) => alarmState(series(1, 1, 1), { ...settings, ComparisonOperator }, 2, 3);
    expect(at('GreaterThanThreshold')).toBe('OK');
    expect(at('GreaterThanOrEqualToThreshold')).toBe('ALARM');
  });
});
