/** Brings a stack's resources to what its template declares: the forward half of a creation or an update. */
import { isCustomResource } from '../../../../handlers/template-language/resource-types';
import { ResourceError } from '../resources/resource-type';
import type { DeployedResource } from '../state/stack';
import { type UpdateAction, whyDenied } from '../state/stack-policy';
import type { DesiredResource } from '../template/desired-stack';
import { compare } from './compare';
import type { Journal } from './journal';
import { resolveProperties } from './properties';
import { create, fail, newResource, remove, resourceAttributesOf, update } from './resource-actions';
import type { PreparedOperation } from './stack-operation';
import { type Failure, walk } from './walk';

/**
 * Applies the desired stack in dependency order and stops at the first failure. Records the changes in `journal`.
 * Nothing is changed if the stack policy forbids to delete what the template no longer has.
 */
export function apply(operation: PreparedOperation, journal: Journal): Promise<Failure[]> {
  const denied = deniedRemovals(operation);
  if (denied.length > 0) return Promise.resolve(denied);
  const { graph, resources } = operation.desiredStack;
  const visit = async (logicalId: string, signal: AbortSignal): Promise<void> => {
    const desired = resources.get(logicalId);
    if (desired !== undefined) await applyOne(operation, desired, journal, signal);
  };
  return walk({ graph, visit, signal: operation.signal, onFailure: 'stop' });
}

async function applyOne(
  operation: PreparedOperation,
  desired: DesiredResource,
  journal: Journal,
  signal: AbortSignal,
): Promise<void> {
  const { resources } = operation.stack;
  const { logicalId, type } = desired;
  const current = resources.get(logicalId);
  const resolve = () => resolveProperties(operation, desired);
  if (current === undefined || !isMade(current)) {
    journal.record(logicalId, { kind: 'created' });
    if (current?.status === 'CREATE_FAILED') await remove(operation, current, 'Delete', signal);
    const resource = newResource(operation.stack, desired);
    resources.set(logicalId, resource);
    return create(operation, resource, desired, resolve, signal);
  }
  const before = { ...current };
  const properties = await resolve().catch((error: unknown) => {
    throw fail(operation, current, 'UPDATE', error);
  });
  if (isCustomResource(type) && before.properties.ServiceToken !== properties.ServiceToken) {
    throw fail(operation, current, 'UPDATE', new ResourceError('Modifying service token is not allowed.'));
  }
  const comparison = compare(type, before.properties, properties);
  if (comparison !== 'same') deny(operation, current, comparison === 'replace' ? 'Update:Replace' : 'Update:Modify');
  if (comparison === 'replace') {
    journal.record(logicalId, { kind: 'replaced', before });
    return create(operation, current, desired, async () => properties, signal, 'UPDATE');
  }
  // After a failed update the state of the resource is unknown. It is updated again even with the same properties.
  if (comparison === 'update' || before.status === 'UPDATE_FAILED') {
    journal.record(logicalId, { kind: 'updated', before });
    return update(operation, current, desired, properties, signal).catch((error: unknown) => {
      // A roll back starts from the properties that were attempted.
      current.properties = properties;
      throw error;
    });
  }
  Object.assign(current, resourceAttributesOf(desired));
}

/** @throws ResourceError if the stack policy does not allow the action on the resource */
function deny(operation: PreparedOperation, resource: DeployedResource, action: UpdateAction): void {
  const reason = operation.policy && whyDenied(operation.policy, action, resource);
  if (reason !== undefined) throw fail(operation, resource, 'UPDATE', new ResourceError(reason));
}

function deniedRemovals(operation: PreparedOperation): Failure[] {
  const { stack, desiredStack } = operation;
  const removed = [...stack.resources.values()].filter(
    (resource) => isMade(resource) && !desiredStack.resources.has(resource.logicalId),
  );
  return removed.flatMap((resource) => {
    try {
      deny(operation, resource, 'Update:Delete');
      return [];
    } catch (error) {
      return [{ name: resource.logicalId, error }];
    }
  });
}

/** False if its creation failed and was not rolled back, or if it was deleted since. */
const isMade = ({ status }: DeployedResource): boolean => status !== 'CREATE_FAILED' && !status.startsWith('DELETE_');
