import { isAtWork } from '../../fence/fence';
import { serviceOf } from '../../identity';
import type { GatewayItem, Seat, ServiceItem } from '../../ledger/items';
import { type Observation, servicesOf, standingOf } from './observation';

export interface RestingMember {
  service: ServiceItem;
  member: string;
  seat: Seat;
}

/** The gateway's members that a resting stack has, and on whose services no run is at work: what is wrong with them lasts. */
export function restingMembers(observation: Observation, { members, token }: GatewayItem): RestingMember[] {
  const services = servicesOf(observation);
  return Object.keys(members).flatMap((member) => {
    const service = services.get(serviceOf(member));
    const seat = service?.seats[member];
    const rests = standingOf(observation, member) === 'living';
    return service && seat && rests && !seat.left && seat.token === token && !isAtWork(service, observation.now)
      ? [{ service, member, seat }]
      : [];
  });
}
