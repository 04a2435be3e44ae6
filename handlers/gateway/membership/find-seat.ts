import type { Job } from '../fence/job';
import { gatewayOf, samePool } from '../ledger/gateways';
import type { GatewayItem, Seat, ServiceItem, Wish } from '../ledger/items';
import { retainedForWish, seatForWish, seatWhere } from '../ledger/wishes';
import type { ResourceRequest } from '../protocol/resource';
import type { Store } from '../world/store';
import { chooseSubnets, hasZones, poolOf, type SubnetChoice } from './subnets';
import { clusterName } from './wish';

/** A Create has what it took itself. Whatever else there is, the stack has let go of: the names of that are taken. */
export const seatOfCreate = ({ seats }: ServiceItem, member: string): string | undefined =>
  seats[member] && !seats[member].left ? member : undefined;

/**
 * A move that is rolled back comes back to the seat that it left, although that was to be retained. In any other update
 * a seat that was retained is out of reach.
 */
export async function seatOfUpdate(job: Job, request: ResourceRequest, wish: Wish, own: string) {
  const { world, session } = job;
  const { service } = session;
  const mine = seatForWish(service, wish, request.PhysicalResourceId);
  const retained = mine === undefined ? retainedForWish(service, wish) : undefined;
  const found = retained !== undefined && (await world.stacks.isRollingBack(request.StackId)) ? retained : mine;
  return usable(job, found, wish, own);
}

/**
 * A seat that an earlier request took where the load balancer cannot be made, because of subnets that are not the
 * service's, is given up for another. @param own the seat of this request, which fails with the reason instead
 */
async function usable(job: Job, mine: string | undefined, wish: Wish, own: string): Promise<string | undefined> {
  const seat = mine === undefined ? undefined : job.session.service.seats[mine];
  if (!seat || seat.facts || mine === own) return mine;
  const { store, network } = job.world;
  return (await isStranded(store, seat, await chooseSubnets(network, wish))) ? undefined : mine;
}

/** @returns the id of a seat that does for a changed wish: in the same pool, with zones for its subnets */
export async function seatInSubnets(
  store: Store,
  service: ServiceItem,
  wish: Wish,
  subnets: SubnetChoice,
  named?: string,
): Promise<string | undefined> {
  const fits = (seat: Seat): boolean =>
    samePool(seat.pool, poolOf(wish, subnets)) &&
    seat.cluster === clusterName(wish.cluster) &&
    seat.wish.serviceName === wish.serviceName;
  const member = seatWhere(service, named, fits);
  const seat = member && service.seats[member];
  const gateway = seat && (await gatewayOf(store, seat));
  return gateway && hasZones(gateway, subnets) && !isDeadEnd(gateway, subnets) ? member : undefined;
}

/** Whether the seat's gateway cannot be built in its founder's subnets, and the service's own are others. */
async function isStranded(store: Store, seat: Seat, subnets: SubnetChoice): Promise<boolean> {
  const gateway = await gatewayOf(store, seat);
  return gateway !== undefined && isDeadEnd(gateway, subnets);
}

const isDeadEnd = ({ unbuilt, zones }: GatewayItem, subnets: SubnetChoice): boolean =>
  unbuilt !== undefined && Object.entries(subnets.zones).some(([zone, subnetId]) => zones[zone] !== subnetId);
