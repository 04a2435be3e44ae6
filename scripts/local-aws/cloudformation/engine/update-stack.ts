/** The update of a stack: forward and clean up, or roll back and clean up. */
import { messageOf } from '../../wire/errors';
import { setResourceStatus, setStackStatus } from '../state/stack';
import { apply } from './apply';
import { cleanUp, pendingDeletionsOf } from './clean-up';
import type { Journal } from './journal';
import { resolveOutputs } from './outputs';
import { rollBack } from './roll-back';
import type { EngineTools, Prepare, StackOperation } from './stack-operation';
import { type StackSnapshot, setTemplate } from './stack-template';
import { stackReason } from './status-reason';

/** An update that has not ended: what it has done, and the stack as it was before. */
export interface UnfinishedUpdate {
  journal: Journal;
  before: StackSnapshot;
}

/**
 * @param unfinished what a roll back goes back to, and what earlier updates did that failed without a roll back
 * @returns the same if this update does not end either: it fails without a roll back, or its roll back fails
 */
export async function updateStack(
  tools: EngineTools,
  operation: StackOperation,
  unfinished: UnfinishedUpdate,
  prepare: Prepare,
): Promise<UnfinishedUpdate | undefined> {
  const { stack, token } = operation;
  const { journal } = unfinished;
  const { signal } = tools.world;
  const reason = await forward(tools, operation, prepare, journal);
  if (signal.aborted) return undefined;
  if (reason !== undefined) {
    if (stack.disableRollback) {
      setStackStatus(stack, 'UPDATE_FAILED', reason, token);
      return unfinished;
    }
    setStackStatus(stack, 'UPDATE_ROLLBACK_IN_PROGRESS', reason, token);
    return back(tools, operation, unfinished);
  }
  const { desiredStack } = stack;
  setStackStatus(stack, 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', undefined, token);
  if (desiredStack !== undefined) {
    const prepared = { ...operation, signal, desiredStack };
    await cleanUp(prepared, pendingDeletionsOf(prepared, journal));
  }
  if (!signal.aborted) setStackStatus(stack, 'UPDATE_COMPLETE', undefined, token);
  return undefined;
}

/** @returns why it failed, or undefined */
async function forward(
  { store }: EngineTools,
  operation: StackOperation,
  prepare: Prepare,
  journal: Journal,
): Promise<string | undefined> {
  const { stack, signal } = operation;
  try {
    const template = await prepare();
    setTemplate(stack, template);
    const prepared = { ...operation, desiredStack: template.desiredStack };
    const failures = await apply(prepared, journal);
    if (failures.length > 0) return stackReason(stack, failures);
    if (signal.aborted) return 'User Initiated';
    stack.outputs = resolveOutputs(prepared, store);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

async function back(
  tools: EngineTools,
  operation: StackOperation,
  unfinished: UnfinishedUpdate,
  skip: readonly string[] = [],
): Promise<UnfinishedUpdate | undefined> {
  const { stack, token } = operation;
  const { journal, before } = unfinished;
  const { signal } = tools.world;
  const { desiredStack } = before;
  Object.assign(stack, before);
  if (desiredStack !== undefined) {
    const prepared = { ...operation, signal, desiredStack };
    const failures = await rollBack(prepared, journal, skip);
    if (signal.aborted) return undefined;
    if (failures.length > 0) {
      setStackStatus(stack, 'UPDATE_ROLLBACK_FAILED', stackReason(stack, failures), token);
      return unfinished;
    }
    setStackStatus(stack, 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', undefined, token);
    await cleanUp(prepared, journal.pendingDeletions);
  }
  if (!signal.aborted) setStackStatus(stack, 'UPDATE_ROLLBACK_COMPLETE', undefined, token);
  return undefined;
}

/** Continues a roll back that failed. Resources in `skip` count as rolled back, whatever state they are in. */
export async function continueRollBack(
  tools: EngineTools,
  operation: StackOperation,
  unfinished: UnfinishedUpdate,
  skip: readonly string[],
): Promise<UnfinishedUpdate | undefined> {
  const { stack, token } = operation;
  for (const logicalId of skip) {
    const resource = stack.resources.get(logicalId);
    if (resource === undefined) continue;
    unfinished.journal.forget(logicalId);
    setResourceStatus(stack, resource, 'UPDATE_COMPLETE', { token });
  }
  return back(tools, operation, unfinished, skip);
}
