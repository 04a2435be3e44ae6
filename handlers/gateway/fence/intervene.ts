import type { ServiceItem } from '../ledger/items';
import type { Closer } from '../load-balancer/close';
import { olderUntil } from './fence';
import type { Job } from './job';
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
export async function intervene(closer: Closer, seen: ServiceItem, work: (job: Job) => Promise<void>): Promise<void> {
  const { store, log, clock } = closer.world;
  const run = runOf(closer);
  if (olderUntil(seen, run, clock()) !== undefined) throw new AtWorkError();
  await withSession(closer, await Session.intervene(store, log, clock, run, seen), work);
}

/** The same for a service of which the ledger may have no item. @throws NotFreshError if it has one by now */
export async function interveneFresh(
  closer: Closer,
  service: string,
  seen: ServiceItem | undefined,
  work: (job: Job) => Promise<void>,
): Promise<void> {
  if (seen) return intervene(closer, seen, work);
  const { store, log, clock } = closer.world;
  await withSession(closer, Session.fresh(store, log, clock, { ...runOf(closer), service }), work);
}

const runOf = ({ invocation }: Closer) => ({
  resources: ['gateway', 'route'] as const,
  request: invocation.id,
  invocation: invocation.id,
  deadline: invocation.deadline,
});

async function withSession(closer: Closer, session: Session, work: (job: Job) => Promise<void>): Promise<void> {
  try {
    await work({ ...closer, session });
  } finally {
    await session.release();
  }
}
