/** The creation of a stack, from CREATE_IN_PROGRESS to rest. */
import { messageOf } from '../errors';
import { setStackStatus } from '../state/stack';
import { apply } from './apply';
import { deleteResources } from './clean-up';
import type { Prepare, Workshop } from './engine';
import { install } from './install';
import { Journal } from './journal';
import { resolveOutputs } from './outputs';
import { stackReason } from './reasons';
import type { Run } from './run';

/** @throws nothing but what the world's end throws: failures are the stack's status */
export async function createStack(workshop: Workshop, runner: Omit<Run, 'blueprint'>, prepare: Prepare): Promise<void> {
  const { stack, token } = runner;
  const reason = await make(workshop, runner, prepare);
  // Aborted: DeleteStack has come while the stack was being made and goes on from here, or the world has ended.
  if (runner.signal.aborted) return;
  if (reason === undefined) return setStackStatus(stack, 'CREATE_COMPLETE', undefined, token);
  if (stack.disableRollback || stack.onFailure === 'DO_NOTHING') {
    return setStackStatus(stack, 'CREATE_FAILED', reason, token);
  }
  await unmake(runner, reason);
}

/** @returns why it failed, or undefined */
async function make(workshop: Workshop, runner: Omit<Run, 'blueprint'>, prepare: Prepare): Promise<string | undefined> {
  const { stack } = runner;
  try {
    const prepared = await prepare();
    install(stack, prepared);
    const run = { ...runner, blueprint: prepared.blueprint };
    const journal = new Journal();
    const failures = await apply(run, journal);
    if (failures.length > 0 || runner.signal.aborted) return stackReason(stack, failures);
    stack.outputs = resolveOutputs(run, workshop.store);
    return undefined;
  } catch (error) {
    return `${messageOf(error)}. `.replace(/\.\. $/, '. ');
  }
}

async function unmake(runner: Omit<Run, 'blueprint'>, reason: string): Promise<void> {
  const { stack, token } = runner;
  const isDelete = stack.onFailure === 'DELETE';
  setStackStatus(
    stack,
    isDelete ? 'DELETE_IN_PROGRESS' : 'ROLLBACK_IN_PROGRESS',
    `${reason}${isDelete ? 'Delete' : 'Rollback'} requested by user.`,
    token,
  );
  const failures =
    stack.blueprint === undefined ? [] : await deleteResources({ ...runner, blueprint: stack.blueprint }, 'rollback');
  if (runner.signal.aborted) return;
  const verb = isDelete ? 'DELETE' : 'ROLLBACK';
  if (failures.length > 0) return setStackStatus(stack, `${verb}_FAILED`, stackReason(stack, failures), token);
  if (isDelete) stack.deletedAt = new Date();
  setStackStatus(stack, `${verb}_COMPLETE`, undefined, token);
}
