import { MembershipLostError } from '../world/errors';
import type { ExpressResource, GatewayFacts, Seat, ServiceItem } from './items';
import { serviceKey } from './keys';

/**
 * Pure functions on a service's item, on its seats and on its routes. A session writes the result. Functions that
 * concern only retained seats are in `retained.ts`; those that concern wishes are in `wishes.ts`.
 */

/** A service that the ledger does not know. */
export const newService = (service: string): ServiceItem => ({
  ...serviceKey(service),
  kind: 'service',
  service,
  revision: 0,
  begun: {},
  executing: {},
  seats: {},
  routes: {},
  known: {},
});

/**
 * Whether the service has neither seats nor routes. Its item stays for a while, so that a late request finds itself
 * stale.
 */
export const holdsNothing = ({ seats, routes }: ServiceItem): boolean =>
  Object.keys(seats).length === 0 && Object.keys(routes).length === 0;

/** @returns the service with the physical id that CloudFormation is about to be told */
export const withKnown = (service: ServiceItem, resource: ExpressResource, id: string): ServiceItem => ({
  ...service,
  known: { ...service.known, [resource]: id },
});

/** @throws MembershipLostError if the member has no seat, or has given it back */
export function seatOf(service: ServiceItem, member: string): Seat {
  // A template may contain any name, even one that every object has, such as `constructor`.
  const seat = Object.hasOwn(service.seats, member) ? service.seats[member] : undefined;
  if (!seat || seat.left) throw membershipLost(member);
  return seat;
}

export const membershipLost = (member: string): MembershipLostError =>
  new MembershipLostError(`The membership ${member} is gone: its gateway was closed, or never joined by this service`);

export const withSeat = (service: ServiceItem, member: string, seat: Seat): ServiceItem => ({
  ...service,
  seats: { ...service.seats, [member]: seat },
});

/** @returns the service with every seat changed */
export const withSeats = (service: ServiceItem, change: (seat: Seat, member: string) => Seat): ServiceItem => ({
  ...service,
  seats: Object.fromEntries(Object.entries(service.seats).map(([member, seat]) => [member, change(seat, member)])),
});

/** @returns the service with what was built of the member's gateway; as it is, if the member has no seat */
export function withFacts(service: ServiceItem, member: string, facts: GatewayFacts): ServiceItem {
  const seat = service.seats[member];
  return seat ? withSeat(service, member, { ...seat, facts }) : service;
}

/** @returns the service without the member's seat and its routes */
export function withoutSeat(service: ServiceItem, member: string): ServiceItem {
  const { [member]: _, ...seats } = service.seats;
  return { ...withoutRoutes(service, routesOf(service, member)), seats };
}

/** @returns the service without the member's routes, and its seat marked as given back */
export function withSeatGivenBack(service: ServiceItem, member: string): ServiceItem {
  const seat = service.seats[member];
  const rest = withoutSeat(service, member);
  return seat ? withSeat(rest, member, { ...withoutRule(seat), left: true }) : rest;
}

/** The seat without its rule. */
export const withoutRule = ({ ruleArn: _, remaking: __, ...seat }: Seat): Seat => seat;

/** The seat after an answer has told CloudFormation the new ARNs of the resource. */
export function markTold({ untold, ...seat }: Seat, resource: Exclude<ExpressResource, 'traffic'>): Seat {
  const { [resource]: _, ...still } = untold ?? {};
  return Object.keys(still).length > 0 ? { ...seat, untold: still } : seat;
}

/** The seat after something was made again that CloudFormation does not know about. */
export const markUntold = (seat: Seat, resource: Exclude<ExpressResource, 'traffic'>): Seat => ({
  ...seat,
  untold: { ...seat.untold, [resource]: true },
});

/**
 * @returns the service after a foreign rule has taken the priority from the member's seat: none of its routes has its
 * rank there any more
 * @throws MembershipLostError
 */
export function withoutPriority(service: ServiceItem, member: string, priority: number): ServiceItem {
  const { parked, ...seat } = seatOf(service, member);
  const held = seat.held.filter((one) => one !== priority);
  const lost = routesOf(service, member).filter((id) => service.routes[id]?.asked?.priority === priority);
  const routes = Object.entries(service.routes).map(([id, { asked, ...route }]) => [
    id,
    asked && !lost.includes(id) ? { ...route, asked } : route,
  ]);
  return {
    ...withSeat(service, member, { ...seat, held, ...(parked !== undefined && parked !== priority && { parked }) }),
    routes: Object.fromEntries(routes),
  };
}

/** @returns the service with a number at which the member's rule may be parked. @throws MembershipLostError */
export function withParked(service: ServiceItem, member: string, parked: number): ServiceItem {
  const seat = seatOf(service, member);
  return withSeat(service, member, { ...seat, held: [...new Set([...seat.held, parked])], parked });
}

/** Which route: its member and its id. */
export interface RouteName {
  member: string;
  id: string;
}

/** Ids of the member's routes. */
export const routesOf = ({ routes }: ServiceItem, member: string): string[] =>
  Object.keys(routes).filter((id) => routes[id]?.member === member);

/**
 * @param occupy priorities that the member's seat takes
 * @param parked that at which its rule is to be parked, if any
 * @throws MembershipLostError
 */
export function withRoute(
  service: ServiceItem,
  { id, member }: RouteName,
  claims: string[],
  { occupy, traffic, parked }: { occupy: readonly number[]; traffic: Seat['traffic']; parked?: number },
): ServiceItem {
  const seat = withTraffic(seatOf(service, member), traffic);
  const held = [...new Set([...seat.held, ...occupy])];
  const route = { ...service.routes[id], member, claims };
  return {
    ...withSeat(service, member, { ...seat, held, ...(parked !== undefined && { parked }) }),
    routes: { ...service.routes, [id]: route },
  };
}

/** The seat with this state of its traffic. */
export const withTraffic = ({ traffic: _, ...seat }: Seat, traffic: Seat['traffic']): Seat =>
  traffic === undefined ? seat : { ...seat, traffic };

/** @returns the service without these routes. It does not change the seats that hold a rule for them */
export const withoutRoutes = (service: ServiceItem, going: readonly string[]): ServiceItem => ({
  ...service,
  routes: Object.fromEntries(Object.entries(service.routes).filter(([id]) => !going.includes(id))),
});

/** The members that have no route left without these. */
export function membersLeftWithout(service: ServiceItem, going: readonly string[]): string[] {
  const members = new Set(going.flatMap((id) => service.routes[id]?.member ?? []));
  return [...members].filter((member) => routesOf(service, member).every((id) => going.includes(id)));
}
