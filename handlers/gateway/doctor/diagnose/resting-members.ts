import { serviceOf } from '../../identity';
import type { GatewayItem, Seat, ServiceItem } from '../../ledger/items';
import { type Situation, servicesOf, standingOf } from '../look/situation';
import { isAtWork } from './memberships';

export interface Member {
  service: ServiceItem;
  member: string;
  seat: Seat;
}

/** A gateway's members of whose services nothing is being done: what is odd about them is no passing state. */
export function restingMembers(situation: Situation, { members, token }: GatewayItem): Member[] {
  const services = servicesOf(situation);
  return Object.keys(members).flatMap((member) => {
    const service = services.get(serviceOf(member));
    const seat = service?.seats[member];
    const rests = standingOf(situation, member) === 'living';
    return service && seat && rests && !seat.left && seat.token === token && !isAtWork(service, situation.now)
      ? [{ service, member, seat }]
      : [];
  });
}
