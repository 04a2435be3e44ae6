import type { ServiceItem } from '../ledger/items';
import { olderUntil } from './fence';
import type { Job, UnfencedJob } from './job';
import { Session } from './session';

/** A service has a request at work: this is not the time. */
export class AtWorkError extends Error {
  override readonly name = 'AtWorkError';
  constructor() {
    super('a request of it is at work');
  }
}

/**
 * Acts through the service's fence, like a request of CloudFormation's that came after all others. For services that are
 * waited for this is only right while their stack rests.
 * @throws AtWorkError; ConditionFailedError if anything was written since `seen` was read
 */
export async function intervene(
  unfenced: UnfencedJob,
  seen: ServiceItem,
  work: (job: Job) => Promise<void>,
): Promise<void> {
  const { store, log, clock } = unfenced.world;
  const run = runOf(unfenced, seen.service);
  if (olderUntil(seen, run, clock()) !== undefined) throw new AtWorkError();
  await withSession(unfenced, await Session.intervene(store, log, clock, run, seen), work);
}

/** The same for a service of which the ledger may have no item. @throws NotFreshError if it has one by now */
export async function interveneFresh(
  unfenced: UnfencedJob,
  service: string,
  seen: ServiceItem | undefined,
  work: (job: Job) => Promise<void>,
): Promise<void> {
  if (seen) return intervene(unfenced, seen, work);
  const { store, log, clock } = unfenced.world;
  await withSession(unfenced, Session.fresh(store, log, clock, runOf(unfenced, service)), work);
}

const runOf = ({ invocation }: UnfencedJob, service: string) => ({
  service,
  resources: ['gateway', 'route'] as const,
  request: invocation.id,
  invocation: invocation.id,
  deadline: invocation.deadline,
});

async function withSession(unfenced: UnfencedJob, session: Session, work: (job: Job) => Promise<void>): Promise<void> {
  try {
    await work({ ...unfenced, session });
  } finally {
    await session.release();
  }
}
