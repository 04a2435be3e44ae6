import type { Change, Condition, Key, Store, Write } from '../world/store';
import { type HoldChange, NOTHING } from './held-clusters';
import { type GatewayFacts, type GatewayItem, isGateway, type Pool, type Seat, toAttributes } from './items';
import { GATEWAYS, gatewayKey, poolPartition } from './keys';
import { FOREIGN, namesOf, slotName } from './priorities';

/**
 * Reads about gateways in the ledger, and writes. A write is returned as data; a session or the store carries it out.
 */

/**
 * The pool's gateways that can be joined: OPEN, with fewer than `most` members, and not known to be impossible to
 * build.
 */
export async function roomy(store: Store, pool: Pool, most: number): Promise<GatewayItem[]> {
  const where: Condition[] = [
    { path: ['state'], equals: 'OPEN' },
    { path: ['members'], size: '<', than: most },
    { path: ['unbuilt'], is: 'absent' },
  ];
  return (await store.query(poolPartition(pool), GATEWAYS, { where })).filter(isGateway);
}

/** The same conditions for one gateway. */
export const hasRoom = ({ state, members, unbuilt }: GatewayItem, most: number): boolean =>
  state === 'OPEN' && unbuilt === undefined && Object.keys(members).length < most;

/** Every gateway of the pool. */
export const gatewaysOf = async (store: Store, pool: Pool): Promise<GatewayItem[]> =>
  (await store.query(poolPartition(pool), GATEWAYS)).filter(isGateway);

/** The lowest number that no gateway of the pool has. */
export function freeNumber(gateways: readonly GatewayItem[]): number {
  const used = new Set(gateways.map(({ number }) => number));
  let number = 1;
  while (used.has(number)) {
    number++;
  }
  return number;
}

/** @returns the gateway of a seat; undefined if that incarnation is gone */
export async function gatewayOf(
  store: Store,
  { pool, number, token }: Pick<Seat, 'pool' | 'number' | 'token'>,
): Promise<GatewayItem | undefined> {
  const item = await store.get(gatewayKey(pool, number));
  return item && isGateway(item) && item.token === token ? item : undefined;
}

export const samePool = (one: Pool, other: Pool): boolean =>
  one.name === other.name && one.vpcId === other.vpcId && one.scheme === other.scheme;

/** Whether both describe the same load balancer, listener and security group. */
export const sameFacts = (one: GatewayFacts | undefined, other: GatewayFacts | undefined): boolean =>
  one?.loadBalancerArn === other?.loadBalancerArn &&
  one?.dnsName === other?.dnsName &&
  one?.hostedZoneId === other?.hostedZoneId &&
  one?.listenerArn === other?.listenerArn &&
  one?.securityGroupId === other?.securityGroupId;

/** A new gateway with one member. */
export function founding(gateway: Omit<GatewayItem, keyof Key>): Write {
  const key = gatewayKey(gateway.pool, gateway.number);
  return { key, when: [{ path: ['PK'], is: 'absent' }], put: toAttributes(gateway) };
}

/**
 * Takes a seat and a slot.
 * @param cluster what begins to be used with it
 */
export const joining = (
  { pool, number, token }: GatewayItem,
  member: string,
  slot: number,
  most: number,
  cluster = NOTHING,
): Write => ({
  key: gatewayKey(pool, number),
  when: [
    ...openIncarnation(token),
    { path: ['members'], size: '<', than: most },
    { path: ['unbuilt'], is: 'absent' },
    { path: ['priorities', slotName(slot)], is: 'absent' },
    ...cluster.when,
  ],
  update: [
    { set: ['members', member], to: true },
    { set: ['priorities', slotName(slot)], to: member },
    ...cluster.update,
  ],
});

/**
 * Puts back a member that exists and that the ledger has lost, with its slot, its priorities and its cluster. Another
 * service may have found its rule while it was lost, and taken that for a foreign one.
 */
export const readmitting = (seat: Seat, member: string, cluster: HoldChange): Write => ({
  key: gatewayKey(seat.pool, seat.number),
  when: [
    ...openIncarnation(seat.token),
    ...namesOf(seat).map((name) => freeOrOf(name, member, FOREIGN)),
    ...cluster.when,
  ],
  update: [
    { set: ['members', member], to: true },
    ...namesOf(seat).map((name): Change => ({ set: ['priorities', name], to: member })),
    ...cluster.update,
  ],
});

/** Changes what the gateway holds, as long as the member is in it. */
export const changingClusters = ({ pool, number, token }: Seat, member: string, cluster: HoldChange): Write => ({
  key: gatewayKey(pool, number),
  when: [...openIncarnation(token), isMember(member), ...cluster.when],
  update: cluster.update,
});

