import { isForgettable, unchanged } from '../../fence/fence';
import { intervene } from '../../fence/intervene';
import type { UnfencedJob } from '../../fence/job';
import { isService, type ServiceItem } from '../../ledger/items';
import { serviceKey } from '../../ledger/keys';
import { isRetainedIn } from '../../ledger/retained';
import { holdsNothing } from '../../ledger/service';
import { leave } from '../../membership/leave';
import { NotYetError } from '../../world/errors';
import { orConditionFailed } from '../../world/store';
import type { SweepReport } from '../event';
import { type Observation, stackOf } from '../look/observation';
import { noting } from './report';

/** The ledger and the stacks. */
type Seen = Pick<Observation, 'items' | 'stacks'>;

/**
 * Takes out the members of stacks that are gone, and forgets services that hold nothing. Waits for nothing that the last
 * ones leave to be taken down: `Closings` does.
 * @param observation as it was seen; what has changed since is left alone
 */
export async function dropGone(closer: UnfencedJob, observation: Seen, report: SweepReport): Promise<void> {
  for (const service of observation.items.filter(isService)) {
    if (isForgettable(service, closer.world.clock())) {
      const forget = { key: serviceKey(service.service), when: unchanged(service), delete: true as const };
      await noting(report, service.service, async () => {
        await orConditionFailed(closer.world.store.write(forget));
      });
    } else if (!holdsNothing(service)) {
      await ofStack(closer, observation, service, report);
    }
  }
}

async function ofStack(
  closer: UnfencedJob,
  observation: Seen,
  service: ServiceItem,
  report: SweepReport,
): Promise<void> {
  const what = service.service;
  const stack = stackOf(observation, what);
  if (stack.state !== 'gone') {
    if (stack.state === 'unknown') {
      await noting(report, what, () => Promise.reject(new Error(stack.reason)));
    }
    return;
  }
  await noting(report, what, async () => {
    const members = Object.keys(service.seats);
    const abandoned = members.filter((member) => !isRetainedIn(service, member));
    if (abandoned.length < members.length) {
      report.kept.push({ what, reason: 'its stack is gone, but keeps it by DeletionPolicy or UpdateReplacePolicy' });
    }
    if (abandoned.length === 0) return;
    await closer.pause(0, 'its seats to be given up');
    await drop({ ...closer, once: true }, service, abandoned);
    report.dropped = [...report.dropped.filter((one) => one !== what), what];
  });
}

/** The seat stays until what it closed is gone: it is dropped once more then. */
async function drop(closer: UnfencedJob, seen: ServiceItem, members: readonly string[]): Promise<void> {
  try {
    await intervene(closer, seen, async (job) => {
      for (const member of members) {
        await leave(job, member);
      }
    });
  } catch (error) {
    if (!(error instanceof NotYetError)) throw error;
  }
}
