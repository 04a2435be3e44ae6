import type { Job } from '../fence/job';
import { gatewayOf, samePool } from '../ledger/gateways';
import type { GatewayItem, Seat, ServiceItem, Wish } from '../ledger/items';
import { retainedForWish, seatForWish, seatWhere } from '../ledger/wishes';
import type { ResourceRequest } from '../protocol/resource';
import type { Store } from '../world/store';
import { chooseSubnets, hasZones, poolOf, type SubnetChoice } from './subnets';
import { clusterName } from './wish';

/** A Create can only have the seat that it took itself. The stack no longer has any other seat of the service. */
export const seatOfCreate = ({ seats }: ServiceItem, member: string): string | undefined =>
  seats[member] && !seats[member].left ? member : undefined;

/**
 * A rollback of a move returns to the seat that the move left, even if that seat was to be retained. No other update
 * can reach a retained seat.
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
 * Gives up a seat that an earlier request took in a gateway whose load balancer cannot be made, if the cause are
 * subnets of another service. Then another seat is taken.
 * @param own the id of this request's own seat: it is not given up, and the request fails with the reason
 */
async function usable(job: Job, mine: string | undefined, wish: Wish, own: string): Promise<string | undefined> {
  const seat = mine === undefined ? undefined : job.session.service.seats[mine];
  if (!seat || seat.facts || mine === own) return mine;
  const { store, network } = job.world;
  return (await isStranded(store, seat, await chooseSubnets(network, wish))) ? undefined : mine;
}

/** @returns the id of a seat that fits a changed wish: in the same pool, with zones for its subnets */
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

/** Whether the seat's gateway cannot be built in its founder's subnets, while the service itself has other subnets. */
async function isStranded(store: Store, seat: Seat, subnets: SubnetChoice): Promise<boolean> {
  const gateway = await gatewayOf(store, seat);
  return gateway !== undefined && isDeadEnd(gateway, subnets);
}

const isDeadEnd = ({ unbuilt, zones }: GatewayItem, subnets: SubnetChoice): boolean =>
  unbuilt !== undefined && Object.entries(subnets.zones).some(([zone, subnetId]) => zones[zone] !== subnetId);
