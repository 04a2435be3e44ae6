/** Parses metric math expressions. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html */
import { MetricMathError } from './values';

/** A parsed metric math expression. A name that is no call is the id of a query, or a word of a function: `REPEAT`. */
export type ParsedExpression =
  | { kind: 'number'; value: number }
  | { kind: 'text'; value: string }
  | { kind: 'series'; id: string }
  | { kind: 'array'; items: readonly ParsedExpression[] }
  | { kind: 'call'; name: string; arguments: readonly ParsedExpression[] }
  | { kind: 'operator'; operator: string; left: ParsedExpression; right: ParsedExpression };

/** From the operators that bind the loosest to those that bind the tightest. */
const OPERATORS: readonly (readonly string[])[] = [
  ['OR', '||'],
  ['AND', '&&'],
  ['==', '!=', '<=', '>=', '<', '>'],
  ['+', '-'],
  ['*', '/'],
  ['^'],
];

const TOKEN = /\d+(?:\.\d+)?|"[^"]*"|'[^']*'|[A-Za-z]\w*|\|\||&&|[<>=!]=|[-+*/^<>()[\],]|\S/g;

/** @throws MetricMathError that names the unexpected token */
export function parse(text: string): ParsedExpression {
  const tokens = text.match(TOKEN) ?? [];
  const expression = level(tokens, 0);
  if (tokens.length > 0) throw new MetricMathError(`${tokens[0]} is too much in ${text}`);
  return expression;
}

function level(tokens: string[], depth: number): ParsedExpression {
  const operators = OPERATORS[depth];
  if (operators === undefined) return operand(tokens);
  let left = level(tokens, depth + 1);
  for (let [operator] = tokens; operator !== undefined && operators.includes(operator); [operator] = tokens) {
    tokens.shift();
    left = { kind: 'operator', operator, left, right: level(tokens, depth + 1) };
  }
  return left;
}

function operand(tokens: string[]): ParsedExpression {
  const token = tokens.shift();
  if (token === undefined) throw new MetricMathError('the end is no operand');
  if (token === '-') {
    return { kind: 'operator', operator: '-', left: { kind: 'number', value: 0 }, right: operand(tokens) };
  }
  if (token === '(') {
    const inner = level(tokens, 0);
    expectToken(tokens, ')');
    return inner;
  }
  if (token === '[') return { kind: 'array', items: list(tokens, ']') };
  if (/^["']./.test(token)) return { kind: 'text', value: token.slice(1, -1) };
  if (/^\d/.test(token)) return { kind: 'number', value: Number(token) };
  if (!/^[A-Za-z]/.test(token)) throw new MetricMathError(`${token} is no operand`);
  if (tokens[0] !== '(') return { kind: 'series', id: token };
  tokens.shift();
  return { kind: 'call', name: token, arguments: list(tokens, ')') };
}

function list(tokens: string[], end: string): ParsedExpression[] {
  if (tokens[0] === end) {
    tokens.shift();
    return [];
  }
  const items = [level(tokens, 0)];
  while (tokens[0] === ',') {
    tokens.shift();
    items.push(level(tokens, 0));
  }
  expectToken(tokens, end);
  return items;
}

function expectToken(tokens: string[], wanted: string): void {
  const token = tokens.shift();
  if (token !== wanted) throw new MetricMathError(`${token} stands where ${wanted} should`);
}
