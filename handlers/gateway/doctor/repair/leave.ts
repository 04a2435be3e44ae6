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

/**
 * Gives up members' seats. The seat of a gateway's or cluster's last member stays until that is deleted; it has to be given
 * up once more then.
 * @throws AtWorkError; ConditionFailedError if the service was written meanwhile, or if `unserved` and there is a rule
 */
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

/** Deletes the service's item, unless it was written since it was seen. */
export async function forget({ store }: World, service: ServiceItem): Promise<void> {
  await orConditionFailed(store.write({ key: serviceKey(service.service), when: unchanged(service), delete: true }));
}
