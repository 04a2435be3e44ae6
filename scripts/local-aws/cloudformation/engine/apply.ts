/** Brings a stack's resources to its blueprint: the way forward of a creation and of an update. */
import { ResourceError } from '../resources/resource-type';
import type { StackResource } from '../state/stack';
import type { DesiredResource } from '../template/blueprint';
import { create, fail, keptOf, newResource, remove, update } from './act';
import { compare } from './compare';
import type { Journal } from './journal';
import { isCustom, type Run, resolveProperties } from './run';
import { type Failure, walk } from './walk';

/** Applies run.blueprint in dependency order; stops at the first failure. Deeds are written into `journal`. */
export function apply(run: Run, journal: Journal): Promise<Failure[]> {
  const { graph, resources } = run.blueprint;
  const visit = async (logicalId: string, signal: AbortSignal): Promise<void> => {
    const desired = resources.get(logicalId);
    if (desired !== undefined) await applyOne(run, desired, journal, signal);
  };
  return walk({ graph, visit, signal: run.signal, onFailure: 'stop' });
}

async function applyOne(run: Run, desired: DesiredResource, journal: Journal, signal: AbortSignal): Promise<void> {
  const { resources } = run.stack;
  const { logicalId, type } = desired;
  const current = resources.get(logicalId);
  const resolve = () => resolveProperties(run, desired);
  if (current === undefined || !isMade(current)) {
    journal.note(logicalId, { kind: 'created' });
    if (current?.status === 'CREATE_FAILED') await remove(run, current, 'Delete', signal);
    const resource = newResource(desired);
    resources.set(logicalId, resource);
    return create(run, resource, desired, resolve, signal);
  }
  const before = { ...current };
  const properties = await resolve().catch((error: unknown) => {
    throw fail(run, current, 'UPDATE', error);
  });
  if (isCustom(type) && before.properties.ServiceToken !== properties.ServiceToken) {
    throw fail(run, current, 'UPDATE', new ResourceError('Modifying service token is not allowed.'));
  }
  const comparison = compare(type, before.properties, properties);
  if (comparison === 'replace') {
    journal.note(logicalId, { kind: 'replaced', before });
    return create(run, current, desired, async () => properties, signal, 'UPDATE');
  }
  // After a failed update nobody knows what the resource has: it is updated again even if the template is as before.
  if (comparison === 'update' || before.status === 'UPDATE_FAILED') {
    journal.note(logicalId, { kind: 'updated', before });
    return update(run, current, desired, properties, signal).catch((error: unknown) => {
      // The way back goes from what was attempted.
      current.properties = properties;
      throw error;
    });
  }
  Object.assign(current, keptOf(desired));
}

/** Not made: never finished (a failed creation without roll back), or deleted since. */
const isMade = ({ status }: StackResource): boolean => status !== 'CREATE_FAILED' && !status.startsWith('DELETE_');