/** Records what was built, if the member is still in the gateway. */
export const building = ({ pool, number, token }: Seat, member: string, facts: GatewayFacts): Write => ({
  key: gatewayKey(pool, number),
  when: [...openIncarnation(token), isMember(member)],
  update: [{ set: ['facts'], to: toAttributes(facts) }, { remove: ['unbuilt'] }],
});

/** Records that the load balancer cannot be made, unless another member has made it. @param reason in AWS's words */
export const despairing = ({ pool, number, token }: Seat, member: string, reason: string): Write => ({
  key: gatewayKey(pool, number),
  when: [...openIncarnation(token), isMember(member), { path: ['facts'], is: 'absent' }],
  update: [{ set: ['unbuilt'], to: reason }],
});

/** The gateway's `early` as it was read, and its next value. */
export interface Early {
  seen?: string;
  next?: string;
}

/**
 * Holds while the member has its seat and, if `early` is given, while that is as it was read.
 * @param occupy priorities that the member takes
 * @param vacate priorities that the member frees
 */
export function keeping(
  { pool, number, token }: Seat,
  member: string,
  { occupy = [], vacate = [], early }: { occupy?: readonly number[]; vacate?: readonly number[]; early?: Early } = {},
): Write {
  const key = gatewayKey(pool, number);
  const changes: Change[] = [
    ...occupy.map((number): Change => ({ set: ['priorities', String(number)], to: member })),
    ...freeing(vacate.map(String)),
    ...(early?.next === undefined ? [] : [{ set: ['early'] as const, to: early.next }]),
  ];
  const free = occupy.map((number) => freeOrOf(String(number), member));
  const when = [...openIncarnation(token), isMember(member), ...free, ...(early ? [asSeen(early)] : [])];
  return changes.length > 0 ? { key, when, update: changes } : { key, when, check: true };
}

const asSeen = ({ seen }: Early): Condition =>
  seen === undefined ? { path: ['early'], is: 'absent' } : { path: ['early'], equals: seen };

/** Records that a rule which cfn-express did not make has this priority. */
export const yielding = ({ pool, number, token }: Seat, member: string, priority: number): Write => ({
  key: gatewayKey(pool, number),
  when: [...openIncarnation(token), isMember(member), freeOrOf(String(priority), member)],
  update: [{ set: ['priorities', String(priority)], to: FOREIGN }],
});

/**
 * Gives the seat back.
 * @param last whether the member is the last one: then the same write closes the gateway
 * @param cluster what ceases to be used with it
 */
export const leaving = (seat: Seat, member: string, last: boolean, cluster: HoldChange): Write => ({
  key: gatewayKey(seat.pool, seat.number),
  when: [
    ...incarnation(seat.token),
    isMember(member),
    { path: ['members'], size: last ? '=' : '>', than: 1 },
    ...cluster.when,
  ],
  update: [{ remove: ['members', member] }, ...freeing(namesOf(seat)), ...(last ? closed : []), ...cluster.update],
});

/** Changes what the gateway holds, or only checks it, whoever is in it. */
export function mendingClusters({ pool, number, token }: Seat | GatewayItem, { when, update }: HoldChange): Write {
  const write = { key: gatewayKey(pool, number), when: [...incarnation(token), ...when] };
  return update.length > 0 ? { ...write, update } : { ...write, check: true };
}

/** Closes a gateway without members. */
export const abandoning = ({ pool, number, token }: GatewayItem): Write => ({
  key: gatewayKey(pool, number),
  when: [...openIncarnation(token), { path: ['members'], size: '=', than: 0 }],
  update: closed,
});

/** Deletes the item of a gateway of which nothing is left. */
export const forgetting = ({ pool, number, token }: GatewayItem): Write => ({
  key: gatewayKey(pool, number),
  when: closingIncarnation(token),
  delete: true,
});

/** Records why a closing gateway still exists. */
export const retaining = ({ pool, number, token }: GatewayItem, reason: string): Write => ({
  key: gatewayKey(pool, number),
  when: closingIncarnation(token),
  update: [{ set: ['kept'], to: reason }],
});

const closed: readonly Change[] = [{ set: ['state'], to: 'CLOSING' }];

const freeing = (names: readonly string[]): Change[] => names.map((name) => ({ remove: ['priorities', name] }));

const incarnation = (token: string): Condition[] => [{ path: ['token'], equals: token }];

const openIncarnation = (token: string): Condition[] => [...incarnation(token), { path: ['state'], equals: 'OPEN' }];

const closingIncarnation = (token: string): Condition[] => [
  ...incarnation(token),
  { path: ['state'], equals: 'CLOSING' },
];

const isMember = (member: string): Condition => ({ path: ['members', member], is: 'present' });

const freeOrOf = (name: string, ...holders: readonly string[]): Condition => ({
  anyOf: [
    { path: ['priorities', name], is: 'absent' },
    ...holders.map((holder): Condition => ({ path: ['priorities', name], equals: holder })),
  ],
});
