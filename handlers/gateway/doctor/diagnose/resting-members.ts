import { serviceOf } from '../../identity';
import type { GatewayItem, Seat, ServiceItem } from '../../ledger/items';
import { type Observation, servicesOf, standingOf } from '../look/observation';
import { isAtWork } from './memberships';

export interface RestingMember {
  service: ServiceItem;
  member: string;
  seat: Seat;
}

/** A gateway's members of whose services nothing is being done: what is odd about them is no passing state. */
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
