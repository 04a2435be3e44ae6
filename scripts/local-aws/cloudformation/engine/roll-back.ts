/** The way back from a failed update: to the blueprint that the stack had before, over what the update has done. */
import { type StackResource, setResourceStatus } from '../state/stack';
import type { DesiredResource } from '../template/blueprint';
import { update } from './act';
import type { Leftover } from './clean-up';
import { changedProperties } from './compare';
import type { Deed, Journal } from './journal';
import { type Run, resolveProperties } from './run';
import { type Failure, walk } from './walk';

/**
 * Undoes a journal in dependency order; run.blueprint is the one to go back to. Deeds that are undone leave the
 * journal, so that a roll back that failed can be continued; what has to be deleted afterwards goes into its leftovers.
 * Resources in `skip` are taken for rolled back as they are.
 */
export async function rollBack(run: Run, journal: Journal, skip: readonly string[] = []): Promise<Failure[]> {
  forgetCreated(run, journal);
  const visit = async (logicalId: string, signal: AbortSignal): Promise<void> => {
    const desired = run.blueprint.resources.get(logicalId);
    const resource = run.stack.resources.get(logicalId);
    if (desired === undefined || resource === undefined || skip.includes(logicalId)) return;
    const deed = journal.of(logicalId);
    if (deed !== undefined && deed.kind === 'replaced') restore(run, resource, deed, journal.leftovers);
    await undo(run, desired, resource, deed, journal.leftovers, signal);
    journal.forget(logicalId);
  };
  return walk({ graph: run.blueprint.graph, visit, signal: run.signal, onFailure: 'go-on' });
}

/** What the update made anew is not in the blueprint to go back to: it only has to be deleted. */
function forgetCreated({ stack }: Run, journal: Journal): void {
  for (const [logicalId, deed] of journal.entries()) {
    const resource = stack.resources.get(logicalId);
    if (deed.kind !== 'created' || resource === undefined) continue;
    journal.leftovers.push({ resource, policy: resource.deletionPolicy === 'Retain' ? 'Retain' : 'Delete' });
    stack.resources.delete(logicalId);
    journal.forget(logicalId);
  }
}

/** The old physical resource is still there, untouched; the new one, as far as it was made, is to be deleted. */
function restore(
  run: Run,
  resource: StackResource,
  { before }: Exclude<Deed, { kind: 'created' }>,
  leftovers: Leftover[],
): void {
  if (resource.physicalId !== before.physicalId) leftovers.push({ resource: { ...resource }, policy: 'Delete' });
  Object.assign(resource, before);
  setResourceStatus(run.stack, resource, 'UPDATE_COMPLETE', { token: run.token });
}

/** An update is undone by an update with old and new properties changed places. */
async function undo(
  run: Run,
  desired: DesiredResource,
  resource: StackResource,
  deed: Deed | undefined,
  leftovers: Leftover[],
  signal: AbortSignal,
): Promise<void> {
  const wasUpdated = deed?.kind === 'updated';
  const properties = await resolveProperties(run, desired);
  // Resources that the update never reached can still differ: by an attribute of one that has been updated back.
  if (!wasUpdated && changedProperties(resource.properties, properties).length === 0) {
    // It failed before anything was done to it.
    if (resource.status === 'UPDATE_FAILED') {
      setResourceStatus(run.stack, resource, 'UPDATE_COMPLETE', { token: run.token });
    }
    return;
  }
  const changed = { ...resource };
  await update(run, resource, desired, properties, signal);
  if (resource.physicalId !== changed.physicalId) leftovers.push({ resource: changed, policy: 'Delete' });
}
