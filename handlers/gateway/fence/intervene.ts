import type { ServiceItem } from '../ledger/items';
import { olderUntil, type Run } from './fence';
import type { Job, UnfencedJob } from './job';
import { Session } from './session';

/** A request of the service is at work, so it is left alone for now. */
export class AtWorkError extends Error {
  override readonly name = 'AtWorkError';
  constructor() {
    super('one of its requests is at work');
  }
}

/**
 * Acts through the service's fence, like a request that CloudFormation sent after all others. While CloudFormation
 * waits for an answer about the service, this must not be done.
 * @throws AtWorkError; ConditionFailedError if anything was written since `seen` was read
 */
export async function intervene(
  unfenced: UnfencedJob,
  seen: ServiceItem,
  work: (job: Job) => Promise<void>,
): Promise<void> {
  await intervening(unfenced, runOf(unfenced, seen.service), seen, work);
}

async function intervening(
  unfenced: UnfencedJob,
  run: Run,
  seen: ServiceItem,
  work: (job: Job) => Promise<void>,
): Promise<void> {
  const { store, log, clock } = unfenced.world;
  if (olderUntil(seen, run, clock()) !== undefined) throw new AtWorkError();
  await withSession(unfenced, await Session.intervene(store, log, clock, run, seen), work);
}

/**
 * The same beside CloudFormation's requests: none of them is superseded, so it may be done while CloudFormation waits for an
 * answer about the service. Requests that begin meanwhile wait until it ends.
 */
export async function interveneBeside(
  unfenced: UnfencedJob,
  seen: ServiceItem,
  work: (job: Job) => Promise<void>,
): Promise<void> {
  await intervening(unfenced, { ...runOf(unfenced, seen.service), resources: [] }, seen, work);
}

/** The same for a service that the ledger may not know. @throws NotFreshError if it knows it by now */
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

const runOf = ({ invocation }: UnfencedJob, service: string): Run => ({
  service,
  resources: ['gateway', 'route', 'traffic'],
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
