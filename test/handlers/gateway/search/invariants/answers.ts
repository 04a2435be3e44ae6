import { memberOfTags, serviceOf } from '../../../../../handlers/gateway/identity';
import { answering, inPriorityOrder, type VisitorRequest } from '../../account/answer';
import { isForeign, type ListenerRuleRecord } from '../../account/state';
import type { SimulatedAccount } from '../account';
import { type StackState, stackId } from '../cloudformation/stack-state';
import { pathsOf, type Template } from '../cloudformation/template';
import { keptIn } from './owners';

/** Which service of a stack answers which requests. */

/** What visitors ask for: a request to each host and path that the templates name, and to each pair of them. */
export function visitorsOf(name: string, templates: readonly Template[]): VisitorRequest[] {
  const blocks = templates.flatMap((template) => Object.entries(template));
  const hosts = unique(blocks.flatMap(([, { hosts = ['*'] }]) => hosts.map(hostFor)));
  const paths = unique(
    blocks.flatMap(([block, settings]) => {
      const named = pathsOf(name, block, settings);
      return (named.length > 0 ? named : ['/*']).map(pathFor);
    }),
  );
  const cidrs = unique(blocks.flatMap(([, { cidrs = [] }]) => cidrs));
  return hosts.flatMap((host) =>
    paths.flatMap((path) => [{ host, path }, ...cidrs.map((cidr) => ({ host, path, cidr }))]),
  );
}

const unique = (all: readonly string[]): string[] => [...new Set(all)].sort();

/** A host that fits the pattern and, so that no exact host of a scene is it, one that nobody else names. */
const hostFor = (pattern: string): string => pattern.replace('*', pattern === '*' ? 'any.example' : 'any');
const pathFor = (pattern: string): string => pattern.replace('*', 'any');

/** A request to one listener, as text. */
export const spokenRequest = (listenerArn: string, { host, path, cidr }: VisitorRequest): string =>
  [listenerArn, host, path, ...(cidr === undefined ? [] : [cidr])].join(' ');

/** The listener and the request in such a text. */
export function readRequest(text: string): { listenerArn: string; request: VisitorRequest } {
  const [listenerArn = '', host = '', path = '', cidr] = text.split(' ');
  return { listenerArn, request: { host, path, ...(cidr !== undefined && { cidr }) } };
}

export const NOBODY_THERE = 'goes to a group without targets (503)';

/** How a load balancer answers a request. */
export interface VisitorAnswer {
  /** What is wrong with it, with the status code that a visitor sees. */
  problem?: 'is answered by nobody (404)' | typeof NOBODY_THERE | 'goes to something foreign';
  /** The member whose rule it is. */
  member?: string;
}

/** @param rules those of one listener, in order */
export function answerTo(
  account: SimulatedAccount,
  rules: readonly ListenerRuleRecord[],
  request: VisitorRequest,
): VisitorAnswer {
  const rule = answering(rules, request);
  if (!rule) return { problem: 'is answered by nobody (404)' };
  const member = memberOfTags(rule.tags);
  if (isForeign(rule) || member === undefined) return { problem: 'goes to something foreign' };
  return hasTargets(account, rule) ? { member } : { member, problem: NOBODY_THERE };
}

/** Whether every group that gets requests has targets. */
export function hasTargets({ targets }: SimulatedAccount, { weights }: ListenerRuleRecord): boolean {
  const weighted = Object.entries(weights).filter(([, weight]) => weight > 0);
  return weighted.length > 0 && weighted.every(([group]) => targets.get(group) > 0);
}

/** @returns which of the stack's services answers which request, on the listeners that it knows */
export function answeredNow(
  account: SimulatedAccount,
  state: StackState,
  templates: readonly Template[],
): Record<string, string> {
  const { name, gateways } = state;
  const kept = keptIn(state).map(({ block, settings }) => ({ [block]: settings }));
  const listeners = unique(Object.values(gateways).map(({ ListenerArn }) => ListenerArn));
  const all = account.rules.all();
  const visitors = visitorsOf(name, [...templates, ...kept]);
  const answers = listeners.flatMap((listenerArn) => {
    const rules = inPriorityOrder(all, listenerArn);
    return visitors.flatMap((request): [string, string][] => {
      const { problem, member } = answerTo(account, rules, request);
      const service = serviceOf(member ?? '');
      const isOurs = problem === undefined && service.startsWith(`${stackId(name)}/`);
      return isOurs ? [[spokenRequest(listenerArn, request), service]] : [];
    });
  });
  return Object.fromEntries(answers);
}
