/** The update of a stack: forward, clean up; or back, clean up. */
import { messageOf } from '../errors';
import { setResourceStatus, setStackStatus } from '../state/stack';
import { apply } from './apply';
import { cleanUp, leftoversOfUpdate } from './clean-up';
import type { Prepare, Workshop } from './engine';
import { install, type Snapshot } from './install';
import type { Journal } from './journal';
import { resolveOutputs } from './outputs';
import { stackReason } from './reasons';
import { rollBack } from './roll-back';
import type { Run } from './run';

type Runner = Omit<Run, 'blueprint'>;

/** An update that is not at its end: what it has done, and the stack as it was before. */
export interface Unfinished {
  journal: Journal;
  before: Snapshot;
}

/**
 * @param unfinished where the way back leads to, with what an earlier update that failed without roll back has done
 * @returns the same when this update ends unfinished, too: without roll back, or because that failed
 */
export async function updateStack(
  workshop: Workshop,
  runner: Runner,
  unfinished: Unfinished,
  prepare: Prepare,
): Promise<Unfinished | undefined> {
  const { stack, token } = runner;
  const { journal } = unfinished;
  const reason = await forward(workshop, runner, prepare, journal);
  if (workshop.world.signal.aborted) return undefined;
  if (reason !== undefined) {
    if (stack.disableRollback) {
      setStackStatus(stack, 'UPDATE_FAILED', reason, token);
      return unfinished;
    }
    setStackStatus(stack, 'UPDATE_ROLLBACK_IN_PROGRESS', reason, token);
    return back(workshop, runner, unfinished);
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
  unfinished: Unfinished,
  skip: readonly string[] = [],
): Promise<Unfinished | undefined> {
  const { stack, token } = runner;
  const { journal, before } = unfinished;
  const { signal } = workshop.world;
  const { blueprint } = before;
  Object.assign(stack, before);
  if (blueprint !== undefined) {
    const run = { ...runner, signal, blueprint };
    const failures = await rollBack(run, journal, skip);
    if (signal.aborted) return undefined;
    if (failures.length > 0) {
      setStackStatus(stack, 'UPDATE_ROLLBACK_FAILED', stackReason(stack, failures), token);
      return unfinished;
    }
    setStackStatus(stack, 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', undefined, token);
    await cleanUp(run, journal.leftovers);
  }
  if (!signal.aborted) setStackStatus(stack, 'UPDATE_ROLLBACK_COMPLETE', undefined, token);
  return undefined;
}

/** Goes on with a roll back that failed; resources in `skip` are taken for rolled back as they are. */
export async function continueRollBack(
  workshop: Workshop,
  runner: Runner,
  unfinished: Unfinished,
  skip: readonly string[],
): Promise<Unfinished | undefined> {
  const { stack, token } = runner;
  for (const logicalId of skip) {
    const resource = stack.resources.get(logicalId);
    if (resource === undefined) continue;
    unfinished.journal.forget(logicalId);
    setResourceStatus(stack, resource, 'UPDATE_COMPLETE', { token });
  }
  return back(workshop, runner, unfinished, skip);
}
