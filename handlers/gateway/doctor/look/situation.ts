import { TAG } from '../../../contract';
import { memberOfTags, numberOf, serviceOf, serviceParts } from '../../identity';
import { holdsNothing, isClaim, isGateway, isService, type ServiceItem } from '../../ledger/items';
import type { LoadBalancers } from '../../world/load-balancers';
import type { Item } from '../../world/store';
import type { SeenCluster, SeenGroup, SeenLoadBalancer, SeenRule, SeenStack, Survey } from '../../world/survey';
import type { World } from '../../world/world';
import { askStacks } from './ask-stacks';
import { plainStacks } from './plain-stacks';

/** What the gateway acts on, and what the doctor looks at besides. */
export type Ward = World & { survey: Survey };

/** The ledger, AWS and CloudFormation, side by side. */
export interface Situation {
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

export interface Looking {
  /** Whether the stack need not be listed if nothing is odd about it. */
  spares?(stackId: string): boolean;
  /** Tells when there is no time for more stacks. */
  isLate?(): boolean;
}

/**
 * Looks at AWS first, at the ledger next, and at the stacks last. What AWS shows was in the ledger before it was made:
 * if the later ledger has nothing of it, nobody is about to record it. And a stack that rests after the ledger was read
 * waits for no answer of a request that the ledger shows.
 */
export async function look(
  { survey, store, clock, loadBalancers: balancers }: Ward,
  { spares = () => false, isLate = () => false }: Looking = {},
): Promise<Situation> {
  const [loadBalancers, groups, clusters] = await Promise.all([
    survey.loadBalancers(),
    survey.securityGroups(),
    survey.clusters(),
  ]);
  const items = await store.scan();
  const ids = stackIdsOf(items, loadBalancers, groups);
  const plain = new Map([...plainStacks(items, loadBalancers)].filter(([id]) => spares(id)));
  const { stacks, unasked } = await askStacks(survey, fairly([...ids], clock()), plain, isLate);
  const seen = {
    loadBalancers,
    groups,
    clusters,
    items,
    stacks,
    unasked,
    targets: new Map<string, Targets>(),
    now: clock(),
  };
  for (const rule of orphans(seen)) {
    seen.targets.set(rule.arn, await targetsOf(balancers, rule));
  }
  return seen;
}

/** In every minute another one is the first, so that what there was no time for has its turn in the next. */
function fairly(ids: readonly string[], now: number): string[] {
  const first = numberOf(String(Math.floor(now / 60_000))) % Math.max(1, ids.length);
  return [...ids.slice(first), ...ids.slice(0, first)];
}

/** Rules of members that neither the ledger nor a stack has. */
function orphans(situation: Situation): SeenRule[] {
  const services = servicesOf(situation);
  return rulesOf(situation.loadBalancers).filter(({ tags }) => {
    const member = memberOfTags(tags);
    return (
      member !== undefined &&
      standingOf(situation, member) === 'gone' &&
      !(member in (services.get(serviceOf(member))?.seats ?? {}))
    );
  });
}

async function targetsOf(balancers: LoadBalancers, { weights }: SeenRule): Promise<Targets> {
  try {
    const counts = await Promise.all(Object.keys(weights).map((group) => balancers.targets(group)));
    return { count: counts.reduce((sum, one) => sum + one, 0) };
  } catch (error) {
    return { reason: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
}

function stackIdsOf(
  items: readonly Item[],
  loadBalancers: readonly SeenLoadBalancer[],
  groups: readonly SeenGroup[],
): Set<string> {
  const known = new Set(items.filter(isGateway).map(({ token }) => token));
  const lost = [...loadBalancers, ...groups].filter(({ tags }) => !known.has(tags[TAG.gateway] ?? ''));
  const services = [
    ...items
      .filter(isService)
      .filter((service) => !holdsNothing(service))
      .map(({ service }) => service),
    ...items.filter(isClaim).map(({ owner }) => owner),
    ...items.filter(isGateway).flatMap(({ members }) => Object.keys(members).map(serviceOf)),
    ...[...rulesOf(loadBalancers), ...lost].flatMap(({ tags }) => memberOfTags(tags) ?? []).map(serviceOf),
  ];
  return new Set(services.map((service) => serviceParts(service).stackId));
}

export const rulesOf = (loadBalancers: readonly SeenLoadBalancer[]): SeenRule[] =>
  loadBalancers.flatMap(({ listeners }) => listeners.flatMap(({ rules }) => rules));

export const stackOf = ({ stacks }: Pick<Situation, 'stacks'>, service: string): SeenStack =>
  stacks.get(serviceParts(service).stackId) ?? { state: 'unasked' };

/** Whether CloudFormation has the member, once and for all: `unsure` while something is going on or it does not say. */
export function standingOf(situation: Situation, member: string): 'living' | 'gone' | 'unsure' {
  const stack = stackOf(situation, serviceOf(member));
  if (stack.state !== 'resting') return stack.state === 'gone' ? 'gone' : 'unsure';
  return stack.resources.some(({ physicalId }) => physicalId === member) ? 'living' : 'gone';
}

export const servicesOf = ({ items }: Situation): ReadonlyMap<string, ServiceItem> =>
  new Map(items.filter(isService).map((item) => [item.service, item]));
