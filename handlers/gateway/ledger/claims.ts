import type { Store, Write } from '../world/store';
import { type ClaimItem, isClaim, type Pool, type Seat, type ServiceItem, toAttributes } from './items';
import { CLAIMS, claimKey, poolPartition } from './keys';

/**
 * Hosts and paths, each held by one service of a pool. Which of its routes hold a claim stands in the service's own
 * item: only the service's newest request changes either, so the two always agree.
 */

/** How the ledger writes a claim. Host names know no case; paths do. */
export const claimOf = (host: string, path: string): string => `${host.toLowerCase()} ${path}`;

/** Takes the claim for the service, if nobody else has it. */
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

/** The service that has the claim. */
export async function ownerOf(store: Store, pool: Pool, claim: string): Promise<string | undefined> {
  const item = await store.get(claimKey(pool, claim));
  return item && isClaim(item) ? (item as ClaimItem).owner : undefined;
}

/** Every claim of the pool, and the service that has it. */
export const claimsIn = async (store: Store, pool: Pool): Promise<{ claim: string; owner: string }[]> =>
  (await store.query(poolPartition(pool), CLAIMS))
    .filter(isClaim)
    .map(({ SK, owner }) => ({ claim: SK.slice(CLAIMS.length), owner }));

/**
 * Frees the claims that no route but `routes` holds. The seats of those routes must still be in `service`.
 * @param routes ids of routes that go
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
      // Whoever else has it by now, has it rightly.
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
