/**
 * What the documentation of Application Load Balancers says about a request ("Listener rules", "Condition types for listener rules",
 * "Forward actions"), written down without looking at how the embedded AWS does it: the oracle of the property test.
 */

import type { RoutedRequest } from '../../../../../scripts/local-aws/elbv2/routing/view';
import type { QueryObject } from '../../../../../scripts/local-aws/wire/query';

export type ConditionForm =
  | { field: 'host-header' | 'path-pattern'; values: string[] }
  | { field: 'host-header' | 'path-pattern'; regexes: KnownRegex[] }
  | { field: 'http-header'; name: string; values: string[] }
  | { field: 'http-request-method' | 'source-ip'; values: string[] }
  | { field: 'query-string'; pairs: { key?: string; value: string }[] };

/** A regular expression whose meaning is known without a regular expression. */
export interface KnownRegex {
  source: string;
  holds(text: string): boolean;
}

/** The condition as CreateRule has it. */
export function asSent(condition: ConditionForm): QueryObject {
  const { field } = condition;
  const config = {
    'host-header': 'HostHeaderConfig',
    'path-pattern': 'PathPatternConfig',
    'http-header': 'HttpHeaderConfig',
    'http-request-method': 'HttpRequestMethodConfig',
    'source-ip': 'SourceIpConfig',
    'query-string': 'QueryStringConfig',
  }[field];
  if ('regexes' in condition) {
    return { Field: field, [config]: { RegexValues: condition.regexes.map(({ source }) => source) } };
  }
  if ('pairs' in condition) {
    const Values = condition.pairs.map(({ key, value }) => ({ ...(key !== undefined && { Key: key }), Value: value }));
    return { Field: field, [config]: { Values } };
  }
  const name = 'name' in condition ? { HttpHeaderName: condition.name } : {};
  return { Field: field, [config]: { ...name, Values: condition.values } };
}

/** The priority of the rule that takes the request; undefined: the default rule does. */
export function ruleFor(
  rules: readonly { priority: number; conditions: readonly ConditionForm[] }[],
  request: RoutedRequest,
): number | undefined {
  const met = rules.filter(({ conditions }) => conditions.every((condition) => isMet(condition, request)));
  return met.length === 0 ? undefined : Math.min(...met.map(({ priority }) => priority));
}

function isMet(condition: ConditionForm, request: RoutedRequest): boolean {
  const lower = (text: string) => text.toLowerCase();
  switch (condition.field) {
    case 'host-header': {
      // A hostname is not case-sensitive.
      const host = lower(request.host.split(':')[0] ?? '');
      if ('regexes' in condition) return condition.regexes.some(({ holds }) => holds(host));
      return condition.values.some((value) => globs(lower(value), host));
    }
    case 'path-pattern': {
      // Only the path, case-sensitive, after URI normalization.
      const { pathname } = new URL(`http://a${request.path}`);
      if ('regexes' in condition) return condition.regexes.some(({ holds }) => holds(pathname));
      return condition.values.some((value) => globs(value, pathname));
    }
    case 'http-header': {
      const named = Object.entries(request.headers).filter(([name]) => lower(name) === lower(condition.name));
      const values = named.flatMap(([, value]) => value ?? []);
      return condition.values.some((wanted) => values.some((value) => globs(lower(wanted), lower(value))));
    }
    case 'http-request-method':
      return condition.values.includes(request.method);
    case 'source-ip':
      return condition.values.some((cidr) => isWithin(cidr, request.sourceIp));
    case 'query-string': {
      const sent = request.query === '' ? [] : request.query.split('&').map((pair) => pair.split('='));
      return condition.pairs.some(({ key, value }) =>
        sent.some(
          ([name = '', text = '']) =>
            (key === undefined || globs(lower(key), lower(name))) && globs(lower(value), lower(text)),
        ),
      );
    }
  }
}

/** `*` matches 0 or more characters, `?` exactly 1; letter by letter. */
function globs(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  const [first, rest] = [pattern[0], pattern.slice(1)];
  if (first === '*') return globs(rest, text) || (text !== '' && globs(pattern, text.slice(1)));
  return text !== '' && (first === '?' || first === text[0]) && globs(rest, text.slice(1));
}

/** By the bits of IPv4 addresses. */
function isWithin(cidr: string, address: string): boolean {
  const bits = (ip: string) =>
    ip
      .split('.')
      .map((byte) => Number(byte).toString(2).padStart(8, '0'))
      .join('');
  const [network = '', length = ''] = cidr.split('/');
  return bits(network).slice(0, Number(length)) === bits(address).slice(0, Number(length));
}
