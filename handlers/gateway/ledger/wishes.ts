import type { Seat, ServiceItem, TaskNetwork, Wish } from './items';
import { isLetGo } from './retained';

/** Finds the seat that was taken for a wish. Pure. */

/** Whether both ask for the same membership. It does not matter whether that is to be retained. */
export const sameWish = (one: Wish, other: Wish): boolean =>
  one.gatewayName === other.gatewayName &&
  one.cluster === other.cluster &&
  one.scheme === other.scheme &&
  one.serviceName === other.serviceName &&
  one.subnetIds?.join() === other.subnetIds?.join();

/**
 * @param named the id that CloudFormation names, which is preferred.
 * @returns a seat that was taken for the same wish
 */
export const seatForWish = (service: ServiceItem, wish: Wish, named?: string): string | undefined =>
  seatWhere(service, named, (seat) => sameWish(seat.wish, wish));

/** @returns a seat that had this wish until an update changed it in place, and the network that it had then */
export function seatBefore({ seats }: ServiceItem, wish: Wish): { member: string; network: TaskNetwork } | undefined {
  for (const [member, { before, left }] of Object.entries(seats)) {
    if (before && !left && sameWish(before.wish, wish)) return { member, network: before.network };
  }
  return undefined;
}

/** @returns the id of a retained seat that was taken for the same wish; if there are several, of the last one */
export const retainedForWish = ({ seats }: ServiceItem, wish: Wish): string | undefined =>
  Object.keys(seats).findLast((member) => {
    const seat = seats[member];
    return seat && isLetGo(seat) && sameWish(seat.wish, wish);
  });

/**
 * @param named the id that CloudFormation names, which is preferred
 * @returns the id of a seat that fits; never of a retained seat, unless it is the named one
 */
export function seatWhere(
  service: ServiceItem,
  named: string | undefined,
  fits: (seat: Seat) => boolean,
): string | undefined {
  const fitting = Object.keys(service.seats).filter((member) => {
    const seat = service.seats[member];
    return seat && !seat.left && (member === named || !isLetGo(seat)) && fits(seat);
  });
  return fitting.find((member) => member === named) ?? fitting[0];
}

/** Whether the user named a cluster that must exist already. */
export const isExistingCluster = ({ wish }: Seat): boolean => wish.cluster.startsWith('arn:');
