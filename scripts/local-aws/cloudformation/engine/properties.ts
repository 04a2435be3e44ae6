/** Resolves the properties of a stack's resources: as a resource type gets them, and as an event shows them. */

import type { Json, JsonObject } from '../../../../handlers/template-language/json';
import { isCustomResource } from '../../../../handlers/template-language/resource-types';
import { validationError } from '../../wire/errors';
import { asStrings } from '../custom-resource/strings';
import { coerceProperties, withStackTags } from '../schema/specification';
import type { DeployedResource, Tag } from '../state/stack';
import type { DesiredResource, DesiredStack } from '../template/desired-stack';
import { resolveDynamicIn } from '../template/dynamic-references';
import { resolveObject } from '../template/intrinsics';
import { MASK } from '../template/parameters';
import type { Scope } from '../template/scope';
import type { PreparedOperation } from './stack-operation';

/** A scope in which references give the stack's resources as they are now. */
export function liveScope(desiredStack: DesiredStack, resources: ReadonlyMap<string, DeployedResource>): Scope {
  return {
    ...desiredStack.scope,
    ref: (name) => resources.get(name)?.physicalId ?? desiredStack.scope.ref(name),
    getAtt: (logicalId, attribute) => attributeOf(resources.get(logicalId), logicalId, attribute),
  };
}

function attributeOf(resource: DeployedResource | undefined, logicalId: string, attribute: string): Json {
  if (resource === undefined) {
    throw validationError(`Template error: instance of Fn::GetAtt references undefined resource ${logicalId}`);
  }
  const value = Object.hasOwn(resource.attributes, attribute) ? resource.attributes[attribute] : undefined;
  if (value !== undefined && value !== null) return value;
  throw isCustomResource(resource.type)
    ? missingVendorAttribute(resource, attribute)
    : validationError(
        `Template error: resource ${logicalId} does not support attribute type ${attribute} in Fn::GetAtt`,
      );
}

/** AWS's own sentence, without the name of the S3 object that held the response. */
const missingVendorAttribute = ({ logicalId, physicalId }: DeployedResource, attribute: string): Error =>
  validationError(
    `CustomResource attribute error: Vendor response doesn't contain ${attribute} key in object of ${logicalId} (${physicalId})`,
  );

/** The resolved properties that a resource type gets. */
export async function resolveProperties(
  operation: PreparedOperation,
  { type, properties }: DesiredResource,
): Promise<JsonObject> {
  const resolved = resolveObject(properties, liveScope(operation.desiredStack, operation.stack.resources));
  return finishProperties(type, await resolveDynamicIn(resolved, operation.lookUp), operation.stack.tags);
}

/**
 * Converts resolved properties. A custom resource gets all scalars as strings; any other gets the types of AWS's
 * specification, and the stack's tags.
 */
export const finishProperties = (type: string, properties: JsonObject, tags: readonly Tag[]): JsonObject =>
  isCustomResource(type) ? asStrings(properties) : withStackTags(type, coerceProperties(type, properties), tags);

/** The properties as JSON for an event: NoEcho parameters are masked, dynamic references stay as written. */
export function displayedProperties(
  { desiredStack, stack }: PreparedOperation,
  { properties }: DesiredResource,
): string {
  const masked = new Set(desiredStack.parameters.filter(({ noEcho }) => noEcho).map(({ key }) => key));
  const scope = liveScope(desiredStack, stack.resources);
  return JSON.stringify(
    resolveObject(properties, { ...scope, ref: (name) => (masked.has(name) ? MASK : scope.ref(name)) }),
  );
}
