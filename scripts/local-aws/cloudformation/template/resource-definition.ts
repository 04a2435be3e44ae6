/** One entry of the Resources section. */
import { isObject, type Json, type JsonObject } from '../../../../handlers/template-language/json';
import { validationError } from '../../wire/errors';

export type DeletionPolicy = 'Delete' | 'Retain' | 'RetainExceptOnCreate';

export interface ResourceDefinition {
  type: string;
  properties: JsonObject;
  dependsOn: readonly string[];
  condition?: string;
  deletionPolicy: DeletionPolicy;
  updateReplacePolicy: DeletionPolicy;
  metadata?: JsonObject;
}

const RESOURCE_ATTRIBUTES = new Set([
  'Type',
  'Properties',
  'DependsOn',
  'Condition',
  'DeletionPolicy',
  'UpdateReplacePolicy',
  'UpdatePolicy',
  'CreationPolicy',
  'Metadata',
]);
const POLICIES: readonly string[] = ['Delete', 'Retain', 'RetainExceptOnCreate'];

export function readResource(logicalId: string, resource: JsonObject): ResourceDefinition {
  const path = `/Resources/${logicalId}`;
  if (!/^[A-Za-z0-9]{1,255}$/.test(logicalId)) {
    throw validationError(`Template format error: Resource name ${logicalId} is non alphanumeric.`);
  }
  const unknown = Object.keys(resource).filter((attribute) => !RESOURCE_ATTRIBUTES.has(attribute));
  if (unknown.length > 0) {
    throw validationError(`Invalid template resource property '${unknown.join("', '")}' at ${path}`);
  }
  if (typeof resource.Type !== 'string') {
    throw validationError(`Template format error: [${path}] Every Resources object must contain a Type member.`);
  }
  const { Properties: properties = {}, Metadata: metadata } = resource;
  if (!isObject(properties)) throw validationError(`Template format error: [${path}/Properties] is not an object`);
  for (const refused of ['CreationPolicy', 'UpdatePolicy']) {
    if (resource[refused] !== undefined) {
      throw validationError(`The embedded AWS does not provide ${refused} (${path})`);
    }
  }
  return {
    type: resource.Type,
    properties,
    dependsOn: readDependsOn(path, resource.DependsOn),
    ...(typeof resource.Condition === 'string' && { condition: resource.Condition }),
    deletionPolicy: readPolicy(`${path}/DeletionPolicy`, resource.DeletionPolicy),
    updateReplacePolicy: readPolicy(`${path}/UpdateReplacePolicy`, resource.UpdateReplacePolicy),
    ...(isObject(metadata) && { metadata }),
  };
}

function readDependsOn(path: string, dependsOn: Json | undefined): string[] {
  const list = dependsOn === undefined ? [] : Array.isArray(dependsOn) ? dependsOn : [dependsOn];
  return list.map((id) => {
    if (typeof id === 'string') return id;
    throw validationError(`Template format error: [${path}/DependsOn] is not a string or a list of strings`);
  });
}

/** Snapshot is refused: none of the emulated types supports it. */
function readPolicy(path: string, policy: Json | undefined): DeletionPolicy {
  if (policy === undefined) return 'Delete';
  if (typeof policy === 'string' && POLICIES.includes(policy)) return policy as DeletionPolicy;
  if (policy === 'Snapshot') throw validationError(`Template error: ${path}: this type does not support Snapshot`);
  throw validationError(`Template format error: Unrecognized value at ${path}: ${JSON.stringify(policy)}`);
}
