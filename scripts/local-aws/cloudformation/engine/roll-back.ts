/** Rolls back a failed update: undoes what it has done, and restores what the previous template declared. */
import { type DeployedResource, setResourceStatus } from '../state/stack';
import type { DesiredResource } from '../template/desired-stack';
import { changedProperties } from './compare';
import type { AppliedChange, Journal, PendingDeletion } from './journal';
import { resolveProperties } from './properties';
import { update } from './resource-actions';
import type { PreparedOperation } from './stack-operation';
import { type Failure, walk } from './walk';

/**
 * Undoes a journal in dependency order. `operation.desiredStack` is the previous one. Undone changes leave the journal,
 * so that a failed roll back can be continued. What has to be deleted afterwards is added to the pending deletions.
 * Resources in `skip` count as rolled back, whatever state they are in.
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
    if (change !== undefined && change.kind === 'replaced') {
      restore(operation, resource, change, journal.pendingDeletions);
    }
    await undo(operation, desired, resource, change, journal.pendingDeletions, signal);
    journal.forget(logicalId);
  };
  return walk({ graph: operation.desiredStack.graph, visit, signal: operation.signal, onFailure: 'go-on' });
}

/** Resources that the update created are not in the previous template: they only have to be deleted. */
function forgetCreated({ stack }: PreparedOperation, journal: Journal): void {
  for (const [logicalId, change] of journal.entries()) {
    const resource = stack.resources.get(logicalId);
    if (change.kind !== 'created' || resource === undefined) continue;
    journal.pendingDeletions.push({ resource, policy: resource.deletionPolicy === 'Retain' ? 'Retain' : 'Delete' });
    stack.resources.delete(logicalId);
    journal.forget(logicalId);
  }
}

/** The old physical resource still exists, untouched. The new one is deleted, as far as it was created. */
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

/** An update is undone by an update with the old and the new properties swapped. */
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
  // A resource that the update never reached can still differ: an attribute of an undone resource may have changed.
  if (!wasUpdated && changedProperties(resource.properties, properties).length === 0) {
    // It failed before anything was done to it: only its status has to be restored.
    if (resource.status === 'UPDATE_FAILED') {
      setResourceStatus(operation.stack, resource, 'UPDATE_COMPLETE', { token: operation.token });
    }
    return;
  }
  const changed = { ...resource };
  await update(operation, resource, desired, properties, signal);
  if (resource.physicalId !== changed.physicalId) pendingDeletions.push({ resource: changed, policy: 'Delete' });
}
