import type { Job } from '../fence/job';
import { serviceParts, spoken } from '../identity';
import { claiming, holdersOf, type PoolClaim, readClaims, type SeenClaims, seenClaim, sharing } from '../ledger/claims';
import { gatewayOf, keeping, samePool, yielding } from '../ledger/gateways';
import { type GatewayItem, isService, type RouteSpec, type Seat, type ServiceItem } from '../ledger/items';
import { serviceKey } from '../ledger/keys';
import { parkedOf } from '../ledger/priorities';
import { GIVE_UP, isLetGo, isRetained, spokenRetained } from '../ledger/retained';
import { membershipLost, type RouteName, seatOf, withoutPriority, withParked, withRoute } from '../ledger/service';
import { newToken } from '../names';
import { ClaimTakenError, PriorityTakenError } from '../world/errors';
import { ConditionFailedError } from '../world/store';
import { bandFor, nextParked, nextPriority, ownParked, wantedPriority } from './priority';
import { checkEarly, checkShadow } from './shadow';
import { askedOf, type RankedRoute, withAsked } from './stand';

/**
 * Takes in one transaction what the route needs: its hosts and paths, its rank, and a number to be
 * parked at if its traffic is awaited. What an answered route holds is never refused.
 * @param traffic whether the member's traffic is awaited; it is recorded
 * @returns the rank
 * @throws ClaimTakenError, PriorityTakenError naming the service that has it; MembershipLostError
 */
export async function claim(job: Job, route: RouteName, spec: RouteSpec, traffic: Seat['traffic']): Promise<number> {
  const parks = traffic === 'awaited';
  const isHeld = (rank: number): boolean => {
    const seat = seatOf(job.session.service, route.member);
    return seat.held.includes(rank) && (!parks || parkedOf(seat) !== undefined);
  };
  const asked = askedOf(job.session.service, route.id);
  if (asked && asked.spec.priority === spec.priority && isHeld(asked.priority)) return asked.priority;
  checkRetained(job.session.service, route, spec.claims);
  let wanted = wantedPriority(job.session.service, route.member, spec, traffic);
  let parked = ownParked(seatOf(job.session.service, route.member), wanted);
  let seen: string | undefined;
  let holders: SeenClaims | undefined;
  const isEarly = wanted < bandFor(spec).from;
  for (;;) {
    const seat = seatOf(job.session.service, route.member);
    // Not every service may have checked yet against an early priority that has no rule.
    if (route.id in job.session.service.routes && isHeld(wanted) && !(isEarly && seat.priority !== wanted)) {
      return wanted;
    }
    if (spec.priority !== undefined) {
      await checkShadow(job, seat, spec.claims, spec.priority);
    }
    const early = { seen, ...(isEarly && { next: newToken(job.world) }) };
    const occupy = [wanted, ...(parks ? [parked] : [])].filter((number) => !seat.held.includes(number));
    const me = job.session.service.service;
    const claims = poolClaims(seat, spec).map((one) => (holders ? sharing(one, me, holders) : claiming(one, me)));
    try {
      await job.session.commit((service) => ({
        service: withRoute(withAsked(service, route.member), route, spec.claims, {
          occupy,
          traffic,
          ...(parks && { parked }),
        }),
        writes: [keeping(seat, route.member, { occupy, early }), ...claims],
      }));
    } catch (error) {
      if (!(error instanceof ConditionFailedError)) throw error;
      holders = await readClaims(job.world.store, poolClaims(seat, spec));
      await checkClaims(job, seat, spec.claims, holders);
      const gateway = await openGateway(job, route.member);
      wanted = nextPriority(job.session.service, route.member, spec, wanted, gateway, traffic);
      parked = nextParked(seat, route.member, parked, wanted, gateway);
      seen = gateway.early;
      if (seen !== undefined) {
        await checkEarly(job, seat, spec.claims, wanted);
      }
      await job.pause(50 * job.world.random(), 'a priority');
      continue;
    }
    if (isEarly) {
      // Services that claim later see that this one is early. Services that claimed before are seen now.
      await checkShadow(job, seat, spec.claims, wanted);
    }
    return wanted;
  }
}

/** Takes a number for the member's rule to be parked at. @throws MembershipLostError; PriorityTakenError */
export async function claimParked(job: Job, { member, rank }: RankedRoute): Promise<void> {
  let parked = ownParked(seatOf(job.session.service, member), rank);
  for (;;) {
    const seat = seatOf(job.session.service, member);
    if (parkedOf(seat) !== undefined) return;
    try {
      await job.session.commit((service) => ({
        service: withParked(service, member, parked),
        writes: [keeping(seat, member, { occupy: [parked] })],
      }));
    } catch (error) {
      if (!(error instanceof ConditionFailedError)) throw error;
      parked = nextParked(seat, member, parked, rank, await openGateway(job, member));
      await job.pause(50 * job.world.random(), 'a priority');
    }
  }
}

