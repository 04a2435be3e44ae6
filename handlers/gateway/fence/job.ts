import type { Invocation, Outcome } from '../protocol/resource';
import { NotYetError, OutOfTimeError, SupersededError } from '../world/errors';
import type { World } from '../world/world';
import { busyUntil, earlierRuns } from './fence';
import type { Requested } from './requested';
import { Session } from './session';

/**
 * Kept free at the end of a run, in milliseconds, for unregistering and for handing the event on: more than the
 * protocol's own 15 s. A third of the time in a function with a short time-out.
 */
const RESERVE_MS = 20_000;

/** How often to look whether an earlier run has ended, in milliseconds. */
const LOOK_EVERY_MS = 2_000;

/** What a run works with that holds no service: whatever it does, anybody may do at the same time. */
export interface UnfencedJob {
  world: World;
  invocation: Invocation;
  /** Waits. @param waitingFor what for, for people. @throws OutOfTimeError if the run would end meanwhile */
  pause(milliseconds: number, waitingFor: string): Promise<void>;
  /** What takes AWS a while to take down is not waited for: NotYetError is thrown, and another try has to go on. */
  once?: true;
}

/** One run at work on one request. */
export interface Job extends UnfencedJob {
  session: Session;
}

/**
 * Does the work as the resource's newest request, when earlier runs have ended.
 * @param fresh the service is probably unknown to the ledger: see `Session.fresh`. @throws NotFreshError if it is not
 */
export async function underFence(
  world: World,
  requested: Requested,
  invocation: Invocation,
  work: (job: Job) => Promise<Outcome>,
  { fresh = false }: { fresh?: boolean } = {},
): Promise<Outcome> {
  const { store, log, clock } = world;
  const run = { ...requested, invocation: invocation.id, deadline: invocation.deadline };
  const pause = pauseUntil(world, invocation);
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
 * What changes AWS is not conditioned on the fence, so nothing may be done while a run that registered before this one,
 * of an older request or of the same, or of one for the block's other resource, may still be at it.
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

/** Waits while AWS takes something down. @throws NotYetError if the job is for one try; OutOfTimeError */
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
