import type { Seat, ServiceItem, Wish } from './items';
import { isLetGo } from './retained';

/** Which of a service's seats was taken for which wish. Pure. */

/** Whether both ask for the same membership; whether it is to be retained is no part of it. */
export const sameWish = (one: Wish, other: Wish): boolean =>
  one.gatewayName === other.gatewayName &&
  one.cluster === other.cluster &&
  one.scheme === other.scheme &&
  one.serviceName === other.serviceName &&
  one.subnetIds?.join() === other.subnetIds?.join();

/** @returns the id of a seat that was taken for the same wish, the one that CloudFormation names first */
export const seatForWish = (service: ServiceItem, wish: Wish, named?: string): string | undefined =>
  seatWhere(service, named, (seat) => sameWish(seat.wish, wish));

/** @returns the id of a retained seat that was taken for the same wish; the last one, of several */
export const retainedForWish = ({ seats }: ServiceItem, wish: Wish): string | undefined =>
  Object.keys(seats).findLast((member) => {
    const seat = seats[member];
    return seat && isLetGo(seat) && sameWish(seat.wish, wish);
  });

/** @returns the id of a seat that fits, the one that CloudFormation names first; of the retained ones none but that */
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

/** Whether the user means a cluster that exists, and not one to be made. */
export const isExistingCluster = ({ wish }: Seat): boolean => wish.cluster.startsWith('arn:');
