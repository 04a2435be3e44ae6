import type { Change, Condition, Key, Store, Write } from '../world/store';
import { type ClusterItem, isCluster, toAttributes } from './items';
import { clusterKey } from './keys';

/**
 * Reads about clusters in the ledger, and writes. A write is returned as data; a session or the store carries it out.
 */

export async function findCluster(store: Store, name: string): Promise<ClusterItem | undefined> {
  const item = await store.get(clusterKey(name));
  return item && isCluster(item) ? item : undefined;
}

/** A new cluster with one holder: the token of a gateway. */
export const foundingCluster = (name: string, token: string, holder: string): Write => ({
  key: clusterKey(name),
  when: [{ path: ['PK'], is: 'absent' }],
  put: toAttributes({ kind: 'cluster', name, token, state: 'OPEN', members: { [holder]: true } }),
});

/** A cluster that exists and that the ledger does not know. */
export const recordingCluster = (cluster: Omit<ClusterItem, keyof Key | 'kind'>): Write => ({
  key: clusterKey(cluster.name),
  when: [{ path: ['PK'], is: 'absent' }],
  put: toAttributes({ kind: 'cluster', ...cluster }),
});

/** @param ready whether to require that the cluster has been made or found */
export const joiningCluster = (name: string, holder: string, { ready }: { ready: boolean }): Write => ({
  key: clusterKey(name),
  when: [
    { path: ['state'], equals: 'OPEN' },
    ...(ready ? [{ path: ['ownership'] as const, is: 'present' as const }] : []),
  ],
  update: [{ set: ['members', holder], to: true }],
});

/** Records whether the cluster is ours, once it is made or found. */
export const establishing = (name: string, holder: string, ownership: 'ours' | 'foreign'): Write => ({
  key: clusterKey(name),
  when: [{ path: ['members', holder], is: 'present' }],
  update: [{ set: ['ownership'], to: ownership }],
});

/**
 * No token of the cluster is needed: a gateway or member holds one incarnation only, and a cluster that is held stays.
 * @param last whether nobody else holds it: then the same write closes the cluster. The condition says the same
 */
export const leavingCluster = (name: string, holders: readonly string[], last: boolean): Write => ({
  key: clusterKey(name),
  when: [
    ...holders.map((holder): Condition => ({ path: ['members', holder], is: 'present' })),
    { path: ['members'], size: last ? '=' : '>', than: holders.length },
  ],
  update: [
    ...holders.map((holder): Change => ({ remove: ['members', holder] })),
    ...(last ? [{ set: ['state'] as const, to: 'CLOSING' }] : []),
  ],
});

/** Closes a cluster without members. */
export const abandoningCluster = ({ name, token }: ClusterItem): Write => ({
  key: clusterKey(name),
  when: [...incarnation(token, 'OPEN'), { path: ['members'], size: '=', than: 0 }],
  update: [{ set: ['state'], to: 'CLOSING' }],
});

/** Makes the run the only one that may delete the cluster, unless that has changed since the item was read. */
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

/** Deletes the item of a cluster that is deleted, or that others use. */
export const forgettingCluster = ({ name, token }: ClusterItem, invocation: string): Write => ({
  key: clusterKey(name),
  when: [...incarnation(token, 'CLOSING'), { path: ['closer', 'invocation'], equals: invocation }],
  delete: true,
});

const incarnation = (token: string, state: 'OPEN' | 'CLOSING'): Condition[] => [
  { path: ['token'], equals: token },
  { path: ['state'], equals: state },
];
