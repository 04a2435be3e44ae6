import { serviceOf, serviceParts } from '../../identity';
import { isService, type ServiceItem } from '../../ledger/items';
import type { Item } from '../../world/store';
import type { SeenCluster, SeenGroup, SeenLoadBalancer, SeenRule, SeenStack } from '../../world/survey';

/** The ledger, AWS and CloudFormation, side by side. */
export interface Observation {
  loadBalancers: readonly SeenLoadBalancer[];
  groups: readonly SeenGroup[];
  clusters: readonly SeenCluster[];
  items: readonly Item[];
  /** By stack id: every stack that the others name. */
  stacks: ReadonlyMap<string, SeenStack>;
  /** Those that there was no time to ask for. */
  unasked: readonly string[];
  /** By rule ARN, of rules of ours whose members have no seat in the ledger and no stack. */
  targets: ReadonlyMap<string, Targets>;
  /** When it was looked at, in milliseconds since the epoch. */
  now: number;
}

/** How many targets are registered behind a rule; or why nobody knows. */
export type Targets = { count: number } | { reason: string };

export const rulesOf = (loadBalancers: readonly SeenLoadBalancer[]): SeenRule[] =>
  loadBalancers.flatMap(({ listeners }) => listeners.flatMap(({ rules }) => rules));

export const stackOf = ({ stacks }: Pick<Observation, 'stacks'>, service: string): SeenStack =>
  stacks.get(serviceParts(service).stackId) ?? { state: 'unasked' };

/** Whether CloudFormation has the member, once and for all: `unsure` while something is going on or it does not say. */
export function standingOf(observation: Observation, member: string): 'living' | 'gone' | 'unsure' {
  const stack = stackOf(observation, serviceOf(member));
  if (stack.state !== 'resting') return stack.state === 'gone' ? 'gone' : 'unsure';
  return stack.resources.some(({ physicalId }) => physicalId === member) ? 'living' : 'gone';
}

export const servicesOf = ({ items }: Observation): ReadonlyMap<string, ServiceItem> =>
  new Map(items.filter(isService).map((item) => [item.service, item]));
