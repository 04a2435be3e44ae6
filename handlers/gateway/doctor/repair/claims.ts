import { unchanged } from '../../fence/fence';
import type { Job } from '../../fence/job';
import { claimsHeld, type PoolClaim, poolClaimOf, readClaims, releasing, sharing } from '../../ledger/claims';
import { serviceKey } from '../../ledger/keys';
import type { Write } from '../../world/store';
import type { World } from '../../world/world';
import type { Repair } from '../diagnose/diagnosis';

/** Claims the hosts and paths of all the service's routes. @throws ConditionFailedError if another stack has one */
export async function recordClaims({ session, world }: Job): Promise<void> {
  const writes = await claimingNow(world, claimsHeld(session.service), session.service.service);
  await session.commit((service) => ({ service, writes, last: true }));
}

/** Writes that claim these for the service, beside siblings that hold one by now. */
export async function claimingNow(
  { store }: Pick<World, 'store'>,
  claims: readonly PoolClaim[],
  service: string,
): Promise<Write[]> {
  const seen = await readClaims(store, claims);
  return claims.map((claim) => sharing(claim, service, seen));
}

/** Frees a claim for which its holder has no route, if its item is still as it was seen. @throws ConditionFailedError */
export async function freeClaim(
  { store }: World,
  { claim, holder, service }: Extract<Repair, { do: 'free claim' }>,
): Promise<void> {
  const freed = poolClaimOf(claim);
  const when = service ? unchanged(service) : [{ path: ['PK'] as const, is: 'absent' as const }];
  await store.transact([
    { key: serviceKey(holder), when, check: true },
    ...releasing([freed], holder, await readClaims(store, [freed])),
  ]);
}
