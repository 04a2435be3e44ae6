import { type Json, type JsonObject, member, textOf } from '../../../handlers/template-language/json';

/**
 * Why CloudFormation does not take a value for a parameter, as `must be …`; undefined if it does. The value itself is not
 * told: it may be a secret. Of one that Parameter Store gives, the constraints are those of its name there.
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
  if (least !== undefined && Number(value) < least) return `must be ${least} at least`;
  return most !== undefined && Number(value) > most ? `must be ${most} at most` : undefined;
}

function wrongText(definition: JsonObject, value: string): string | undefined {
  const [least, most] = [numberOf(definition, 'MinLength'), numberOf(definition, 'MaxLength')];
  if (least !== undefined && value.length < least) return `must have ${least} characters at least`;
  if (most !== undefined && value.length > most) return `must have ${most} characters at most`;
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

/** Which words YAML takes for true and false, and what text that is again, readers of it do not agree on. */
const isSame = (allowed: Json, value: string): boolean =>
  textOf(allowed) === value ||
  typeof allowed === 'boolean' ||
  (typeof allowed === 'number' && Number(value) === allowed);

/** CloudFormation's patterns are Java's: what JavaScript may read in another way passes. */
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

const splitList = (text: string): string[] => (text === '' ? [] : text.split(',').map((item) => item.trim()));
