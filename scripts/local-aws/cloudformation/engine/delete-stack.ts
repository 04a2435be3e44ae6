/** The deletion of a stack, from DELETE_IN_PROGRESS to rest. */
import { messageOf } from '../errors';
import { setStackStatus } from '../state/stack';
import { deleteResources } from './clean-up';
import type { Workshop } from './engine';
import { refuseWhileImported } from './outputs';
import { stackReason } from './reasons';
import type { Run } from './run';

export async function deleteStack(
  { store }: Workshop,
  runner: Omit<Run, 'blueprint'>,
  retain: readonly string[],
): Promise<void> {
  const { stack, token, signal } = runner;
  try {
    for (const { exportName } of stack.outputs) {
      if (exportName !== undefined) refuseWhileImported(exportName, 'deleted', store);
    }
  } catch (error) {
    return setStackStatus(stack, 'DELETE_FAILED', messageOf(error), token);
  }
  const { blueprint } = stack;
  const failures = blueprint === undefined ? [] : await deleteResources({ ...runner, blueprint }, 'delete', retain);
  if (signal.aborted) return;
  if (failures.length > 0) return setStackStatus(stack, 'DELETE_FAILED', stackReason(stack, failures), token);
  stack.deletedAt = new Date();
  setStackStatus(stack, 'DELETE_COMPLETE', undefined, token);
}
