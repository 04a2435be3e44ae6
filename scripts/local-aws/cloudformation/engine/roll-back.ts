/** The way back from a failed update: to the desiredStack that the stack had before, over what the update has done. */
import { type DeployedResource, setResourceStatus } from '../state/stack';
import type { DesiredResource } from '../template/desired-stack';
import { changedProperties } from './compare';
import type { AppliedChange, Journal, PendingDeletion } from './journal';
import { resolveProperties } from './properties';
import { update } from './resource-actions';
import type { PreparedOperation } from './stack-operation';
import { type Failure, walk } from './walk';

/**
 * Undoes a journal in dependency order; operation.desiredStack is the one to go back to. Deeds that are undone leave the
 * journal, so that a roll back that failed can be continued; what has to be deleted afterwards goes into its pendingDeletions.
 * Resources in `skip` are taken for rolled back as they are.
 */
export async function rollBack(
  operation: PreparedOperation,
  journal: Journal,
  skip: readonly string[] = [],
): Promise<Failure[]> {
  forgetCreated(operation, journal);
  const visit = async (logicalId: string, signal: AbortSignal): Promise<void> => {
    const desired = operation.desiredStack.resources.get(logicalId);
    const resource = operation.stack.resources.get(logicalId);
    if (desired === undefined || resource === undefined || skip.includes(logicalId)) return;
    const change = journal.of(logicalId);
    if (change !== undefined && change.kind === 'replaced')
      restore(operation, resource, change, journal.pendingDeletions);
    await undo(operation, desired, resource, change, journal.pendingDeletions, signal);
    journal.forget(logicalId);
  };
  return walk({ graph: operation.desiredStack.graph, visit, signal: operation.signal, onFailure: 'go-on' });
}

/** What the update made anew is not in the desiredStack to go back to: it only has to be deleted. */
function forgetCreated({ stack }: PreparedOperation, journal: Journal): void {
  for (const [logicalId, change] of journal.entries()) {
    const resource = stack.resources.get(logicalId);
    if (change.kind !== 'created' || resource === undefined) continue;
    journal.pendingDeletions.push({ resource, policy: resource.deletionPolicy === 'Retain' ? 'Retain' : 'Delete' });
    stack.resources.delete(logicalId);
    journal.forget(logicalId);
  }
}

/** The old physical resource is still there, untouched; the new one, as far as it was made, is to be deleted. */
function restore(
  operation: PreparedOperation,
  resource: DeployedResource,
  { before }: Exclude<AppliedChange, { kind: 'created' }>,
  pendingDeletions: PendingDeletion[],
): void {
  if (resource.physicalId !== before.physicalId) pendingDeletions.push({ resource: { ...resource }, policy: 'Delete' });
  Object.assign(resource, before);
  setResourceStatus(operation.stack, resource, 'UPDATE_COMPLETE', { token: operation.token });
}

/** An update is undone by an update with old and new properties changed places. */
async function undo(
  operation: PreparedOperation,
  desired: DesiredResource,
  resource: DeployedResource,
  change: AppliedChange | undefined,
  pendingDeletions: PendingDeletion[],
  signal: AbortSignal,
): Promise<void> {
  const wasUpdated = change?.kind === 'updated';
  const properties = await resolveProperties(operation, desired);
  // Resources that the update never reached can still differ: by an attribute of one that has been updated back.
  if (!wasUpdated && changedProperties(resource.properties, properties).length === 0) {
    // It failed before anything was done to it.
    if (resource.status === 'UPDATE_FAILED') {
      setResourceStatus(operation.stack, resource, 'UPDATE_COMPLETE', { token: operation.token });
    }
    return;
  }
  const changed = { ...resource };
  await update(operation, resource, desired, properties, signal);
  if (resource.physicalId !== changed.physicalId) pendingDeletions.push({ resource: changed, policy: 'Delete' });
}
