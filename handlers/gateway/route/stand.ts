import type { Route, RouteSpec, ServiceItem } from '../ledger/items';
import { parkedOf } from '../ledger/priorities';
import { type RouteName, routesOf, seatOf } from '../ledger/service';
import type { Matching } from '../world/load-balancers';
import { unionOf } from './union';

/** What a member's rule has to be at the moment. Pure. */

/** A route, and its rank: the priority that its rule has when nothing is in progress. */
export interface RankedRoute extends RouteName {
  spec: RouteSpec;
  rank: number;
}

/** What a rule matches, and its priority. */
export interface Stand {
  matching: Matching;
  priority: number;
}

/**
 * While its traffic is awaited, a rule is parked. While CloudFormation has not yet deleted the route that another one
 * has replaced, the rule matches what both ask for, if one rule can, and has the later of their priorities: so it takes
 * no requests from rules that are more specific than its more general half.
 */
export function standOf(service: ServiceItem, { member, id, spec, rank }: RankedRoute): Stand {
  const seat = seatOf(service, member);
  let stand: Stand = { matching: spec, priority: rank };
  for (const other of routesOf(service, member)) {
    const asked = other === id ? undefined : askedOf(service, other);
    const matching = asked && unionOf(stand.matching, asked.spec);
    if (asked && matching) {
      stand = { matching, priority: Math.max(stand.priority, asked.priority) };
    }
  }
  const parked = parkedOf(seat);
  return seat.traffic === 'awaited' && parked !== undefined ? { ...stand, priority: parked } : stand;
}

/** What an answered route asks for. Items of older versions have that only of the member's last one, in its seat. */
export function askedOf({ routes, seats }: ServiceItem, id: string): Route['asked'] {
  const route = routes[id];
  const seat = route && seats[route.member];
  // An older version of the function may have freed the priority.
  if (route?.asked && seat?.held.includes(route.asked.priority)) return route.asked;
  return seat?.rule?.route === id && seat.priority !== undefined && seat.traffic !== 'awaited'
    ? { spec: seat.rule.spec, priority: seat.priority }
    : undefined;
}

/** @returns the service with that recorded of every route of the member */
export const withAsked = (service: ServiceItem, member: string): ServiceItem => ({
  ...service,
  routes: Object.fromEntries(
    Object.entries(service.routes).map(([id, route]) => {
      const asked = route.member === member ? askedOf(service, id) : undefined;
      return [id, asked ? { ...route, asked } : route];
    }),
  ),
});

/** The route that the member's rule was last recorded for; undefined if the ledger does not say what it was like. */
export function rankedRoute(service: ServiceItem, member: string): RankedRoute | undefined {
  const { rule, priority, traffic } = seatOf(service, member);
  const rank = (rule && askedOf(service, rule.route)?.priority) ?? (traffic === 'awaited' ? undefined : priority);
  return rule && rank !== undefined ? { member, id: rule.route, spec: rule.spec, rank } : undefined;
}
