import { TAG } from '../../../contract';
import { findCluster, joiningCluster, leavingCluster, recordingCluster } from '../../ledger/clusters';
import { gatewayOf, mendingClusters } from '../../ledger/gateways';
import { dropping, heldIn, unheld, usedBy } from '../../ledger/held-clusters';
import type { ClusterItem, GatewayItem } from '../../ledger/items';
import { newToken } from '../../names';
import type { Write } from '../../world/store';
import type { SeenCluster } from '../../world/survey';
import type { World } from '../../world/world';
import type { Repair } from '../diagnose/diagnosis';

/**
 * Makes the two levels agree: a gateway holds a cluster while one of its members uses it. One transaction, with what it was
 * decided on as conditions.
 * @throws ConditionFailedError if that has changed meanwhile
 */
export async function mendHold(
  { store, random }: Pick<World, 'store' | 'random'>,
  { name, token, gateway: seen, cluster: shown }: Extract<Repair, { do: 'mend hold' }>,
): Promise<void> {
  const gateway = seen && (await gatewayOf(store, seen));
  const cluster = await findCluster(store, name);
  const users = Object.keys((gateway && heldIn(gateway, name)?.members) ?? {});
  const strangers = users.filter((one) => !(gateway && one in gateway.members));
  const user = users.find((one) => !strangers.includes(one));
  const writes =
    gateway && user !== undefined
      ? [usedStill(gateway, name, user, strangers), ...holding({ random }, token, name, cluster, shown)]
      : [...(gateway ? [usedByNobody(gateway, name, strangers)] : []), ...released(token, name, cluster)];
  if (writes.length > 0) await store.transact(writes);
}

/** What makes the gateway one of the cluster's holders. @param seen the cluster in ECS or in the ledger */
export function holding(
  world: Pick<World, 'random'>,
  token: string,
  name: string,
  item: ClusterItem | undefined,
  seen: ClusterItem | SeenCluster | undefined,
): Write[] {
  if (item) return token in item.members ? [] : [joiningCluster(name, token, { ready: false })];
  const tagged = seen && 'tags' in seen ? seen.tags[TAG.cluster] : undefined;
  return [
    recordingCluster({
      name,
      token: tagged ?? newToken(world),
      state: 'OPEN',
      members: { [token]: true },
      ownership: tagged ? 'ours' : 'foreign',
    }),
  ];
}

const usedStill = (gateway: GatewayItem, name: string, user: string, strangers: readonly string[]): Write =>
  mendingClusters(gateway, {
    when: [...usedBy(name, user), ...dropping(name, strangers).when],
    update: dropping(name, strangers).update,
  });

const usedByNobody = (gateway: GatewayItem, name: string, strangers: readonly string[]): Write =>
  mendingClusters(gateway, unheld(gateway, name, strangers));

function released(token: string, name: string, cluster: ClusterItem | undefined): Write[] {
  return cluster && token in cluster.members
    ? [leavingCluster(name, [token], Object.keys(cluster.members).length === 1)]
    : [];
}
