import type { Store, Write } from '../world/store';
import { type ClaimItem, isClaim, type Pool, type Seat, type ServiceItem, toAttributes } from './items';
import { CLAIMS, claimKey, poolPartition } from './keys';

/**
 * Claims: hosts and paths, each held by one service of a pool. The service's own item says which of its routes hold a
 * claim. Only the service's newest request changes either item, so they always agree.
 */

/** A claim as the ledger writes it. Case does not matter in host names; in paths it does. */
export const claimOf = (host: string, path: string): string => `${host.toLowerCase()} ${path}`;

/** Takes the claim for the service. The condition: no other service has it. */
export const claiming = (pool: Pool, claim: string, service: string): Write => ({
  key: claimKey(pool, claim),
  when: [
    {
      anyOf: [
        { path: ['PK'], is: 'absent' },
        { path: ['owner'], equals: service },
      ],
    },
  ],
  put: toAttributes({ kind: 'claim', owner: service }),
});

/** The id of the service that has the claim. */
export async function ownerOf(store: Store, pool: Pool, claim: string): Promise<string | undefined> {
  const item = await store.get(claimKey(pool, claim));
  return item && isClaim(item) ? (item as ClaimItem).owner : undefined;
}

/** Every claim of the pool, with the id of the service that has it. */
export const claimsIn = async (store: Store, pool: Pool): Promise<{ claim: string; owner: string }[]> =>
  (await store.query(poolPartition(pool), CLAIMS))
    .filter(isClaim)
    .map(({ SK, owner }) => ({ claim: SK.slice(CLAIMS.length), owner }));

/**
 * Frees the claims that only these routes hold. The seats of the routes must still be in `service`.
 * @param routes ids of routes that are removed
 */
export function releasing(service: ServiceItem, routes: readonly string[]): Write[] {
  const gone = new Set(routes);
  const held = (ids: string[]): Map<string, { pool: Pool; claim: string }> =>
    new Map(
      ids.flatMap((id) => {
        const route = service.routes[id];
        const seat: Seat | undefined = route && service.seats[route.member];
        return route && seat ? route.claims.map((claim) => keyed(seat.pool, claim)) : [];
      }),
    );
  const staying = held(Object.keys(service.routes).filter((id) => !gone.has(id)));
  return [...held([...gone])]
    .filter(([key]) => !staying.has(key))
    .map(([, { pool, claim }]) => ({
      key: claimKey(pool, claim),
      // If another service has it by now, that is right.
      when: [
        {
          anyOf: [
            { path: ['owner'], equals: service.service },
            { path: ['PK'], is: 'absent' },
          ],
        },
      ],
      delete: true,
    }));
}

function keyed(pool: Pool, claim: string): [string, { pool: Pool; claim: string }] {
  const { PK, SK } = claimKey(pool, claim);
  return [`${PK} ${SK}`, { pool, claim }];
}
