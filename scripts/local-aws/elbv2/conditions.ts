/** What Elastic Load Balancing demands of the conditions of a rule. moto checks only some of it. */
import { isIP } from 'node:net';
import { validationError } from '../wire/errors';
import { objectIn, objectsOf, type QueryObject, type QueryValue, textOf, textsOf } from '../wire/query';
import type { Quotas } from './quotas';
import { checkRegex } from './regexes';

interface FieldRules {
  /** The member that has its values. */
  config: string;
  /** Whether a rule can have several such conditions. */
  repeats: boolean;
  /** Which values are valid. */
  pattern: RegExp;
  wildcards: boolean;
  /** Whether it can have regular expressions instead of values. */
  regex?: true;
}

const FIELDS: Record<string, FieldRules> = {
  // Letters, digits, hyphens, underscores, dots and wildcards. A value with a port or a scheme would never match.
  'host-header': {
    config: 'HostHeaderConfig',
    repeats: false,
    pattern: /^[\w.*?-]{1,128}$/,
    wildcards: true,
    regex: true,
  },
  'path-pattern': {
    config: 'PathPatternConfig',
    repeats: false,
    pattern: /^[\w.$/~"'@:+&*?-]{1,128}$/,
    wildcards: true,
    regex: true,
  },
  'http-request-method': {
    config: 'HttpRequestMethodConfig',
    repeats: false,
    pattern: /^[A-Z_-]{1,40}$/,
    wildcards: false,
  },
  'source-ip': { config: 'SourceIpConfig', repeats: false, pattern: /^[\da-fA-F.:]+\/\d{1,3}$/, wildcards: false },
  'http-header': {
    config: 'HttpHeaderConfig',
    repeats: true,
    pattern: /^[\x20-\x7e]{1,128}$/,
    wildcards: true,
    regex: true,
  },
  'query-string': { config: 'QueryStringConfig', repeats: true, pattern: /^[\x20-\x7e]{1,128}$/, wildcards: true },
};

/** @throws AwsError ValidationError */
export function checkConditions(value: QueryValue | undefined, quotas: Quotas): void {
  const conditions = objectsOf(value);
  if (conditions.length === 0) throw validationError('A condition must be specified');
  const fields = conditions.map(fieldOf);
  const repeated = fields.find((field, i) => !FIELDS[field]?.repeats && fields.indexOf(field) < i);
  if (repeated !== undefined) throw validationError(`A rule can only have one condition with field '${repeated}'`);
  const values = conditions.flatMap((condition, i) => valuesOf(condition, fields[i] ?? ''));
  if (values.length > quotas.conditionValues) {
    throw validationError(`A rule can only have '${quotas.conditionValues}' condition values`);
  }
  const wildcards = values
    .filter(({ field, isRegex }) => FIELDS[field]?.wildcards && !isRegex)
    .reduce((sum, { text }) => sum + (text.match(/[*?]/g)?.length ?? 0), 0);
  if (wildcards > quotas.wildcards) {
    throw validationError(`A rule can only have '${quotas.wildcards}' condition wildcards`);
  }
}

function fieldOf(condition: QueryObject): string {
  const field = textOf(condition.Field);
  if (!field) throw validationError('A condition field must be specified');
  if (FIELDS[field] === undefined) {
    const all = Object.keys(FIELDS).join(', ');
    throw validationError(`Condition field '${field}' must be one of '[${all}]'`);
  }
  return field;
}

interface ConditionValue {
  field: string;
  text: string;
  isRegex?: true;
}

function valuesOf(condition: QueryObject, field: string): ConditionValue[] {
  const rules = FIELDS[field];
  const config = objectIn(condition[rules?.config ?? '']);
  if (field === 'http-header') checkHeaderName(textOf(config?.HttpHeaderName) ?? '');
  const texts =
    field === 'query-string'
      ? objectsOf(config?.Values).map(({ Value }) => textOf(Value) ?? '')
      : [...textsOf(condition.Values), ...textsOf(config?.Values)];
  const sources = [...textsOf(condition.RegexValues), ...textsOf(config?.RegexValues)];
  if (sources.length > 0) return regexesOf(field, sources, texts);
  if (texts.length === 0) throw validationError('A condition value must be specified');
  for (const text of texts) {
    if (text === '') throw validationError('A condition value cannot be empty');
    if (rules?.pattern.test(text) && (field !== 'source-ip' || isCidr(text))) continue;
    throw validationError(
      `The value '${text}' of condition field '${field}' is too long or contains characters that are not valid`,
    );
  }
  return texts.map((text) => ({ field, text }));
}

/** "You can use either value matching or regular expression (regex) matching" (condition types). */
function regexesOf(field: string, sources: readonly string[], texts: readonly string[]): ConditionValue[] {
  if (!FIELDS[field]?.regex) throw validationError(`Condition field '${field}' cannot have 'RegexValues'`);
  if (texts.length > 0) {
    throw validationError(`Condition field '${field}' can have 'Values' or 'RegexValues', not both`);
  }
  for (const source of sources) {
    if (source === '') throw validationError('A condition value cannot be empty');
    if (source.length > 128) throw validationError(`The value '${source}' of condition field '${field}' is too long`);
    checkRegex(source);
  }
  return sources.map((text) => ({ field, text, isRegex: true }));
}

/** The characters are those of RFC 7230. "You can't use an HTTP header condition to specify the host header" (API reference). */
function checkHeaderName(name: string): void {
  if (!/^[\w!#$%&'*+.^`|~-]{1,40}$/.test(name)) {
    throw validationError(`'HttpHeaderName' must have 1 to 40 characters that are valid in the name of a header`);
  }
  if (name.toLowerCase() === 'host') {
    throw validationError("'HttpHeaderName' cannot be 'Host': use a host-header condition");
  }
}

function isCidr(text: string): boolean {
  const [address = '', length = ''] = text.split('/');
  const version = isIP(address);
  // "You cannot specify the 255.255.255.255/32 CIDR for the source IP rule condition" (condition types).
  if (text === '255.255.255.255/32') return false;
  return version !== 0 && Number(length) <= (version === 4 ? 32 : 128);
}
