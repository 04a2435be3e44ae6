import type { ListenerRuleRecord } from './state';

/** A request as a load balancer sees it. */
export interface VisitorRequest {
  host: string;
  path: string;
  /** The block of source addresses that it comes from; absent: none that any rule names. */
  cidr?: string;
}

/**
 * The rule that answers a request: the first one by priority whose conditions it meets (Application Load Balancers user
 * guide, listener rules).
 * @param rules those of one listener, in order
 */
export const answering = (
  rules: readonly ListenerRuleRecord[],
  request: VisitorRequest,
): ListenerRuleRecord | undefined => rules.find(({ conditions }) => meets(conditions, request));

/** The rules of a listener by priority. */
export const inPriorityOrder = (rules: readonly ListenerRuleRecord[], listenerArn: string): ListenerRuleRecord[] =>
  rules.filter((one) => one.listenerArn === listenerArn).sort((one, other) => one.priority - other.priority);

const meets = (
  { hosts, paths, cidrs }: ListenerRuleRecord['conditions'],
  { host, path, cidr }: VisitorRequest,
): boolean =>
  (hosts.length === 0 || hosts.some((one) => fits(one.toLowerCase(), host.toLowerCase()))) &&
  (paths.length === 0 || paths.some((one) => fits(one, path))) &&
  (cidrs.length === 0 || (cidr !== undefined && cidrs.includes(cidr)));

const patterns = new Map<string, RegExp>();

/** Whether a text fits a pattern: `*` is any text, `?` one character (rule condition types). */
export function fits(pattern: string, text: string): boolean {
  const known = patterns.get(pattern);
  if (known) return known.test(text);
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const made = new RegExp(`^${source}$`, 's');
  patterns.set(pattern, made);
  return made.test(text);
}
