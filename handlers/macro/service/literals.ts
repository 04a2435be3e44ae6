import { quote } from '../../template-language/findings';
import { isScalar, type Json, typeName } from '../../template-language/json';
import { didYouMean } from '../../template-language/nearest';
import type { Choice, Flag, Name, Quantity, Text } from '../properties/schema';

/** A literal in the type of its schema, or what is wrong with it. */
export type Checked<T = string | number> = { value: T } | { wrong: string };

export function checkLiteral(schema: Text | Quantity, value: Json): Checked {
  // The value of a dynamic reference is not known yet.
  if (typeof value === 'string' && value.includes('{{resolve:')) return { value };
  return schema.kind === 'text' ? checkText(schema, value) : checkQuantity(schema, value);
}

/** The same for values that decide what is generated. */
export function checkDecided(schema: Choice | Flag | Name, value: Json): Checked<string | boolean> {
  if (schema.kind === 'flag') {
    if (value === true || value === 'true') return { value: true };
    return value === false || value === 'false' ? { value: false } : { wrong: 'must be true or false' };
  }
  if (schema.kind === 'choice') {
    if (typeof value === 'string' && schema.values.includes(value)) return { value };
    const { values } = schema;
    return { wrong: isScalar(value) ? notOneOf(values, String(value)) : `must be one of ${values.join(', ')}` };
  }
  if (!isScalar(value)) return { wrong: `must be a string, not ${typeName(value)}` };
  const text = String(value);
  return schema.pattern.test(text) ? { value: text } : { wrong: `is ${quote(text)} but must be ${schema.form}` };
}

function checkText(
  { values, pattern, longest = Number.POSITIVE_INFINITY, form = 'of another form' }: Text,
  value: Json,
): Checked {
  if (!isScalar(value)) return { wrong: `must be a string, not ${typeName(value)}` };
  const text = String(value);
  if (values !== undefined && !values.includes(text)) return { wrong: notOneOf(values, text) };
  const fits = text.length <= longest && (pattern === undefined || pattern.test(text));
  return fits ? { value: text } : { wrong: `is ${quote(text)} but must be ${form}` };
}

function checkQuantity({ kind, minimum, maximum, values, step }: Quantity, value: Json): Checked {
  const number = typeof value === 'string' && /^\s*-?\d+(\.\d+)?\s*$/.test(value) ? Number(value) : value;
  const wanted = kind === 'integer' ? 'a whole number' : 'a number';
  if (typeof number !== 'number' || (kind === 'integer' && !Number.isInteger(number))) {
    return { wrong: `is ${isScalar(value) ? quote(String(value)) : typeName(value)} but must be ${wanted}` };
  }
  if (values !== undefined && !values.includes(number)) {
    return { wrong: `is ${number} but must be one of ${values.join(', ')}` };
  }
  if (step !== undefined && Math.abs(number / step - Math.round(number / step)) > 1e-6) {
    return { wrong: `is ${number} but must be a multiple of ${step}` };
  }
  if (number >= minimum && number <= maximum) return { value: number };
  const range = maximum === Number.MAX_SAFE_INTEGER ? `of at least ${minimum}` : `between ${minimum} and ${maximum}`;
  return { wrong: `is ${number} but must be ${wanted} ${range}` };
}

/** A message that a text is not one of the allowed values, with a suggestion. */
export const notOneOf = (values: readonly string[], text: string): string =>
  `is ${quote(text)} but must be one of ${values.join(', ')}${didYouMean(text, values)}`;
