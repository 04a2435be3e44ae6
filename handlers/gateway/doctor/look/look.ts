import { TAG } from '../../../contract';
import { memberOfTags, numberOf, serviceOf, serviceParts } from '../../identity';
import { isClaim, isGateway, isService } from '../../ledger/items';
import { holdsNothing } from '../../ledger/service';
import type { LoadBalancers } from '../../world/load-balancers';
import type { Item } from '../../world/store';
import type { SeenGroup, SeenLoadBalancer, SeenRule, Survey } from '../../world/survey';
import type { World } from '../../world/world';
import { askStacks } from './ask-stacks';
import { consistentStacks } from './consistent-stacks';
import { type Observation, rulesOf, servicesOf, standingOf, type Targets } from './observation';

/** What the gateway acts on, and what the doctor looks at besides. */
export type DoctorWorld = World & { survey: Survey };

export interface LookOptions {
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
  { survey, store, clock, loadBalancers: balancers }: DoctorWorld,
  { spares = () => false, isLate = () => false }: LookOptions = {},
): Promise<Observation> {
  const [loadBalancers, groups, clusters] = await Promise.all([
    survey.loadBalancers(),
    survey.securityGroups(),
    survey.clusters(),
  ]);
  const items = await store.scan();
  const ids = stackIdsOf(items, loadBalancers, groups);
  const plain = new Map([...consistentStacks(items, loadBalancers)].filter(([id]) => spares(id)));
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
function orphans(observation: Observation): SeenRule[] {
  const services = servicesOf(observation);
  return rulesOf(observation.loadBalancers).filter(({ tags }) => {
    const member = memberOfTags(tags);
    return (
      member !== undefined &&
      standingOf(observation, member) === 'gone' &&
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
