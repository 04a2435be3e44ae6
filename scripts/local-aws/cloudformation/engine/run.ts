/** One operation on one stack, and what it needs. */

import type { Json, JsonObject } from '../../../../handlers/template-language/json';
import { asTexts } from '../custom-resource/texts';
import { validationError } from '../errors';
import type { ResourceType } from '../resources/resource-type';
import { coerceProperties, withStackTags } from '../schema/specification';
import type { Stack, StackResource, Tag } from '../state/stack';
import type { Blueprint, DesiredResource } from '../template/blueprint';
import { type LookUp, resolveDynamicIn } from '../template/dynamic-references';
import { resolveObject } from '../template/intrinsics';
import { MASK } from '../template/parameters';
import type { Scope } from '../template/scope';

export interface Run {
  stack: Stack;
  blueprint: Blueprint;
  /** ClientRequestToken of the request, repeated in every event. */
  token?: string;
  /** Aborted when the operation is given up: the world stops, or the stack is deleted while it is being made. */
  signal: AbortSignal;
  typeOf(type: string): ResourceType;
  lookUp: LookUp;
  /** Seconds of AWS time. */
  sleep(seconds: number): Promise<void>;
}

/** Resolves with the stack's resources as they are at this moment. */
export function liveScope(blueprint: Blueprint, resources: ReadonlyMap<string, StackResource>): Scope {
  return {
    ...blueprint.scope,
    ref: (name) => resources.get(name)?.physicalId ?? blueprint.scope.ref(name),
    getAtt: (logicalId, attribute) => attributeOf(resources.get(logicalId), logicalId, attribute),
  };
}

function attributeOf(resource: StackResource | undefined, logicalId: string, attribute: string): Json {
  if (resource === undefined)
    throw validationError(`Template error: instance of Fn::GetAtt references undefined resource ${logicalId}`);
  const value = Object.hasOwn(resource.attributes, attribute) ? resource.attributes[attribute] : undefined;
  if (value !== undefined && value !== null) return value;
  throw isCustom(resource.type)
    ? missingVendorAttribute(resource, attribute)
    : validationError(
        `Template error: resource ${logicalId} does not support attribute type ${attribute} in Fn::GetAtt`,
      );
}

export const isCustom = (type: string): boolean =>
  type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource';

/** AWS's own sentence, less the name of the S3 object that the answer was stored in. */
const missingVendorAttribute = ({ logicalId, physicalId }: StackResource, attribute: string): Error =>
  validationError(
    `CustomResource attribute error: Vendor response doesn't contain ${attribute} key in object of ${logicalId} (${physicalId})`,
  );

/** What a resource is to be given, everything in it resolved. */
export async function resolveProperties(run: Run, { type, properties }: DesiredResource): Promise<JsonObject> {
  const resolved = resolveObject(properties, liveScope(run.blueprint, run.stack.resources));
  return finishProperties(type, await resolveDynamicIn(resolved, run.lookUp), run.stack.tags);
}

/**
 * Resolved properties as the resource gets them: in the types of AWS's specification and with the stack's tags; those
 * of a custom resource as texts.
 */
export const finishProperties = (type: string, properties: JsonObject, tags: readonly Tag[]): JsonObject =>
  isCustom(type) ? asTexts(properties) : withStackTags(type, coerceProperties(type, properties), tags);

/** The same as JSON text for an event: NoEcho parameters masked, dynamic references as written. */
export function displayedProperties({ blueprint, stack }: Run, { properties }: DesiredResource): string {
  const masked = new Set(blueprint.parameters.filter(({ noEcho }) => noEcho).map(({ key }) => key));
  const scope = liveScope(blueprint, stack.resources);
  return JSON.stringify(
    resolveObject(properties, { ...scope, ref: (name) => (masked.has(name) ? MASK : scope.ref(name)) }),
  );
}