/**
 * Records that a foreign rule has the priority, and takes another instead.
 * @param mayLeave whether the route may have another rank than its user has fixed
 * @returns the route, with another rank if it was the one that is taken
 * @throws PriorityTakenError if the user fixed it
 */
export async function yieldPriority(
  job: Job,
  route: RankedRoute,
  taken: number,
  traffic: Seat['traffic'],
  mayLeave: () => Promise<boolean>,
): Promise<RankedRoute> {
  const { member, rank } = route;
  if (route.spec.priority === taken && !(await mayLeave())) {
    throw new PriorityTakenError(
      `Priority ${taken} is used by a rule that cfn-express did not make; choose another or remove Priority`,
    );
  }
  const seat = seatOf(job.session.service, member);
  await job.session.commit((service) => ({
    service: withoutPriority(service, member, taken),
    writes: [yielding(seat, member, taken)],
  }));
  job.world.log({ event: 'priority-foreign', token: seat.token, priority: taken });
  if (traffic === 'awaited' && taken === seat.parked) {
    await claimParked(job, route);
  }
  if (taken !== rank) return route;
  const { priority: _, ...spec } = route.spec;
  return { ...route, spec, rank: await claim(job, route, spec, traffic) };
}

const poolClaims = ({ pool }: Seat, { claims }: RouteSpec): PoolClaim[] => claims.map((claim) => ({ pool, claim }));

/**
 * A retained seat's claims belong to this service's id, but the retained ECS service lives on by itself and keeps its
 * rule.
 * @throws ClaimTakenError
 */
function checkRetained({ seats, routes }: ServiceItem, { member, id }: RouteName, claims: readonly string[]): void {
  const pool = seats[member]?.pool;
  for (const { member: other, claims: held } of id in routes ? [] : Object.values(routes)) {
    const seat = seats[other];
    const taken = held.filter((one) => claims.includes(one));
    if (pool && seat && other !== member && isLetGo(seat) && samePool(seat.pool, pool) && taken.length > 0) {
      throw new ClaimTakenError(
        `On gateway ${pool.name}, ${taken.map(spokenClaim).join(', ')} belongs to ${spokenRetained(other, seat)}; choose ` +
          `another ServiceName, Hosts, Paths or Gateway.Name, ${GIVE_UP}`,
      );
    }
  }
}

/** A claim as a message names it: without the host if that is every host. */
const spokenClaim = (claim: string): string => claim.replace(/^\* /, '');

/**
 * Claims pass from one service of a stack to another. Only those of a service that the stack will retain do not.
 * @throws ClaimTakenError that names every claim that cannot be had, with all services that hold it
 */
async function checkClaims(job: Job, { pool }: Seat, claims: readonly string[], holders: SeenClaims): Promise<void> {
  const me = job.session.service.service;
  const taken: string[] = [];
  for (const claim of claims) {
    const item = seenClaim(holders, { pool, claim });
    const others = item ? holdersOf(item).filter((one) => one !== me) : [];
    const strangers = others.filter((one) => serviceParts(one).stackId !== serviceParts(me).stackId);
    const retained = await retainedOf(job, pool, claim, strangers.length > 0 ? [] : others);
    if (strangers.length > 0) {
      taken.push(`${spokenClaim(claim)} belongs to ${strangers.map(spoken).join(' and ')}`);
    } else if (retained.length > 0) {
      taken.push(
        `${spokenClaim(claim)} belongs to ${retained.map(spoken).join(' and ')}, which a deletion policy keeps`,
      );
    }
  }
  if (taken.length > 0) {
    throw new ClaimTakenError(
      `On gateway ${pool.name}, ${taken.join(', ')}; choose another ServiceName, Hosts or Paths`,
    );
  }
}

/** Those of the services whose seats with this claim are retained, or will be. */
async function retainedOf(
  { world: { store } }: Job,
  pool: Seat['pool'],
  claim: string,
  services: readonly string[],
): Promise<string[]> {
  const items = await Promise.all(services.map((one) => store.get(serviceKey(one))));
  return items.flatMap((item) =>
    item &&
    isService(item) &&
    Object.values(item.routes).some(({ member, claims }) => {
      const seat = item.seats[member];
      return claims.includes(claim) && seat && samePool(seat.pool, pool) && isRetained(seat);
    })
      ? [item.service]
      : [],
  );
}

/** @returns the seat's gateway. @throws MembershipLostError */
async function openGateway({ session, world }: Job, member: string): Promise<GatewayItem> {
  const gateway = await gatewayOf(world.store, seatOf(session.service, member));
  if (gateway?.state !== 'OPEN' || !(member in gateway.members)) throw membershipLost(member);
  return gateway;
}
