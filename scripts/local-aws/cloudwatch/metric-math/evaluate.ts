/** Evaluates metric math: the one evaluator of alarms, of GetMetricData, and of the tests of what the macro writes. */
import { AGGREGATE_FUNCTIONS } from './aggregates';
import { ARRAY_FUNCTIONS } from './arrays';
import { choose, fill } from './conditionals';
import type { MathContext, MathFunction, MetricQuery } from './context';
import { operate } from './operators';
import { type ParsedExpression, parse } from './parse';
import { POINTWISE_FUNCTIONS } from './pointwise';
import { READING } from './reading';
import { isArray, MetricMathError, type MetricValue, seriesOf } from './values';

const FUNCTIONS: ReadonlyMap<string, MathFunction> = new Map(
  Object.entries({ ...AGGREGATE_FUNCTIONS, ...ARRAY_FUNCTIONS, ...POINTWISE_FUNCTIONS, IF: choose, FILL: fill }),
);

/**
 * The value of a query.
 * @throws MetricMathError that names the query and says what is wrong with its expression
 */
export function evaluate(id: string, context: MathContext): MetricValue {
  const { queries, reading = READING } = context;
  const known = new Map<string, MetricValue>(context.metrics);
  const open = new Set<string>();

  function valueFor(wanted: string): MetricValue {
    const found = known.get(wanted);
    if (found !== undefined) return found;
    const query = queries.find(({ Id }) => Id === wanted);
    if (query?.Expression === undefined) throw new MetricMathError(`there is no ${wanted}`);
    if (open.has(wanted)) throw new MetricMathError(`${wanted} needs its own value`);
    open.add(wanted);
    const value = compute(parsed(query, query.Expression));
    known.set(wanted, value);
    return value;
  }

  function compute(expression: ParsedExpression): MetricValue {
    switch (expression.kind) {
      case 'number':
        return expression.value;
      case 'text':
        throw new MetricMathError(`"${expression.value}" is no value`);
      case 'series':
        return valueFor(expression.id);
      case 'array':
        return expression.items.map(compute).flatMap((item) => (isArray(item) ? item : [seriesOf(item)]));
      case 'operator':
        return operate(expression.operator, compute(expression.left), compute(expression.right), reading);
      case 'call': {
        const play = FUNCTIONS.get(expression.name);
        if (play === undefined) throw new MetricMathError(`${expression.name} is no function of the embedded AWS`);
        return play({ ...context, reading, given: expression.arguments, compute });
      }
    }
  }

  try {
    return valueFor(id);
  } catch (error) {
    if (error instanceof MetricMathError) throw new MetricMathError(`Error in expression '${id}': ${error.message}`);
    throw error;
  }
}

/** Alarms evaluate the same queries every minute. */
const PARSED = new WeakMap<MetricQuery, ParsedExpression>();

function parsed(query: MetricQuery, text: string): ParsedExpression {
  const found = PARSED.get(query);
  if (found !== undefined) return found;
  const made = parse(text);
  PARSED.set(query, made);
  return made;
}
