import { unchanged } from '../../fence/fence';
import { claiming } from '../../ledger/claims';
import type { ServiceItem } from '../../ledger/items';
import { serviceKey } from '../../ledger/keys';
import type { Write } from '../../world/store';
import type { World } from '../../world/world';
import type { Repair } from '../diagnose/diagnosis';

/** Writes that claim the hosts and paths of all the service's routes, each once. */
export function claimingAll({ service, routes, seats }: ServiceItem): Write[] {
  const writes = Object.values(routes).flatMap(({ member, claims }) => {
    const seat = seats[member];
    return seat ? claims.map((claim) => claiming(seat.pool, claim, service)) : [];
  });
  return [...new Map(writes.map((write) => [`${write.key.PK} ${write.key.SK}`, write])).values()];
}

/** Frees a claim that no route has, if its owner's item is still as it was seen. @throws ConditionFailedError */
export async function freeClaim(
  { store }: World,
  { claim, owner }: Extract<Repair, { do: 'free claim' }>,
): Promise<void> {
  const { PK, SK } = claim;
  const when = owner ? unchanged(owner) : [{ path: ['PK'] as const, is: 'absent' as const }];
  await store.transact([
    { key: serviceKey(claim.owner), when, check: true },
    { key: { PK, SK }, when: [{ path: ['owner'], equals: claim.owner }], delete: true },
  ]);
}
