import type { ServiceItem, Wish } from '../ledger/items';
import { GIVE_UP, isLetGo, spokenRetained } from '../ledger/retained';
import { NameTakenError, UpdateRefusedError } from '../world/errors';
import { clusterName } from './wish';

/**
 * Checks that the new ECS service would not have the name of another one of this service in the same cluster.
 * @throws UpdateRefusedError, NameTakenError
 */
export function checkName(service: ServiceItem, wish: Wish, named?: string): void {
  const old = named === undefined ? undefined : service.seats[named];
  if (
    old &&
    wish.serviceName &&
    old.wish.serviceName === wish.serviceName &&
    old.cluster === clusterName(wish.cluster)
  ) {
    throw new UpdateRefusedError(
      `The service must move to another gateway, which makes a new service beside the old, but both would be named ` +
        `${wish.serviceName}: change or remove ServiceName in the same update`,
    );
  }
  for (const [member, seat] of Object.entries(service.seats)) {
    const isNamesake = seat.wish.serviceName === wish.serviceName && seat.cluster === clusterName(wish.cluster);
    if (wish.serviceName && isNamesake && isLetGo(seat)) {
      throw new NameTakenError(
        `In cluster ${seat.cluster}, ServiceName ${wish.serviceName} belongs to ${spokenRetained(member, seat)}; choose ` +
          `another ServiceName or Cluster, ${GIVE_UP}`,
      );
    }
  }
}
