import type { Job } from '../fence/job';
import { spoken } from '../identity';
import { claiming, ownerOf } from '../ledger/claims';
import { gatewayOf, keeping, samePool, yielding } from '../ledger/gateways';
import type { GatewayItem, RouteSpec, Seat, ServiceItem } from '../ledger/items';
import { GIVE_UP, isLetGo, spokenRetained } from '../ledger/retained';
import { membershipLost, type RouteName, seatOf, withoutPriority, withRoute } from '../ledger/service';
import { newToken } from '../names';
import { ClaimTakenError, PriorityTakenError } from '../world/errors';
import { ConditionFailedError } from '../world/store';
import { bandFor, nextPriority, wantedPriority } from './priority';
import { checkEarly, checkShadow } from './shadow';

/**
 * Takes in one transaction what the route needs: its hosts and paths, and a priority.
 * @returns the priority
 * @throws ClaimTakenError, PriorityTakenError naming the service that has it; MembershipLostError
 */
export async function claim(job: Job, route: RouteName, spec: RouteSpec): Promise<number> {
  checkRetained(job.session.service, route, spec.claims);
  let wanted = wantedPriority(job.session.service, route.member, spec);
  let seen: string | undefined;
  const isEarly = wanted < bandFor(spec).from;
  for (;;) {
    const seat = seatOf(job.session.service, route.member);
    // Not every service may have checked yet against an early priority that has no rule.
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
      wanted = nextPriority(job.session.service, route.member, spec, wanted, gateway);
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

/** Records that a foreign rule has the priority, and takes another. @throws PriorityTakenError if the user fixed it */
export async function yieldPriority(job: Job, route: RouteName, spec: RouteSpec, taken: number): Promise<number> {
  if (spec.priority === taken) {
    throw new PriorityTakenError(
      `Priority ${taken} is used by a rule that cfn-express did not make; choose another or remove Priority`,
    );
  }
  const seat = seatOf(job.session.service, route.member);
  await job.session.commit((service) => ({
    service: withoutPriority(service, route.member, taken),
    writes: [yielding(seat, route.member, taken)],
  }));
  job.world.log({ event: 'priority-foreign', token: seat.token, priority: taken });
  return claim(job, route, { ...spec, priority: undefined });
}

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

/** @throws ClaimTakenError that names every claim that another service has */
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
  if (gateway?.state !== 'OPEN' || !(member in gateway.members)) throw membershipLost(member);
  return gateway;
}
