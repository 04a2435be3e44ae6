/** The deletion of a stack: from DELETE_IN_PROGRESS to a final status. */
import { messageOf } from '../../wire/errors';
import { setStackStatus } from '../state/stack';
import { deleteResources } from './clean-up';
import { refuseWhileImported } from './outputs';
import type { EngineTools, StackOperation } from './stack-operation';
import { stackReason } from './status-reason';

/** @param retain logical ids of resources that are left as they are, from RetainResources */
export async function deleteStack(
  { store }: EngineTools,
  operation: StackOperation,
  retain: readonly string[],
): Promise<void> {
  const { stack, token, signal } = operation;
  try {
    for (const { exportName } of stack.outputs) {
      if (exportName !== undefined) refuseWhileImported(exportName, 'deleted', store);
    }
  } catch (error) {
    return setStackStatus(stack, 'DELETE_FAILED', messageOf(error), token);
  }
  const { desiredStack } = stack;
  const failures =
    desiredStack === undefined ? [] : await deleteResources({ ...operation, desiredStack }, 'delete', retain);
  if (signal.aborted) return;
  if (failures.length > 0) return setStackStatus(stack, 'DELETE_FAILED', stackReason(stack, failures), token);
  stack.deletedAt = stack.now();
  setStackStatus(stack, 'DELETE_COMPLETE', undefined, token);
}
