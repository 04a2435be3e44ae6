import type { Invocation, Outcome } from '../protocol/resource';
import { NotYetError, OutOfTimeError, SupersededError } from '../world/errors';
import type { World } from '../world/world';
import { busyUntil, earlierRuns } from './fence';
import { patient } from './patience';
import type { Requested } from './requested';
import { Session } from './session';

/**
 * How many milliseconds stay free at the end of a run, to unregister and to hand the event on to another run. The
 * protocol itself keeps 15 s. In a function with a short time-out, a third of the time stays free.
 */
const RESERVE_MS = 20_000;

/** How often to look whether an earlier run has ended, in milliseconds. */
const LOOK_EVERY_MS = 2_000;

/** What a run works with if it does not hold a service. Other runs may do the same things at the same time. */
export interface UnfencedJob {
  world: World;
  invocation: Invocation;
  /** Waits. @param waitingFor what for, in words for people. @throws OutOfTimeError if the run would end meanwhile */
  pause(milliseconds: number, waitingFor: string): Promise<void>;
  /** Only one try: where AWS takes a while to take something down, NotYetError is thrown instead of waiting. */
  once?: true;
}

/** One run at work on one request. */
export interface Job extends UnfencedJob {
  session: Session;
}

/**
 * Does the work as the resource's newest request, after earlier runs have ended.
 * @param fresh the ledger probably does not know the service: see `Session.fresh`
 * @throws NotFreshError if `fresh` is given and the ledger knows the service; what the work throws
 */
export async function underFence(
  impatient: World,
  requested: Requested,
  invocation: Invocation,
  work: (job: Job) => Promise<Outcome>,
  { fresh = false }: { fresh?: boolean } = {},
): Promise<Outcome> {
  const pause = pauseUntil(impatient, invocation);
  const world = patient(impatient, pause);
  const { store, log, clock } = world;
  const run = { ...requested, invocation: invocation.id, deadline: invocation.deadline };
  let session: Session | undefined;
  try {
    session = fresh ? Session.fresh(store, log, clock, run) : await Session.begin(store, log, clock, run);
    await earlierEnded(world, session, pause);
    return await work({ world, session, invocation, pause });
  } catch (error) {
    if (error instanceof SupersededError) return { status: 'SILENT' };
    if (error instanceof OutOfTimeError) return { status: 'CONTINUE', waitingFor: error.waitingFor };
    throw error;
  } finally {
    await session?.release();
  }
}

/**
 * Waits for the runs that registered before this one. AWS calls have no condition on the fence, so nothing may be done
 * while an earlier run may still be at work: of an older request, of the same request, or for the block's other
 * resource.
 */
async function earlierEnded({ clock }: World, session: Session, pause: Job['pause']): Promise<void> {
  const earlier = earlierRuns(session.service, session.run);
  for (;;) {
    const end = busyUntil(session.service, earlier, clock());
    if (end === undefined) return;
    await pause(Math.min(LOOK_EVERY_MS, end - clock()), 'an earlier request of the same service to end');
    await session.refresh();
  }
}

/** Waits while AWS takes something down. @throws NotYetError if the job is only one try; OutOfTimeError */
export async function patiently(
  { pause, once }: Pick<Job, 'pause' | 'once'>,
  milliseconds: number,
  waitingFor: string,
): Promise<void> {
  if (once) throw new NotYetError(waitingFor);
  await pause(milliseconds, waitingFor);
}

/** @returns a pause that throws OutOfTimeError when the run would end meanwhile */
export function pauseUntil({ clock, sleep }: World, { deadline, signal }: Invocation): Job['pause'] {
  const stopAt = deadline - Math.min(RESERVE_MS, (deadline - clock()) / 3);
  return async (milliseconds, waitingFor) => {
    if (signal?.aborted || clock() + milliseconds > stopAt) throw new OutOfTimeError(waitingFor);
    await sleep(milliseconds);
  };
}
