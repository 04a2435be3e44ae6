/** An import: resources that exist become part of a stack. Nothing is changed in them. */
import { messageOf } from '../../wire/errors';
import { ResourceError } from '../resources/resource-type';
import { type DeployedResource, setResourceStatus, setStackStatus } from '../state/stack';
import type { DesiredResource } from '../template/desired-stack';
import type { PreparedTemplate } from '../template/prepared-template';
import { resolveProperties } from './properties';
import { newResource } from './resource-actions';
import type { PreparedOperation, StackOperation } from './stack-operation';
import { setTemplate, snapshotOf } from './stack-template';

/** @param imports physical ids by logical id. What has no entry is in the stack already. */
export async function importResources(
  operation: StackOperation,
  template: PreparedTemplate,
  imports: ReadonlyMap<string, string>,
): Promise<void> {
  const { stack, token } = operation;
  const before = snapshotOf(stack);
  const prepared = { ...operation, desiredStack: template.desiredStack };
  setTemplate(stack, template);
  try {
    for (const logicalId of template.desiredStack.order) {
      const desired = template.desiredStack.resources.get(logicalId);
      const physicalId = imports.get(logicalId);
      if (desired !== undefined && physicalId !== undefined) await importOne(prepared, desired, physicalId);
    }
    setStackStatus(stack, 'IMPORT_COMPLETE', undefined, token);
  } catch (error) {
    if (operation.signal.aborted) return;
    setStackStatus(stack, 'IMPORT_ROLLBACK_IN_PROGRESS', messageOf(error), token);
    for (const logicalId of imports.keys()) stack.resources.delete(logicalId);
    Object.assign(stack, before);
    setStackStatus(stack, 'IMPORT_ROLLBACK_COMPLETE', undefined, token);
  }
}

async function importOne(operation: PreparedOperation, desired: DesiredResource, physicalId: string): Promise<void> {
  const { stack, token, signal } = operation;
  const { logicalId, type } = desired;
  const resource: DeployedResource = { ...newResource(stack, desired), physicalId };
  stack.resources.set(logicalId, resource);
  setResourceStatus(stack, resource, 'IMPORT_IN_PROGRESS', { token });
  const properties = await resolveProperties(operation, desired);
  const found = await operation.typeOf(type).find?.({ stack, logicalId, type, properties, signal, physicalId });
  if (found === undefined) {
    const reason = notFound(type, physicalId);
    setResourceStatus(stack, resource, 'IMPORT_FAILED', { token, reason });
    throw new ResourceError(reason);
  }
  Object.assign(resource, { properties, attributes: found.attributes ?? {} });
  setResourceStatus(stack, resource, 'IMPORT_COMPLETE', { token });
}

export const notFound = (type: string, physicalId: string): string =>
  `Resource of type '${type}' with identifier '${physicalId}' was not found.`;
