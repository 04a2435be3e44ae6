import type { Condition, Key, Store, Write } from '../world/store';
import { type ClusterItem, isCluster, toAttributes } from './items';
import { clusterKey } from './keys';

/** What the ledger is asked and told about clusters. Nothing here writes: it returns what a session then commits. */

export async function findCluster(store: Store, name: string): Promise<ClusterItem | undefined> {
  const item = await store.get(clusterKey(name));
  return item && isCluster(item) ? item : undefined;
}

/** A cluster with one member in it. */
export const foundingCluster = (name: string, token: string, member: string): Write => ({
  key: clusterKey(name),
  when: [{ path: ['PK'], is: 'absent' }],
  put: toAttributes({ kind: 'cluster', name, token, state: 'OPEN', members: { [member]: true } }),
});

/** A cluster that is there, and that the ledger knows nothing of. */
export const recordingCluster = (cluster: Omit<ClusterItem, keyof Key | 'kind'>): Write => ({
  key: clusterKey(cluster.name),
  when: [{ path: ['PK'], is: 'absent' }],
  put: toAttributes({ kind: 'cluster', ...cluster }),
});

/** @param ready demands that the cluster has been made or found */
export const joiningCluster = (name: string, member: string, { ready }: { ready: boolean }): Write => ({
  key: clusterKey(name),
  when: [
    { path: ['state'], equals: 'OPEN' },
    ...(ready ? [{ path: ['ownership'] as const, is: 'present' as const }] : []),
  ],
  update: [{ set: ['members', member], to: true }],
});

/** Notes whose the cluster is, once it is made or found. */
export const establishing = (name: string, member: string, ownership: 'ours' | 'foreign'): Write => ({
  key: clusterKey(name),
  when: [{ path: ['members', member], is: 'present' }],
  update: [{ set: ['ownership'], to: ownership }],
});

/**
 * A member is in one incarnation only, and a cluster that has members stays, so no token need be told.
 * @param last whether nobody is left then: the same write closes the cluster
 */
export const leavingCluster = (name: string, member: string, last: boolean): Write => ({
  key: clusterKey(name),
  when: [
    { path: ['members', member], is: 'present' },
    { path: ['members'], size: last ? '=' : '>', than: 1 },
  ],
  update: [{ remove: ['members', member] }, ...(last ? [{ set: ['state'] as const, to: 'CLOSING' }] : [])],
});

/** Closes a cluster that has no members. */
export const abandoningCluster = ({ name, token }: ClusterItem): Write => ({
  key: clusterKey(name),
  when: [...incarnation(token, 'OPEN'), { path: ['members'], size: '=', than: 0 }],
  update: [{ set: ['state'], to: 'CLOSING' }],
});

/** Makes the run the only one that may delete the cluster, if what it saw of others still holds. */
export const takingOver = (
  { name, token, closer }: ClusterItem,
  { invocation, deadline }: { invocation: string; deadline: number },
): Write => ({
  key: clusterKey(name),
  when: [
    ...incarnation(token, 'CLOSING'),
    closer ? { path: ['closer', 'invocation'], equals: closer.invocation } : { path: ['closer'], is: 'absent' },
  ],
  update: [{ set: ['closer'], to: { invocation, deadline } }],
});

/** Forgets a cluster that is deleted, or given back to whoever else uses it. */
export const forgettingCluster = ({ name, token }: ClusterItem, invocation: string): Write => ({
  key: clusterKey(name),
  when: [...incarnation(token, 'CLOSING'), { path: ['closer', 'invocation'], equals: invocation }],
  delete: true,
});

const incarnation = (token: string, state: 'OPEN' | 'CLOSING'): Condition[] => [
  { path: ['token'], equals: token },
  { path: ['state'], equals: state },
];
