import type { Change, Condition } from '../world/store';
import type { GatewayItem, HeldCluster } from './items';

/**
 * Clusters are held in two levels, so that services of one gateway do not all write the cluster's item: a cluster is held
 * by gateways, and a gateway holds a cluster while one of its members uses it. Services of one gateway may use different
 * clusters. What is here is part of a write to the gateway's item; the same transaction writes the cluster's item where
 * the gateway begins or ceases to hold it.
 */

/** What a write to the gateway's item has in addition. */
export interface HoldChange {
  when: readonly Condition[];
  update: readonly Change[];
}

export const NOTHING: HoldChange = { when: [], update: [] };

/** A cluster's name may be one that every object has, such as `constructor`. */
export const heldIn = ({ clusters }: Pick<GatewayItem, 'clusters'>, name: string): HeldCluster | undefined =>
  clusters && Object.hasOwn(clusters, name) ? clusters[name] : undefined;

/**
 * A member begins to use a cluster. If the gateway does not hold it yet, the transaction must also write the token into the
 * cluster's item.
 * @param gateway as it was read: whether it holds the cluster is a condition
 * @param ready whether the cluster exists and can be used. If the gateway holds it, that is a condition, too: by now it may
 * hold a later incarnation
 */
export function using(
  gateway: Pick<GatewayItem, 'clusters'>,
  name: string,
  member: string,
  { ready }: { ready: boolean },
): HoldChange {
  const first: HeldCluster = { members: { [member]: true }, ...(ready && { ready }) };
  if (!gateway.clusters) {
    return {
      when: [{ path: ['clusters'], is: 'absent' }],
      update: [{ set: ['clusters'], to: { [name]: { ...first } } }],
    };
  }
  const held = heldIn(gateway, name);
  if (!held) {
    return {
      when: [
        { path: ['clusters'], is: 'present' },
        { path: ['clusters', name], is: 'absent' },
      ],
      update: [{ set: ['clusters', name], to: { ...first } }],
    };
  }
  return {
    when: [{ path: ['clusters', name, ready ? 'ready' : 'members'], is: 'present' }],
    update: [{ set: ['clusters', name, 'members', member], to: true }],
  };
}

/** Records that the cluster can be used, as long as the member uses it. */
export const readying = (name: string, member: string): HoldChange => ({
  when: [{ path: ['clusters', name, 'members', member], is: 'present' }],
  update: [{ set: ['clusters', name, 'ready'], to: true }],
});

/**
 * A member ceases to use a cluster.
 * @param last whether no other member uses it: then the gateway ceases to hold it, and the transaction must take the token
 * out of the cluster's item. The condition says the same
 */
export const ceasing = (name: string, member: string, last: boolean): HoldChange => ({
  when: [
    { path: ['clusters', name, 'members', member], is: 'present' },
    { path: ['clusters', name, 'members'], size: last ? '=' : '>', than: 1 },
  ],
  update: [{ remove: last ? ['clusters', name] : ['clusters', name, 'members', member] }],
});

/** Holds while the member uses the cluster. */
export const usedBy = (name: string, member: string): Condition[] => [
  { path: ['members', member], is: 'present' },
  { path: ['clusters', name, 'members', member], is: 'present' },
];

/** Drops those who use the cluster and are no members of the gateway any more. */
export const dropping = (name: string, strangers: readonly string[]): HoldChange => ({
  when: strangers.flatMap((one): Condition[] => [
    { path: ['members', one], is: 'absent' },
    { path: ['clusters', name, 'members', one], is: 'present' },
  ]),
  update: strangers.map((one): Change => ({ remove: ['clusters', name, 'members', one] })),
});

/** Ceases to hold a cluster that nobody uses but these, who are no members any more. */
export const unheld = (
  gateway: Pick<GatewayItem, 'clusters'>,
  name: string,
  strangers: readonly string[],
): HoldChange =>
  heldIn(gateway, name)
    ? {
        when: [
          ...dropping(name, strangers).when,
          { path: ['clusters', name, 'members'], size: '=', than: strangers.length },
        ],
        update: [{ remove: ['clusters', name] }],
      }
    : { when: [{ path: ['clusters', name], is: 'absent' }], update: [] };
