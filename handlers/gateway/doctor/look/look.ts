import { TAG } from '../../../contract';
import { memberOfTags, numberOf, serviceOf, serviceParts } from '../../identity';
import { holdersOf } from '../../ledger/claims';
import { isClaim, isGateway, isService, type Seat } from '../../ledger/items';
import { holdsNothing } from '../../ledger/service';
import { liveWeights } from '../../route/weights';
import type { LoadBalancers } from '../../world/load-balancers';
import type { Item } from '../../world/store';
import type { SeenGroup, SeenLoadBalancer, SeenRule } from '../../world/survey';
import { askStacks } from './ask-stacks';
import { askedInTime } from './asked-in-time';
import { consistentStacks } from './consistent-stacks';
import type { DoctorWorld } from './doctor-world';
import { type Observation, rulesOf, servicesOf, standingOf, type Targets } from './observation';

export interface LookOptions {
  /** Whether it is enough to know that the stack rests, if it is consistent: its resources are not listed then. */
  trusts?(stackId: string): boolean;
  /** Until when stacks and targets are asked about, in milliseconds since the epoch. */
  late?: number;
  /**
   * Whether to look for targets only behind rules that are likely to send their traffic to a group without any: ECS
   * moves no weights with the strategy ROLLING, and uses blue.
   */
  onlyLikely?: boolean;
}

/**
 * Looks at AWS first, at the ledger next, and at the stacks last. The ledger has everything before it is made in AWS: what
 * the ledger lacks when it is read after AWS is not just being made. And a stack that rests after the ledger was read does
 * not wait for a response to a request that the ledger shows.
 */
export async function look(
  world: DoctorWorld,
  { trusts = () => false, late = Number.POSITIVE_INFINITY, onlyLikely = false }: LookOptions = {},
): Promise<Observation> {
  const { survey, store, clock, loadBalancers: balancers } = world;
  const [loadBalancers, groups, clusters] = await Promise.all([
    survey.loadBalancers(),
    survey.securityGroups(),
    survey.clusters(),
  ]);
  const items = await store.scan();
  const ids = stackIdsOf(items, loadBalancers, groups);
  const consistent = new Map([...consistentStacks(items, loadBalancers)].filter(([id]) => trusts(id)));
  const misrouted = new Set<string>();
  const unanswered: string[] = [];
  let unlooked = 0;
  // Elastic Load Balancing and CloudFormation each take only so many calls a second.
  const [{ stacks, unasked }] = await Promise.all([
    askStacks(world, rotated([...ids], clock()), consistent, late),
    eachOf(rulesInUse(items, loadBalancers, onlyLikely), async (rule) => {
      try {
        const isWrong = await askedInTime(world, late, () => isMisrouted(balancers, rule));
        if (isWrong === undefined) unlooked++;
        else if (isWrong) misrouted.add(rule.arn);
      } catch (error) {
        unanswered.push(reasonOf(error));
      }
    }),
  ]);
  const seen = {
    loadBalancers,
    groups,
    clusters,
    items,
    stacks,
    unasked,
    targets: new Map<string, Targets>(),
    misrouted,
    unlooked,
    unanswered,
    now: clock(),
  };
  await eachOf(rulesOfNobody(seen), async (rule) => {
    const targets = await askedInTime(world, late, () => targetsOf(balancers, rule));
    seen.targets.set(rule.arn, targets ?? { reason: 'there was no time to ask' });
  });
  return seen;
}

/** How many rules' target groups are looked at at the same time. */
const RULES_AT_ONCE = 8;

async function eachOf<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const left = [...all];
  const worker = async (): Promise<void> => {
    for (let one = left.shift(); one !== undefined; one = left.shift()) {
      await work(one);
    }
  };
  await Promise.all(Array.from({ length: RULES_AT_ONCE }, worker));
}

/** The ids from another one on in every minute, so that those that there was no time for get their turn later. */
function rotated(ids: readonly string[], now: number): string[] {
  const first = numberOf(String(Math.floor(now / 60_000))) % Math.max(1, ids.length);
  return [...ids.slice(first), ...ids.slice(0, first)];
}

/** Rules of members that neither the ledger nor a stack has. */
function rulesOfNobody(observation: Observation): SeenRule[] {
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

/** Rules of members, which take requests. */
function rulesInUse(
  items: readonly Item[],
  loadBalancers: readonly SeenLoadBalancer[],
  onlyLikely: boolean,
): SeenRule[] {
  const rules = new Map(rulesOf(loadBalancers).map((rule) => [rule.arn, rule]));
  return items
    .filter(isService)
    .flatMap(({ seats }) => Object.values(seats))
    .flatMap((seat) => {
      const found = rules.get(seat.ruleArn ?? '');
      const isInUse = seat.traffic !== 'awaited' && !seat.left;
      return found && isInUse && (!onlyLikely || isLikely(found, seat)) ? [found] : [];
    });
}

const isLikely = ({ weights }: SeenRule, { rule }: Seat): boolean =>
  rule?.spec.strategy === 'ROLLING' && (weights[rule.groups.green] ?? 0) > 0;

/** Whether the rule sends its traffic to nobody while another group has targets. */
const isMisrouted = async (balancers: LoadBalancers, rule: SeenRule): Promise<boolean> =>
  (await liveWeights(balancers, rule)) !== undefined;

/** How many targets the rule's target groups have together. */
async function targetsOf(balancers: LoadBalancers, { weights }: SeenRule): Promise<Targets> {
  try {
    const counts = await Promise.all(Object.keys(weights).map((group) => balancers.targets(group)));
    return { count: counts.reduce((sum, one) => sum + one, 0) };
  } catch (error) {
    return { reason: reasonOf(error) };
  }
}

const reasonOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);

/** Stacks that the ledger names, or that the tags in AWS name. */
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
    ...items.filter(isClaim).flatMap(holdersOf),
    ...items.filter(isGateway).flatMap(({ members }) => Object.keys(members).map(serviceOf)),
    ...[...rulesOf(loadBalancers), ...lost].flatMap(({ tags }) => memberOfTags(tags) ?? []).map(serviceOf),
  ];
  return new Set(services.map((service) => serviceParts(service).stackId));
}
