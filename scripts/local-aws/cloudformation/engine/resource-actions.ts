/** Creates, updates and deletes single resources, and records it in the stack's events. */

import type { JsonObject } from '../../../../handlers/template-language/json';
import { isCustomResource } from '../../../../handlers/template-language/resource-types';
import {
  CancelledError,
  type PhysicalResource,
  ResourceError,
  type ResourceHandlerRequest,
} from '../resources/resource-type';
import { failureReason } from '../resources/shared/failure-reason';
import { type DeployedResource, type Stack, setResourceStatus } from '../state/stack';
import type { DesiredResource } from '../template/desired-stack';
import type { DeletionPolicy } from '../template/resource-definition';
import { displayedProperties } from './properties';
import type { PreparedOperation } from './stack-operation';

/** What a stack keeps of a desired resource besides its properties: its resource attributes. */
export const resourceAttributesOf = ({
  dependsOn,
  deletionPolicy,
  updateReplacePolicy,
  metadata,
}: DesiredResource) => ({
  dependsOn,
  deletionPolicy,
  updateReplacePolicy,
  metadata,
});

/** A resource that is about to be created. */
export const newResource = ({ now }: Stack, desired: DesiredResource): DeployedResource => ({
  logicalId: desired.logicalId,
  type: desired.type,
  status: 'CREATE_IN_PROGRESS',
  changedAt: now(),
  properties: {},
  attributes: {},
  ...resourceAttributesOf(desired),
});

/**
 * Creates the physical resource of `resource`. The events speak of `verb`: a replacement is an UPDATE.
 * After a failure, `resource.physicalId` is what a roll back has to delete, if anything.
 */
export async function create(
  operation: PreparedOperation,
  resource: DeployedResource,
  desired: DesiredResource,
  resolve: () => Promise<JsonObject>,
  signal: AbortSignal,
  verb: 'CREATE' | 'UPDATE' = 'CREATE',
): Promise<void> {
  const { stack, token } = operation;
  const progress = `${verb}_IN_PROGRESS` as const;
  try {
    const properties = await resolve();
    const shown = displayedProperties(operation, desired);
    const reason = verb === 'UPDATE' ? REPLACING : undefined;
    setResourceStatus(stack, resource, progress, { token, properties: shown, reason });
    Object.assign(resource, { physicalId: undefined, attributes: {}, properties });
    const announce = (physicalId: string): void => {
      if (resource.physicalId === physicalId) return;
      resource.physicalId = physicalId;
      setResourceStatus(stack, resource, progress, { token, properties: shown, reason: 'Resource creation Initiated' });
    };
    const made = await operation
      .typeOf(desired.type)
      .create({ ...requestOf(operation, resource, properties, signal), announce });
    announce(made.physicalId);
    setResult(resource, made, properties, desired);
    setResourceStatus(stack, resource, `${verb}_COMPLETE`, { token, properties: shown });
  } catch (error) {
    throw fail(operation, resource, verb, error);
  }
}

const REPLACING = 'Requested update requires the creation of a new physical resource; hence creating one.';

/** Updates a resource in place. After a failure, the resource still has its old properties and id. */
export async function update(
  operation: PreparedOperation,
  resource: DeployedResource,
  desired: DesiredResource,
  properties: JsonObject,
  signal: AbortSignal,
): Promise<void> {
  const { stack, token } = operation;
  try {
    const shown = displayedProperties(operation, desired);
    setResourceStatus(stack, resource, 'UPDATE_IN_PROGRESS', { token, properties: shown });
    const { physicalId = '', properties: oldProperties } = resource;
    const request = { ...requestOf(operation, resource, properties, signal), physicalId, oldProperties };
    const made = await operation.typeOf(desired.type).update(request);
    setResult(resource, made, properties, desired);
    const reason = made.physicalId === physicalId ? undefined : REPLACED;
    if (reason !== undefined) {
      setResourceStatus(stack, resource, 'UPDATE_IN_PROGRESS', { token, properties: shown, reason });
    }
    setResourceStatus(stack, resource, 'UPDATE_COMPLETE', { token, properties: shown });
  } catch (error) {
    throw fail(operation, resource, 'UPDATE', error, resource.physicalId);
  }
}

const REPLACED = 'Requested update required the provider to create a new physical resource';

/** Deletes the physical resource of `resource`, or leaves it if its policy says so. */
export async function remove(
  operation: PreparedOperation,
  resource: DeployedResource,
  policy: DeletionPolicy,
  signal: AbortSignal,
): Promise<void> {
  const { stack, token } = operation;
  const { physicalId, properties, type } = resource;
  if (physicalId === undefined) return setResourceStatus(stack, resource, 'DELETE_COMPLETE', { token });
  if (policy !== 'Delete') return setResourceStatus(stack, resource, 'DELETE_SKIPPED', { token });
  try {
    setResourceStatus(stack, resource, 'DELETE_IN_PROGRESS', { token });
    await operation.typeOf(type).delete({ ...requestOf(operation, resource, properties, signal), physicalId });
    setResourceStatus(stack, resource, 'DELETE_COMPLETE', { token });
  } catch (error) {
    throw fail(operation, resource, 'DELETE', error, physicalId);
  }
}

function requestOf(
  { stack }: PreparedOperation,
  resource: DeployedResource,
  properties: JsonObject,
  signal: AbortSignal,
): ResourceHandlerRequest {
  const { logicalId, type } = resource;
  return { stack, logicalId, type, properties, signal };
}

function setResult(
  resource: DeployedResource,
  made: PhysicalResource,
  properties: JsonObject,
  desired: DesiredResource,
): void {
  const { physicalId, attributes = {} } = made;
  // A response of a custom resource replaces all of its attributes. Emulated types omit what did not change.
  const kept = isCustomResource(desired.type) ? {} : resource.attributes;
  Object.assign(resource, {
    physicalId,
    attributes: { ...kept, ...attributes },
    properties,
    ...resourceAttributesOf(desired),
  });
}

const GERUND = { CREATE: 'creation', UPDATE: 'update', DELETE: 'deletion' };

/** Records in an event why a resource failed. @returns the error, for the caller to throw */
export function fail(
  { stack, token }: PreparedOperation,
  resource: DeployedResource,
  verb: 'CREATE' | 'UPDATE' | 'DELETE',
  error: unknown,
  physicalId = physicalIdIn(error) ?? resource.physicalId,
): unknown {
  resource.physicalId = physicalId;
  const cancelled = error instanceof CancelledError;
  const reason = cancelled ? `Resource ${GERUND[verb]} cancelled` : failureReason(error, resource.type);
  setResourceStatus(stack, resource, `${verb}_FAILED`, { token, reason });
  return error;
}

const physicalIdIn = (error: unknown): string | undefined =>
  error instanceof ResourceError || error instanceof CancelledError ? error.physicalId : undefined;
