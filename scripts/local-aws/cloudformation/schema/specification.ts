/** AWS's own resource specification: which properties replace a resource, and what types values have. */
import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import type { PropertyType, Resource, SpecDatabase } from '@aws-cdk/service-spec-types';
import { isObject, type Json, type JsonObject } from '../../../../handlers/template-language/json';
import type { Tag } from '../state/stack';
import { coerce } from './coerce';

/** Loaded once, when the first resource is created: it takes half a second and 180 MB. */
let database: SpecDatabase | undefined;
function specification(): SpecDatabase {
  database ??= loadAwsServiceSpecSync();
  return database;
}

const found = new Map<string, Resource | undefined>();
function resourceOf(type: string): Resource | undefined {
  if (!found.has(type)) {
    found.set(type, specification().lookup('resource', 'cloudFormationType', 'equals', type)[0]);
  }
  return found.get(type);
}

export type Replaces = 'yes' | 'no' | 'maybe';

/** Whether a change of a property replaces the resource; `no` for properties that the specification does not know. */
export const replaces = (type: string, property: string): Replaces =>
  resourceOf(type)?.properties[property]?.causesReplacement ?? 'no';

/**
 * Properties with every scalar in the type that the specification gives it: `"80"` becomes 80 if it must be a number,
 * and 80 becomes `"80"` if it must be a string. CloudFormation does the same before it calls a resource type.
 */
export function coerceProperties(type: string, properties: JsonObject): JsonObject {
  const resource = resourceOf(type);
  if (resource === undefined) return properties;
  const typesOf = (definition: Extract<PropertyType, { type: 'ref' }>) =>
    specification().get('typeDefinition', definition.reference).properties;
  const entries = Object.entries(properties).map(([name, value]): [string, Json] => {
    const property = resource.properties[name];
    return [name, property === undefined ? value : coerce(value, property.type, typesOf)];
  });
  return Object.fromEntries(entries);
}

/** The names of the properties that tell resources of a type apart; none for a type that the specification lacks. */
export const identifiersOf = (type: string): readonly string[] => resourceOf(type)?.primaryIdentifier ?? [];

/** Whether resources of a type that AWS provides have that attribute for `Fn::GetAtt`. */
export const hasAttribute = (type: string, attribute: string): boolean =>
  resourceOf(type)?.attributes[attribute] !== undefined;

/** Properties with the stack's tags added, if the type takes tags. The resource's own tags take precedence. */
export function withStackTags(type: string, properties: JsonObject, stackTags: readonly Tag[]): JsonObject {
  const tagging = resourceOf(type)?.tagInformation;
  if (tagging === undefined || stackTags.length === 0) return properties;
  const { tagPropertyName: name, variant } = tagging;
  const own = properties[name];
  if (variant === 'map') {
    const map = Object.fromEntries(stackTags.map(({ Key, Value }) => [Key, Value]));
    return { ...properties, [name]: { ...map, ...(isObject(own) && own) } };
  }
  const list = Array.isArray(own) ? own : [];
  const keys = new Set(list.map((tag) => (isObject(tag) ? tag.Key : undefined)));
  const added = stackTags.filter(({ Key }) => !keys.has(Key)).map(({ Key, Value }): Json => ({ Key, Value }));
  return { ...properties, [name]: [...list, ...added] };
}
