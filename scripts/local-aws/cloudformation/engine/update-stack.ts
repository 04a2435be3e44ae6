/** The update of a stack: forward, clean up; or back, clean up. */
import { messageOf } from '../errors';
import { setResourceStatus, setStackStatus } from '../state/stack';
import { apply, type Journal } from './apply';
import { cleanUp, type Leftover, leftoversOfUpdate } from './clean-up';
import type { Prepare, Workshop } from './engine';
import { install, type Snapshot } from './install';
import { resolveOutputs } from './outputs';
import { stackReason } from './reasons';
import { rollBack } from './roll-back';
import type { Run } from './run';

type Runner = Omit<Run, 'blueprint'>;

/** A roll back that failed, and all that is needed to go on with it. */
export interface Interrupted {
  journal: Journal;
  leftovers: Leftover[];
  before: Snapshot;
}

/**
 * @param before the stack as it was before the request, for the way back
 * @returns what ContinueUpdateRollback needs, when the roll back failed
 */
export async function updateStack(
  workshop: Workshop,
  runner: Runner,
  before: Snapshot,
  prepare: Prepare,
): Promise<Interrupted | undefined> {
  const { stack, token } = runner;
  const journal: Journal = new Map();
  const reason = await forward(workshop, runner, prepare, journal);
  if (workshop.world.signal.aborted) return undefined;
  if (reason !== undefined) {
    if (stack.disableRollback) {
      setStackStatus(stack, 'UPDATE_FAILED', reason, token);
      return undefined;
    }
    setStackStatus(stack, 'UPDATE_ROLLBACK_IN_PROGRESS', reason, token);
    return back(workshop, runner, { journal, leftovers: [], before });
  }
  const { blueprint } = stack;
  setStackStatus(stack, 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', undefined, token);
  if (blueprint !== undefined) {
    const run = { ...runner, signal: workshop.world.signal, blueprint };
    await cleanUp(run, leftoversOfUpdate(run, journal));
  }
  if (!workshop.world.signal.aborted) setStackStatus(stack, 'UPDATE_COMPLETE', undefined, token);
  return undefined;
}

/** @returns why it failed, or undefined */
async function forward(
  { store }: Workshop,
  runner: Runner,
  prepare: Prepare,
  journal: Journal,
): Promise<string | undefined> {
  const { stack, signal } = runner;
  try {
    const prepared = await prepare();
    install(stack, prepared);
    const run = { ...runner, blueprint: prepared.blueprint };
    const failures = await apply(run, journal);
    if (failures.length > 0) return stackReason(stack, failures);
    if (signal.aborted) return 'User Initiated';
    stack.outputs = resolveOutputs(run, store);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

async function back(
  workshop: Workshop,
  runner: Runner,
  interrupted: Interrupted,
  skip: readonly string[] = [],
): Promise<Interrupted | undefined> {
  const { stack, token } = runner;
  const { journal, leftovers, before } = interrupted;
  const { signal } = workshop.world;
  const { blueprint } = before;
  Object.assign(stack, before);
  if (blueprint !== undefined) {
    const run = { ...runner, signal, blueprint };
    const failures = await rollBack(run, journal, leftovers, skip);
    if (signal.aborted) return undefined;
    if (failures.length > 0) {
      setStackStatus(stack, 'UPDATE_ROLLBACK_FAILED', stackReason(stack, failures), token);
      return interrupted;
    }
    setStackStatus(stack, 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', undefined, token);
    await cleanUp(run, leftovers);
  }
  if (!signal.aborted) setStackStatus(stack, 'UPDATE_ROLLBACK_COMPLETE', undefined, token);
  return undefined;
}

/** Goes on with a roll back that failed; resources in `skip` are taken for rolled back as they are. */
export async function continueRollBack(
  workshop: Workshop,
  runner: Runner,
  interrupted: Interrupted,
  skip: readonly string[],
): Promise<Interrupted | undefined> {
  const { stack, token } = runner;
  for (const logicalId of skip) {
    const resource = stack.resources.get(logicalId);
    if (resource === undefined) continue;
    interrupted.journal.delete(logicalId);
    setResourceStatus(stack, resource, 'UPDATE_COMPLETE', { token });
  }
  return back(workshop, runner, interrupted, skip);
}
