/** The operators of metric math: arithmetic, comparison and logic. */
import type { Reading } from './reading';
import { isArray, isSeries, MetricMathError, type MetricValue, pointsOf, seriesOf, timesOf } from './values';

/**
 * "Missing values in a time series are treated as 0." A data point whose divisor is 0 is dropped.
 * @throws MetricMathError for two arrays of time series, which no operator takes
 */
export function operate(operator: string, left: MetricValue, right: MetricValue, reading: Reading): MetricValue {
  if (isArray(left) && isArray(right)) throw new MetricMathError(`${operator} does not take two arrays of time series`);
  if (isArray(left)) return left.map((one) => seriesOf(operate(operator, one, right, reading)));
  if (isArray(right)) return right.map((one) => seriesOf(operate(operator, left, one, reading)));
  if (!isSeries(left) && !isSeries(right)) return calculate(operator, left, right) ?? 0;
  const sides = [left, right].filter(isSeries);
  const dropped = (time: number): boolean =>
    reading.missingInArithmetic === 'missing' && '+-*/^'.includes(operator) && !sides.every((side) => side.has(time));
  const at = (value: number | MetricValue, time: number): number =>
    isSeries(value) ? (value.get(time) ?? 0) : Number(value);
  const times = timesOf(sides).filter((time) => !dropped(time));
  return pointsOf(times.map((time) => [time, calculate(operator, at(left, time), at(right, time))]));
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
