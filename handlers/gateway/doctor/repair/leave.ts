import { unchanged } from '../../fence/fence';
import { intervene } from '../../fence/intervene';
import type { UnfencedJob } from '../../fence/job';
import type { ServiceItem } from '../../ledger/items';
import { serviceKey } from '../../ledger/keys';
import { leave } from '../../membership/leave';
import { findRule } from '../../route/rule';
import { NotYetError } from '../../world/errors';
import { ConditionFailedError, orConditionFailed } from '../../world/store';
import type { World } from '../../world/world';
import type { Repair } from '../diagnose/diagnosis';

/** Gives up members' seats. A seat stays until what it closed is gone; it is given up once more then. */
export async function giveUp(job: UnfencedJob, wanted: Extract<Repair, { do: 'leave' }>): Promise<void> {
  const { service, members, stackGone, unserved } = wanted;
  try {
    await intervene({ ...job, ...(stackGone && { once: true }) }, service, async (fenced) => {
      for (const member of members) {
        const seat = fenced.session.service.seats[member];
        if (unserved && seat && (await findRule(fenced.world, member, seat))) throw new ConditionFailedError(new Set());
        await leave(fenced, member);
      }
    });
  } catch (error) {
    if (!(stackGone && error instanceof NotYetError)) throw error;
  }
}

/** Forgets a service, unless anything was written of it since. */
export async function forget({ store }: World, service: ServiceItem): Promise<void> {
  await orConditionFailed(store.write({ key: serviceKey(service.service), when: unchanged(service), delete: true }));
}
