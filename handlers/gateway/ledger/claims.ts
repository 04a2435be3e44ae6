import { serviceParts } from '../identity';
import type { Condition, Key, Store, Write } from '../world/store';
import { type ClaimItem, isClaim, type Pool, type Seat, type ServiceItem, toAttributes } from './items';
import { CLAIMS, claimKey, poolOfPartition, poolPartition } from './keys';

/**
 * Claims: hosts and paths of a pool, each held by services of one stack. Usually one service holds a claim; while it
 * passes from one service of the stack to another, both do. The services' own items say which of their routes hold a
 * claim. Only a service's newest request changes its part of both items, so they always agree.
 */

/** A claim as the ledger writes it. Case does not matter in host names; in paths it does. */
export const claimOf = (host: string, path: string): string => `${host.toLowerCase()} ${path}`;

/** A claim of a pool. */
export interface PoolClaim {
  pool: Pool;
  claim: string;
}

/** What an item of the ledger claims. */
export function poolClaimOf({ PK, SK }: Key): PoolClaim {
  return { pool: poolOfPartition(PK), claim: SK.slice(CLAIMS.length) };
}

/** The ids of the services that hold the claim. */
export const holdersOf = ({ owner, by }: ClaimItem): string[] => (by ? Object.keys(by) : [owner]);

/** Claims as they were read: those that somebody holds, by their keys. */
export type SeenClaims = ReadonlyMap<string, ClaimItem>;

export async function readClaims(store: Store, claims: readonly PoolClaim[]): Promise<SeenClaims> {
  const items = await Promise.all(claims.map(({ pool, claim }) => store.get(claimKey(pool, claim))));
  return new Map(items.flatMap((item) => (item && isClaim(item) ? [[keyText(item), item] as const] : [])));
}

/** The claim as it was read; undefined if it is free. */
export const seenClaim = (seen: SeenClaims, { pool, claim }: PoolClaim): ClaimItem | undefined =>
  seen.get(keyText(claimKey(pool, claim)));

/** Every claim of the pool, with the ids of the services that hold it. */
export const claimsIn = async (store: Store, pool: Pool): Promise<{ claim: string; holders: string[] }[]> =>
  (await store.query(poolPartition(pool), CLAIMS))
    .filter(isClaim)
    .map((item) => ({ claim: poolClaimOf(item).claim, holders: holdersOf(item) }));

/** Takes a claim for the service. The condition: it is free, or only this service holds it. */
export const claiming = ({ pool, claim }: PoolClaim, service: string): Write => ({
  key: claimKey(pool, claim),
  when: onlyOf(service),
  put: itemOf([service], service),
});

/**
 * Takes a claim that may be held by other services of the stack. The condition: it is as it was seen, and no service of
 * another stack holds it.
 */
export function sharing(claim: PoolClaim, service: string, seen: SeenClaims): Write {
  const item = seenClaim(seen, claim);
  const { stackId } = serviceParts(service);
  const siblings = item ? holdersOf(item).filter((one) => one !== service) : [];
  if (!item || siblings.length === 0 || siblings.some((one) => serviceParts(one).stackId !== stackId)) {
    return claiming(claim, service);
  }
  const key = claimKey(claim.pool, claim.claim);
  return item.by
    ? { key, when: [{ path: ['stack'], equals: stackId }], update: [{ set: ['by', service], to: true }] }
    : { key, when: ofOldOwner(item.owner), put: itemOf([item.owner, service], item.owner) };
}

/**
 * The claims that only these routes of the service hold. The seats of the routes must still be in `service`.
 * @param routes ids of routes that are removed
 */
export function claimsOnlyOf(service: ServiceItem, routes: readonly string[]): PoolClaim[] {
  const gone = new Set(routes);
  const staying = claimsOf(
    service,
    Object.keys(service.routes).filter((id) => !gone.has(id)),
  );
  return [...claimsOf(service, [...gone])].filter(([key]) => !staying.has(key)).map(([, claim]) => claim);
}

/** Every claim of all routes of the service, each once. */
export const claimsHeld = (service: ServiceItem): PoolClaim[] => [
  ...claimsOf(service, Object.keys(service.routes)).values(),
];

/**
 * Frees claims that the service holds. The condition: they are as they were seen.
 * @param seen not given: probably nobody else holds them
 */
export const releasing = (claims: readonly PoolClaim[], service: string, seen: SeenClaims = new Map()): Write[] =>
  claims.map((claim) => {
    const key = claimKey(claim.pool, claim.claim);
    const item = seenClaim(seen, claim);
    const others = item ? holdersOf(item).filter((one) => one !== service) : [];
    const [next] = others;
    if (!item || next === undefined) return { key, when: onlyOf(service), delete: true };
    const isMine = holdersOf(item).includes(service);
    // Somebody else has it by now, and that is right.
    if (!isMine) return { key, when: [{ path: ['by', service], is: 'absent' }], check: true };
    return {
      key,
      when: [...others, service].map((one): Condition => ({ path: ['by', one], is: 'present' })),
      update: [{ remove: ['by', service] }, ...(item.owner === service ? [{ set: ['owner'] as const, to: next }] : [])],
    };
  });

const FREE: Condition = { path: ['PK'], is: 'absent' };
const ALONE: Condition = { path: ['by'], size: '=', than: 1 };

/** Nobody else holds it. */
const onlyOf = (service: string): Condition[] => [
  { anyOf: [FREE, { path: ['by', service], is: 'present' }, { path: ['owner'], equals: service }] },
  { anyOf: [{ path: ['by'], is: 'absent' }, ALONE] },
];

const ofOldOwner = (owner: string): Condition[] => [
  { path: ['owner'], equals: owner },
  { path: ['by'], is: 'absent' },
];

const itemOf = (holders: readonly string[], owner: string) =>
  toAttributes({
    kind: 'claim',
    owner,
    stack: serviceParts(owner).stackId,
    by: Object.fromEntries(holders.map((one) => [one, true])),
  });

function claimsOf({ routes, seats }: ServiceItem, ids: readonly string[]): Map<string, PoolClaim> {
  return new Map(
    ids.flatMap((id) => {
      const route = routes[id];
      const seat: Seat | undefined = route && seats[route.member];
      return route && seat ? route.claims.map((claim) => keyed(seat.pool, claim)) : [];
    }),
  );
}

function keyed(pool: Pool, claim: string): [string, PoolClaim] {
  return [keyText(claimKey(pool, claim)), { pool, claim }];
}

const keyText = ({ PK, SK }: Key): string => `${PK} ${SK}`;
