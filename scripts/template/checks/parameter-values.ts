import { type Json, type JsonObject, member, textOf } from '../../../handlers/template-language/json';
import { splitList } from '../../../handlers/template-language/lists';

/**
 * Why CloudFormation does not accept a value for a parameter, as `must be …`; undefined if it does. The text does not
 * contain the value, which may be a secret. For a parameter from Parameter Store, the constraints apply to its name
 * there.
 */
export function wrongValue(definition: JsonObject, value: string): string | undefined {
  const type = textOf(definition.Type);
  const isList = type === 'CommaDelimitedList' || type.startsWith('List<');
  const members = isList && !isAllowed(definition, value) ? splitList(value) : [value];
  for (const one of members) {
    const rule = (NUMBERS.includes(type) ? wrongNumber : wrongText)(definition, one) ?? notAllowed(definition, one);
    if (rule !== undefined) return isList ? `each member ${rule}` : rule;
  }
  return undefined;
}

const NUMBERS = ['Number', 'List<Number>'];

function wrongNumber(definition: JsonObject, value: string): string | undefined {
  if (value.trim() === '' || Number.isNaN(Number(value))) return 'must be a number';
  const [least, most] = [numberOf(definition, 'MinValue'), numberOf(definition, 'MaxValue')];
  if (least !== undefined && Number(value) < least) return `must be at least ${least}`;
  return most !== undefined && Number(value) > most ? `must be at most ${most}` : undefined;
}

function wrongText(definition: JsonObject, value: string): string | undefined {
  const [least, most] = [numberOf(definition, 'MinLength'), numberOf(definition, 'MaxLength')];
  if (least !== undefined && value.length < least) return `must have at least ${least} characters`;
  if (most !== undefined && value.length > most) return `must have at most ${most} characters`;
  const { AllowedPattern: pattern } = definition;
  if (typeof pattern !== 'string' || matches(pattern, value)) return undefined;
  return `must match "${pattern}"`;
}

function notAllowed({ AllowedValues: allowed }: JsonObject, value: string): string | undefined {
  if (!Array.isArray(allowed) || isAllowed({ AllowedValues: allowed }, value)) return undefined;
  return `must be one of ${allowed.map(textOf).join(', ')}`;
}

const isAllowed = ({ AllowedValues: allowed }: JsonObject, value: string): boolean =>
  Array.isArray(allowed) && allowed.some((one) => isSame(one, value));

/** YAML parsers disagree about the words for true and false, so any value equals a boolean. */
const isSame = (allowed: Json, value: string): boolean =>
  textOf(allowed) === value ||
  typeof allowed === 'boolean' ||
  (typeof allowed === 'number' && Number(value) === allowed);

/** CloudFormation uses Java's patterns. A pattern that JavaScript may read differently matches everything. */
function matches(pattern: string, value: string): boolean {
  if (/\\[ApPQEZzGhHRX]|&&|\[:|\(\?[^:=!]|[+*?}]\+/.test(pattern)) return true;
  try {
    return new RegExp(`^(?:${pattern})$`).test(value);
  } catch {
    return true;
  }
}

function numberOf(definition: JsonObject, name: string): number | undefined {
  const limit = Number(textOf(member(definition, name)));
  return member(definition, name) === undefined || Number.isNaN(limit) ? undefined : limit;
}
