/** The creation of a stack: from CREATE_IN_PROGRESS to a final status. */
import { messageOf } from '../../wire/errors';
import { setStackStatus } from '../state/stack';
import { apply } from './apply';
import { deleteResources } from './clean-up';
import { Journal } from './journal';
import { resolveOutputs } from './outputs';
import type { EngineTools, Prepare, StackOperation } from './stack-operation';
import { setTemplate } from './stack-template';
import { stackReason } from './status-reason';

/** @throws only what the end of the world throws: every failure becomes the status of the stack */
export async function createStack(tools: EngineTools, operation: StackOperation, prepare: Prepare): Promise<void> {
  const { stack, token, signal } = operation;
  const reason = await createResources(tools, operation, prepare);
  // Aborted: either DeleteStack came during the creation and takes over, or the world has ended.
  if (signal.aborted) return;
  if (reason === undefined) return setStackStatus(stack, 'CREATE_COMPLETE', undefined, token);
  if (stack.disableRollback || stack.onFailure === 'DO_NOTHING') {
    return setStackStatus(stack, 'CREATE_FAILED', reason, token);
  }
  await undoCreation(operation, reason);
}

/** @returns why it failed, or undefined */
async function createResources(
  { store }: EngineTools,
  operation: StackOperation,
  prepare: Prepare,
): Promise<string | undefined> {
  const { stack, signal } = operation;
  try {
    const template = await prepare();
    setTemplate(stack, template);
    const prepared = { ...operation, desiredStack: template.desiredStack };
    const failures = await apply(prepared, new Journal());
    if (failures.length > 0 || signal.aborted) return stackReason(stack, failures);
    stack.outputs = resolveOutputs(prepared, store);
    return undefined;
  } catch (error) {
    return `${messageOf(error)}. `.replace(/\.\. $/, '. ');
  }
}

async function undoCreation(operation: StackOperation, reason: string): Promise<void> {
  const { stack, token, signal } = operation;
  const isDelete = stack.onFailure === 'DELETE';
  const verb = isDelete ? 'DELETE' : 'ROLLBACK';
  const request = `${isDelete ? 'Delete' : 'Rollback'} requested by user.`;
  setStackStatus(stack, `${verb}_IN_PROGRESS`, `${reason}${request}`, token);
  const { desiredStack } = stack;
  const failures = desiredStack === undefined ? [] : await deleteResources({ ...operation, desiredStack }, 'rollback');
  if (signal.aborted) return;
  if (failures.length > 0) return setStackStatus(stack, `${verb}_FAILED`, stackReason(stack, failures), token);
  if (isDelete) stack.deletedAt = stack.now();
  setStackStatus(stack, `${verb}_COMPLETE`, undefined, token);
}
