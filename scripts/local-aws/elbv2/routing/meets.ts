/** Whether a request meets the conditions of a rule (condition types, Application Load Balancers). */
import { BlockList, isIPv6 } from 'node:net';
import { objectIn, objectsOf, type QueryObject, type QueryValue, textOf, textsOf } from '../../wire/query';
import { type Pattern, regularExpression, wildcardPattern } from './pattern';
import type { ComparedRequest } from './view';

type Test = (request: ComparedRequest) => boolean;

/**
 * A request must meet all conditions, and one of the values of each.
 * @param conditions as CreateRule has them, checked
 */
export function readConditions(conditions: QueryValue | undefined): Test {
  const tests = objectsOf(conditions).map(readCondition);
  const [first, ...others] = tests;
  if (first !== undefined && others.length === 0) return first;
  return (request) => tests.every((test) => test(request));
}

function readCondition(condition: QueryObject): Test {
  switch (textOf(condition.Field)) {
    case 'host-header': {
      const fits = anyOf(patternsOf(condition, 'HostHeaderConfig', 'lower'));
      return ({ hostname }) => fits(hostname);
    }
    case 'path-pattern': {
      // "A path pattern is case-sensitive."
      const fits = anyOf(patternsOf(condition, 'PathPatternConfig', 'exact'));
      return ({ normalPath }) => fits(normalPath);
    }
    case 'http-header': {
      // "The header name and the match evaluation are not case-sensitive."
      const fits = anyOf(patternsOf(condition, 'HttpHeaderConfig', 'lower'));
      const name = textOf(objectIn(condition.HttpHeaderConfig)?.HttpHeaderName)?.toLowerCase() ?? '';
      return ({ headers }) =>
        Object.hasOwn(headers, name) && valuesOf(headers[name]).some((value) => fits(value.toLowerCase()));
    }
    case 'http-request-method': {
      const methods = textsOf(objectIn(condition.HttpRequestMethodConfig)?.Values);
      return ({ method }) => methods.includes(method);
    }
    case 'query-string':
      return queryTest(condition);
    case 'source-ip':
      return sourceTest(textsOf(objectIn(condition.SourceIpConfig)?.Values));
    default:
      return () => false;
  }
}

function anyOf(patterns: readonly Pattern[]): Pattern {
  const [first, ...others] = patterns;
  if (first !== undefined && others.length === 0) return first;
  return (text) => patterns.some((fits) => fits(text));
}

/**
 * A condition has values or regular expressions. Beside the field is the shorter form.
 * @param letters `lower`: the patterns get texts in lower case, and their own case does not matter
 */
function patternsOf(condition: QueryObject, name: string, letters: 'lower' | 'exact'): Pattern[] {
  const config = objectIn(condition[name]);
  const values = [...textsOf(condition.Values), ...textsOf(config?.Values)];
  return [
    ...values.map((value) => wildcardPattern(letters === 'lower' ? value.toLowerCase() : value)),
    ...[...textsOf(condition.RegexValues), ...textsOf(config?.RegexValues)].map((source): Pattern => {
      const expression = regularExpression(source, letters === 'lower' ? 'i' : '');
      return (text) => expression.test(text);
    }),
  ];
}

/** "If the same header appears multiple times in the request, we search them in order until a match is found." */
function valuesOf(header: string | readonly string[] | undefined): readonly string[] {
  if (header === undefined) return [];
  return typeof header === 'string' ? [header] : header;
}

/**
 * A pair fits if its key and its value do. Without a key, the value of any key will do. Neither is decoded. "To search for a literal
 * '*' or '?' character in a query string, you must escape these characters" (API reference, QueryStringConditionConfig).
 */
function queryTest({ QueryStringConfig }: QueryObject): Test {
  const wanted = objectsOf(objectIn(QueryStringConfig)?.Values).map(({ Key, Value }) => ({
    key: textOf(Key) ? wildcardPattern((textOf(Key) ?? '').toLowerCase(), 'escapes') : () => true,
    value: wildcardPattern((textOf(Value) ?? '').toLowerCase(), 'escapes'),
  }));
  return ({ query }) => {
    if (query === '') return false;
    const pairs = query
      .toLowerCase()
      .split('&')
      .map((pair): [string, string] => {
        const at = pair.indexOf('=');
        return at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
      });
    return wanted.some(({ key, value }) => pairs.some(([name, text]) => key(name) && value(text)));
  };
}

function sourceTest(cidrs: readonly string[]): Test {
  const list = new BlockList();
  for (const cidr of cidrs) {
    const [address = '', length] = cidr.split('/');
    list.addSubnet(address, Number(length), isIPv6(address) ? 'ipv6' : 'ipv4');
  }
  return ({ sourceIp }) => list.check(sourceIp, isIPv6(sourceIp) ? 'ipv6' : 'ipv4');
}
