/** A parsed metric math expression. */
export type ParsedExpression =
  | { kind: 'number'; value: number }
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

/** @throws Error that names the unexpected token */
export function parse(text: string): ParsedExpression {
  const tokens = text.match(/\d+(\.\d+)?|[A-Za-z]\w*|\|\||&&|[<>=!]=|[-+*/^<>()[\],]|\S/g) ?? [];
  const expression = level(tokens, 0);
  if (tokens.length > 0) throw new Error(`${tokens[0]} is too much in ${text}`);
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
  if (token === undefined) throw new Error('the end is no operand');
  if (token === '-') {
    return { kind: 'operator', operator: '-', left: { kind: 'number', value: 0 }, right: operand(tokens) };
  }
  if (token === '(') {
    const inner = level(tokens, 0);
    expectToken(tokens, ')');
    return inner;
  }
  if (token === '[') return { kind: 'array', items: list(tokens, ']') };
  if (/^\d/.test(token)) return { kind: 'number', value: Number(token) };
  if (!/^[A-Za-z]/.test(token)) throw new Error(`${token} is no operand`);
  if (tokens[0] !== '(') return { kind: 'series', id: token };
  tokens.shift();
  return { kind: 'call', name: token, arguments: list(tokens, ')') };
}

function list(tokens: string[], end: string): ParsedExpression[] {
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
  if (token !== wanted) throw new Error(`${token} stands where ${wanted} should`);
}
