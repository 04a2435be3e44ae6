import type { Job } from '../fence/job';
import { serviceOf, spoken } from '../identity';
import { claiming, ownerOf } from '../ledger/claims';
import { gatewayOf, keeping, yielding } from '../ledger/gateways';
import { FOREIGN, type GatewayItem, type RouteSpec, type Seat, type ServiceItem } from '../ledger/items';
import { GIVE_UP, isLetGo, spokenRetained } from '../ledger/retained';
import { ruleless, samePool, withSeat } from '../membership/seats';
import { newToken } from '../names';
import { ClaimTakenError, MembershipLostError, PriorityTakenError } from '../world/errors';
import { ConditionFailedError } from '../world/store';
import { type Band, bandOf, freeAfter, freeIn, HIGHEST, isIn, priorityIn } from './priority';
import { checkEarly, checkShadow } from './shadow';

/** A route as it stands in the ledger. */
export interface Claimed {
  member: string;
  id: string;
}

/**
 * Takes what the route needs, at one instant: its hosts and paths, and a priority.
 * @returns the priority
 * @throws ClaimTakenError, PriorityTakenError naming the service that has it; MembershipLostError
 */
export async function claim(job: Job, route: Claimed, spec: RouteSpec): Promise<number> {
  checkRetained(job.session.service, route, spec.claims);
  let wanted = wantedPriority(job.session.service, route.member, spec);
  let seen: string | undefined;
  const isEarly = wanted < bandFor(spec).from;
  for (;;) {
    const seat = seatOf(job.session.service, route.member);
    // One that is early and has no rule yet may not have been looked at by all.
    if (
      route.id in job.session.service.routes &&
      seat.held.includes(wanted) &&
      !(isEarly && seat.priority !== wanted)
    ) {
      return wanted;
    }
    if (spec.priority !== undefined) {
      await checkShadow(job, seat, spec.claims, spec.priority);
    }
    const early = { seen, ...(isEarly && { next: newToken(job.world) }) };
    const occupy = seat.held.includes(wanted) ? undefined : wanted;
    const claims = spec.claims.map((one) => claiming(seat.pool, one, job.session.service.service));
    try {
      await job.session.commit((service) => ({
        service: withRoute(service, route, spec.claims, occupy),
        writes: [keeping(seat, route.member, { occupy, early }), ...claims],
      }));
    } catch (error) {
      if (!(error instanceof ConditionFailedError)) throw error;
      await checkClaims(job, seat, spec.claims);
      const gateway = await openGateway(job, route.member);
      wanted = nextPriority(job, route.member, spec, wanted, gateway);
      seen = gateway.early;
      if (seen !== undefined) {
        await checkEarly(job, seat, spec.claims, wanted);
      }
      await job.pause(50 * job.world.random(), 'a priority');
      continue;
    }
    if (isEarly) {
      // Whoever claimed since has seen that this one is early; whoever claimed before is seen now.
      await checkShadow(job, seat, spec.claims, wanted);
    }
    return wanted;
  }
}

const bandFor = ({ conditions }: RouteSpec): Band => bandOf(conditions.hosts, conditions.paths);

/** Notes that a priority is somebody else's rule's, and takes another. @throws PriorityTakenError if the user fixed it */
export async function yieldPriority(job: Job, route: Claimed, spec: RouteSpec, taken: number): Promise<number> {
  if (spec.priority === taken) {
    throw new PriorityTakenError(
      `Priority ${taken} is used by a rule that cfn-express did not make; choose another or remove Priority`,
    );
  }
  const seat = seatOf(job.session.service, route.member);
  await job.session.commit((service) => ({
    service: without(service, route.member, taken),
    writes: [yielding(seat, route.member, taken)],
  }));
  job.world.log({ event: 'priority-foreign', token: seat.token, priority: taken });
  return claim(job, route, { ...spec, priority: undefined });
}

/** What the user fixed; or what the rule has, if it still suits; or what comes with the seat, or after the old rule. */
function wantedPriority(service: ServiceItem, member: string, spec: RouteSpec): number {
  const band = bandFor(spec);
  const seat = seatOf(service, member);
  const old = ownOther(service, member, seat);
  const suits = (one: number | undefined): boolean =>
    one !== undefined && isIn(band, one) && (one === seat.priority || one > old);
  return spec.priority ?? [seat.priority, ...seat.held].find(suits) ?? Math.max(old + 1, priorityIn(band, seat.slot));
}

/**
 * The priority of the service's other rule on the same listener; 0 if there is none. A move that stays on the load
 * balancer makes a new rule beside the old one, with target groups that are empty until the new service is up: it must
 * come after the old one, which takes the traffic until the clean-up deletes it.
 */
