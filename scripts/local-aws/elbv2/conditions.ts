/** What Elastic Load Balancing demands of the conditions of a rule. moto checks only some of it. */
import { isIP } from 'node:net';
import { AwsError, validationError } from '../wire/errors';
import { objectIn, objectsOf, type QueryObject, type QueryValue, textOf, textsOf } from '../wire/query';
import type { Quotas } from './quotas';

/** For each field: which member has its values, whether a rule can have several such conditions, and which values are valid. */
const FIELDS: Record<string, { config: string; repeats: boolean; pattern: RegExp; wildcards: boolean }> = {
  // Letters, digits, hyphens, underscores, dots and wildcards. A value with a port or a scheme would never match.
  'host-header': { config: 'HostHeaderConfig', repeats: false, pattern: /^[\w.*?-]{1,128}$/, wildcards: true },
  'path-pattern': {
    config: 'PathPatternConfig',
    repeats: false,
    pattern: /^[\w.$/~"'@:+&*?-]{1,128}$/,
    wildcards: true,
  },
  'http-request-method': {
    config: 'HttpRequestMethodConfig',
    repeats: false,
    pattern: /^[A-Z_-]{1,40}$/,
    wildcards: false,
  },
  'source-ip': { config: 'SourceIpConfig', repeats: false, pattern: /^[\da-fA-F.:]+\/\d{1,3}$/, wildcards: false },
  'http-header': { config: 'HttpHeaderConfig', repeats: true, pattern: /^[\x20-\x7e]{1,128}$/, wildcards: true },
  'query-string': { config: 'QueryStringConfig', repeats: true, pattern: /^[\x20-\x7e]{1,128}$/, wildcards: true },
};

/**
 * @throws AwsError ValidationError; NotImplemented for regular expressions, which moto cannot keep
 */
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
    .filter(({ field }) => FIELDS[field]?.wildcards)
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

function valuesOf(condition: QueryObject, field: string): { field: string; text: string }[] {
  const rules = FIELDS[field];
  const config = objectIn(condition[rules?.config ?? '']);
  if (textsOf(config?.RegexValues).length > 0) {
    throw new AwsError('NotImplemented', `RegexValues of '${field}' are not played by the embedded AWS`, 501);
  }
  const texts =
    field === 'query-string'
      ? objectsOf(config?.Values).map(({ Value }) => textOf(Value) ?? '')
      : [...textsOf(condition.Values), ...textsOf(config?.Values)];
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

function isCidr(text: string): boolean {
  const [address = '', length = ''] = text.split('/');
  const version = isIP(address);
  return version !== 0 && Number(length) <= (version === 4 ? 32 : 128);
}
