/** The properties of a stack's resources, resolved: as a resource is given them, and as an event shows them. */

import type { Json, JsonObject } from '../../../../handlers/template-language/json';
import { asTexts } from '../custom-resource/strings';
import { validationError } from '../errors';
import { isCustomResource } from '../resources/resource-type';
import { coerceProperties, withStackTags } from '../schema/specification';
import type { DeployedResource, Tag } from '../state/stack';
import type { DesiredResource, DesiredStack } from '../template/desired-stack';
import { resolveDynamicIn } from '../template/dynamic-references';
import { resolveObject } from '../template/intrinsics';
import { MASK } from '../template/parameters';
import type { Scope } from '../template/scope';
import type { PreparedOperation } from './stack-operation';

/** Resolves with the stack's resources as they are at this moment. */
export function liveScope(desiredStack: DesiredStack, resources: ReadonlyMap<string, DeployedResource>): Scope {
  return {
    ...desiredStack.scope,
    ref: (name) => resources.get(name)?.physicalId ?? desiredStack.scope.ref(name),
    getAtt: (logicalId, attribute) => attributeOf(resources.get(logicalId), logicalId, attribute),
  };
}

function attributeOf(resource: DeployedResource | undefined, logicalId: string, attribute: string): Json {
  if (resource === undefined)
    throw validationError(`Template error: instance of Fn::GetAtt references undefined resource ${logicalId}`);
  const value = Object.hasOwn(resource.attributes, attribute) ? resource.attributes[attribute] : undefined;
  if (value !== undefined && value !== null) return value;
  throw isCustomResource(resource.type)
    ? missingVendorAttribute(resource, attribute)
    : validationError(
        `Template error: resource ${logicalId} does not support attribute type ${attribute} in Fn::GetAtt`,
      );
}

/** AWS's own sentence, less the name of the S3 object that the answer was stored in. */
const missingVendorAttribute = ({ logicalId, physicalId }: DeployedResource, attribute: string): Error =>
  validationError(
    `CustomResource attribute error: Vendor response doesn't contain ${attribute} key in object of ${logicalId} (${physicalId})`,
  );

/** What a resource is to be given, everything in it resolved. */
export async function resolveProperties(
  operation: PreparedOperation,
  { type, properties }: DesiredResource,
): Promise<JsonObject> {
  const resolved = resolveObject(properties, liveScope(operation.desiredStack, operation.stack.resources));
  return finishProperties(type, await resolveDynamicIn(resolved, operation.lookUp), operation.stack.tags);
}

/**
 * Resolved properties as the resource gets them: in the types of AWS's specification and with the stack's tags; those
 * of a custom resource as texts.
 */
export const finishProperties = (type: string, properties: JsonObject, tags: readonly Tag[]): JsonObject =>
  isCustomResource(type) ? asTexts(properties) : withStackTags(type, coerceProperties(type, properties), tags);

/** The same as JSON text for an event: NoEcho parameters masked, dynamic references as written. */
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