const ownOther = ({ seats }: ServiceItem, member: string, { token }: Seat): number =>
  Math.max(
    0,
    ...Object.entries(seats)
      .filter(([other, seat]) => other !== member && seat.token === token && seat.ruleArn && !isLetGo(seat))
      .map(([, seat]) => seat.priority ?? 0),
  );

/**
 * The claims of what the stack has retained are in the service's own name; but that is a service of its own by now, whose
 * rule stays. @throws ClaimTakenError
 */
function checkRetained({ seats, routes }: ServiceItem, { member, id }: Claimed, claims: readonly string[]): void {
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

/** Without the host, where that is every host. */
const spokenClaim = (claim: string): string => claim.replace(/^\* /, '');

/** @throws ClaimTakenError naming every claim that another service has */
async function checkClaims(job: Job, seat: Seat, claims: readonly string[]): Promise<void> {
  const me = job.session.service.service;
  const taken: string[] = [];
  for (const one of claims) {
    const owner = await ownerOf(job.world.store, seat.pool, one);
    if (owner !== undefined && owner !== me) {
      taken.push(`${spokenClaim(one)} belongs to ${spoken(owner)}`);
    }
  }
  if (taken.length > 0) {
    throw new ClaimTakenError(
      `On gateway ${seat.pool.name}, ${taken.join(', ')}; choose another ServiceName, Hosts or Paths`,
    );
  }
}

/** @returns the seat's gateway. @throws MembershipLostError */
async function openGateway({ session, world }: Job, member: string): Promise<GatewayItem> {
  const gateway = await gatewayOf(world.store, seatOf(session.service, member));
  if (gateway?.state !== 'OPEN' || !(member in gateway.members)) throw lost(member);
  return gateway;
}

/** @throws PriorityTakenError */
function nextPriority(
  { session: { service } }: Job,
  member: string,
  spec: RouteSpec,
  wanted: number,
  gateway: GatewayItem,
): number {
  const { priority } = spec;
  const holder = gateway.priorities[wanted];
  if (holder === undefined || holder === member) return wanted;
  if (priority === undefined) {
    return freeFor(ownOther(service, member, seatOf(service, member)), bandFor(spec), gateway);
  }
  const own = service.seats[holder];
  if (own && isLetGo(own)) {
    throw new PriorityTakenError(
      `Priority ${priority} belongs to ${spokenRetained(holder, own)}; choose another or remove Priority, ${GIVE_UP}`,
    );
  }
  if (serviceOf(holder) === service.service) {
    throw new PriorityTakenError(
      `Priority ${priority} is that of the service's present rule, which stays until the new one has taken over; ` +
        'change or remove Priority in the same update',
    );
  }
  throw new PriorityTakenError(`Priority ${priority} is ${heldBy(holder, gateway)}; choose another or remove Priority`);
}

/** @throws PriorityTakenError if none is left */
function freeFor(old: number, band: Band, { priorities, pool }: GatewayItem): number {
  const free = old >= band.from ? freeAfter(old, priorities) : freeIn(band, priorities);
  if (free > HIGHEST) {
    throw new PriorityTakenError(
      `In gateway ${pool.name} no priority after the service's present rule, ${old}, is free`,
    );
  }
  return free;
}

const heldBy = (holder: string, { pool }: GatewayItem): string =>
  holder === FOREIGN
    ? `used by a rule of gateway ${pool.name} that cfn-express did not make`
    : `${spoken(serviceOf(holder))}'s`;

function withRoute(service: ServiceItem, { id, member }: Claimed, claims: string[], occupy?: number): ServiceItem {
  const seat = seatOf(service, member);
  const held = occupy === undefined ? seat.held : [...new Set([...seat.held, occupy])];
  return { ...withSeat(service, member, { ...seat, held }), routes: { ...service.routes, [id]: { member, claims } } };
}

function without(service: ServiceItem, member: string, priority: number): ServiceItem {
  const seat = seatOf(service, member);
  return withSeat(service, member, { ...seat, held: seat.held.filter((one) => one !== priority) });
}

/** The service with these routes gone. @param emptied members whose last ones they are */
export const withoutRoutes = (
  service: ServiceItem,
  going: readonly string[],
  emptied: readonly string[],
): ServiceItem => ({
  ...service,
  routes: Object.fromEntries(Object.entries(service.routes).filter(([id]) => !going.includes(id))),
  seats: Object.fromEntries(
    Object.entries(service.seats).map(([member, seat]) => [member, emptied.includes(member) ? ruleless(seat) : seat]),
  ),
});

/** @throws MembershipLostError */
export function seatOf(service: ServiceItem, member: string): Seat {
  // A template may name what every object has.
  const seat = Object.hasOwn(service.seats, member) ? service.seats[member] : undefined;
  if (!seat || seat.left) throw lost(member);
  return seat;
}

const lost = (member: string): MembershipLostError =>
  new MembershipLostError(`The membership ${member} is gone: its gateway was closed, or never joined by this service`);
