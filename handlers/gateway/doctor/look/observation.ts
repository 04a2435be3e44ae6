import { serviceOf, serviceParts } from '../../identity';
import { isService, type ServiceItem } from '../../ledger/items';
import type { Item } from '../../world/store';
import type { SeenCluster, SeenGroup, SeenLoadBalancer, SeenRule, SeenStack } from '../../world/survey';

/** What was seen of the ledger, of AWS and of CloudFormation at about the same time. */
export interface Observation {
  loadBalancers: readonly SeenLoadBalancer[];
  groups: readonly SeenGroup[];
  clusters: readonly SeenCluster[];
  items: readonly Item[];
  /** Every stack that the ledger or AWS name, by id. */
  stacks: ReadonlyMap<string, SeenStack>;
  /** Ids of the stacks that there was no time to ask about. */
  unasked: readonly string[];
  /** By rule ARN; only of rules of ours whose members have neither a seat in the ledger nor a stack. */
  targets: ReadonlyMap<string, Targets>;
  /** ARNs of rules that send their traffic to a target group without targets while another one has some. */
  misrouted: ReadonlySet<string>;
  /** Behind how many rules there was no time to look for targets. */
  unlooked: number;
  /** Why Elastic Load Balancing did not say of a rule whether it is misrouted, once for each rule. */
  unanswered: readonly string[];
  /** When it was looked at, in milliseconds since the epoch. */
  now: number;
}

/** How many targets are registered behind a rule, or why that is not known. */
export type Targets = { count: number } | { reason: string };

export const rulesOf = (loadBalancers: readonly SeenLoadBalancer[]): SeenRule[] =>
  loadBalancers.flatMap(({ listeners }) => listeners.flatMap(({ rules }) => rules));

export const stackOf = ({ stacks }: Pick<Observation, 'stacks'>, service: string): SeenStack =>
  stacks.get(serviceParts(service).stackId) ?? { state: 'unasked' };

/** Whether a stack has the member; `unsure` while an operation on the stack is in progress, or if CloudFormation does not say. */
export function standingOf(observation: Observation, member: string): 'living' | 'gone' | 'unsure' {
  const stack = stackOf(observation, serviceOf(member));
  if (stack.state !== 'resting') return stack.state === 'gone' ? 'gone' : 'unsure';
  return stack.resources.some(({ physicalId }) => physicalId === member) ? 'living' : 'gone';
}

export const servicesOf = ({ items }: Observation): ReadonlyMap<string, ServiceItem> =>
  new Map(items.filter(isService).map((item) => [item.service, item]));
