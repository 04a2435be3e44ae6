import { commitFreeing } from '../fence/free-claims';
import type { Job } from '../fence/job';
import { keeping } from '../ledger/gateways';
import type { Route, RuleRecord, Seat, ServiceItem } from '../ledger/items';
import { parkedOf } from '../ledger/priorities';
import {
  markTold,
  markUntold,
  routesOf,
  seatOf,
  withKnown,
  withoutRoutes,
  withoutRule,
  withSeat,
  withTraffic,
} from '../ledger/service';
import type { Matching, Rule, Weights } from '../world/load-balancers';
import { yieldPriority } from './claim';
import { createRule, findSurely, sameMatching } from './rule';
import { askedOf, type RankedRoute, type Stand, standOf, withAsked } from './stand';

/** Puts a member's rule on the listener and into the ledger. */

/** What a rule is to be put there for. */
export interface Placing {
  route: RankedRoute;
  /** The routes that are about to go: the rule no longer matches what only they ask for. */
  going: readonly string[];
  traffic: Seat['traffic'];
  /** Whether the rule may have another rank than its user has fixed, if a foreign rule is there. Absent: no. */
  mayLeave?: () => Promise<boolean>;
}

export interface PlacedRule {
  arn: string;
  priority: number;
  /** What it is there for; perhaps with another rank than was asked for. */
  route: RankedRoute;
}

/** What the rule has to be now. */
function standFor(service: ServiceItem, { route, going, traffic }: Placing): Stand {
  const seat = withTraffic(seatOf(service, route.member), traffic);
  return standOf(withoutRoutes(withSeat(service, route.member, seat), going), route);
}

/** Makes the rule, for the first time or again. @throws PriorityTakenError, QuotaReachedError, MembershipLostError */
export async function makeRule(job: Job, first: Placing, weights: Weights): Promise<PlacedRule> {
  const { member, spec } = first.route;
  await noteRemaking(job, member);
  for (let placing = first; ; ) {
    const seat = seatOf(job.session.service, member);
    const { matching, priority } = standFor(job.session.service, placing);
    // A roll back may need it sticky again.
    const sticky = spec.sticky ?? seat.rule?.spec.sticky;
    const arn = await createRule(job, member, seat, { ...matching, sticky }, priority, weights);
    if (arn !== 'PriorityInUse') {
      job.world.log({ event: 'rule-made', member, rule: arn, priority });
      return { arn, priority, route: placing.route };
    }
    // Perhaps the rule is ours, from an attempt whose answer was lost.
    const ours = await findSurely(job, member, seat);
    if (ours) return changeRule(job, placing, ours);
    placing = await giveWay(job, placing, priority);
  }
}

/** Recorded before it is true: if the run died after making the rule, no other run would look for it. */
async function noteRemaking({ session }: Job, member: string): Promise<void> {
  const { ruleArn, remaking } = seatOf(session.service, member);
  if (ruleArn && !remaking) {
    await session.commit((service) => ({
      service: withSeat(service, member, { ...seatOf(service, member), remaking: true }),
    }));
  }
}

/**
 * Changes what the rule matches and its priority, never where it forwards to (rule Z1). A rule that goes further back
 * matches more only afterwards, and one that comes forward matches less before: it takes no requests from those between.
 * @throws PriorityTakenError
 */
export async function changeRule(job: Job, first: Placing, rule: Rule): Promise<PlacedRule> {
  const { loadBalancers } = job.world;
  let [priority, placing] = [rule.priority, first];
  let matching: Matching = rule;
  let stand = standFor(job.session.service, placing);
  const match = async (): Promise<void> => {
    if (sameMatching(matching, stand.matching)) return;
    await loadBalancers.changeRule(rule.arn, stand.matching);
    matching = stand.matching;
  };
  if (priority !== undefined && stand.priority <= priority) {
    await match();
  }
  while (priority !== stand.priority) {
    if ((await loadBalancers.changePriority(rule.arn, stand.priority)) === 'changed') {
      priority = stand.priority;
    } else {
      placing = await giveWay(job, placing, stand.priority);
      stand = standFor(job.session.service, placing);
    }
  }
  await match();
  return { arn: rule.arn, priority: stand.priority, route: placing.route };
}

/** A foreign rule has the priority. */
async function giveWay(job: Job, placing: Placing, taken: number): Promise<Placing> {
  const mayLeave = placing.mayLeave ?? (async () => false);
  return { ...placing, route: await yieldPriority(job, placing.route, taken, placing.traffic, mayLeave) };
}

/** How a rule is recorded. */
interface Recording {
  /** CloudFormation did not ask for the rule and does not learn its ARN. */
  unasked?: boolean;
  /** The traffic id that CloudFormation is about to be told. */
  trafficId?: string;
}

/**
 * Records the rule and frees the priorities that neither it nor an answered route needs any more. Only the answer
 * follows.
 */
export async function recordRule(
  job: Job,
  placing: Placing,
  groups: RuleRecord['groups'],
  placed: PlacedRule,
  { unasked = false, trafficId }: Recording = {},
): Promise<void> {
  const { member, id, spec } = placed.route;
  await commitFreeing(job, placing.going, (before) => {
    const { service, vacate } = withPlacedRule(before, placing, placed, unasked);
    const seat = seatOf(service, member);
    const recorded = withSeat(service, member, {
      ...(unasked ? seat : markTold(seat, 'route')),
      rule: { route: id, spec, groups },
    });
    const known = withKnown(recorded, 'route', id);
    return {
      service: trafficId === undefined ? known : withKnown(known, 'traffic', trafficId),
      writes: vacate.length > 0 ? [keeping(seat, member, { vacate })] : [],
      last: true,
    };
  });
}

/**
 * The service after its rule was put there, without the routes that go.
 * @returns as well the priorities that the seat gives up. It keeps those that a roll back would need
 */
export function withPlacedRule(
  service: ServiceItem,
  { going, traffic }: Pick<Placing, 'going' | 'traffic'>,
  { arn, priority, route: { member, id, spec, rank } }: PlacedRule,
  unasked: boolean,
): { service: ServiceItem; vacate: readonly number[] } {
  const rest = withoutRoutes(withAsked(service, member), going);
  const { parked: _, ...seat } = withTraffic(seatOf(rest, member), traffic);
  const parked = traffic === 'awaited' ? parkedOf(seatOf(rest, member)) : undefined;
  const others = routesOf(rest, member).flatMap((other) =>
    other === id ? [] : (askedOf(rest, other)?.priority ?? []),
  );
  const needed = [priority, rank, ...others, ...(parked === undefined ? [] : [parked])];
  const placed: Seat = {
    ...withoutRule(seat),
    ruleArn: arn,
    priority,
    held: seat.held.filter((one) => needed.includes(one)),
    ...(seat.rule && { rule: { ...seat.rule, route: id, spec } }),
    ...(parked !== undefined && { parked }),
  };
  const route: Route = { ...rest.routes[id], member, claims: spec.claims, asked: { spec, priority: rank } };
  const isUntold = unasked && seat.ruleArn !== arn;
  return {
    service: {
      ...withSeat(rest, member, isUntold ? markUntold(placed, 'route') : placed),
      routes: { ...withoutRoutes(rest, [id]).routes, [id]: route },
    },
    vacate: seat.held.filter((one) => !needed.includes(one)),
  };
}
