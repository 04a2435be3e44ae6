/** The sections of a template, read into types. What is wrong is said in CloudFormation's own words where they are known. */

import { isObject, type Json, type JsonObject } from '../../../../handlers/template-language/json';
import { mapEntries } from '../collections';
import { validationError } from '../errors';

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

export interface OutputDefinition {
  value: Json;
  description?: string;
  condition?: string;
  exportName?: Json;
}

/** A template after its macros: everything that it declares. */
export interface Sections {
  description?: string;
  metadata?: JsonObject;
  parameters: Record<string, JsonObject>;
  mappings: JsonObject;
  conditions: JsonObject;
  rules: JsonObject;
  resources: Record<string, ResourceDefinition>;
  outputs: Record<string, OutputDefinition>;
}

const SECTIONS = new Set([
  'AWSTemplateFormatVersion',
  'Description',
  'Metadata',
  'Parameters',
  'Rules',
  'Mappings',
  'Conditions',
  'Transform',
  'Resources',
  'Outputs',
  'Hooks',
]);
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
const PARAMETER_ATTRIBUTES = new Set([
  'Type',
  'Default',
  'Description',
  'NoEcho',
  'ConstraintDescription',
  'AllowedValues',
  'AllowedPattern',
  'MinLength',
  'MaxLength',
  'MinValue',
  'MaxValue',
]);
const POLICIES: readonly string[] = ['Delete', 'Retain', 'RetainExceptOnCreate'];

/** What may be read before macros have run: their names, and the parameters, whose values they are given. */
export function readHeader(template: JsonObject): { transforms: string[]; parameters: Record<string, JsonObject> } {
  const unknown = Object.keys(template).filter((section) => !SECTIONS.has(section));
  if (unknown.length > 0) throw validationError(`Invalid template property or properties [${unknown.join(', ')}]`);
  const version = template.AWSTemplateFormatVersion;
  if (version !== undefined && version !== '2010-09-09') {
    throw validationError('Template format error: unsupported value for AWSTemplateFormatVersion.');
  }
  refuseNulls(template, '');
  if (template.Description !== undefined && typeof template.Description !== 'string') {
    throw validationError('Template format error: Description must be a string.');
  }
  const parameters = mapEntries(objects(template, 'Parameters'), readParameter);
  return { transforms: readTransforms(template.Transform), parameters };
}

function refuseNulls(value: Json, path: string): void {
  if (value === null) throw validationError(`[${path}] 'null' values are not allowed in templates`);
  if (typeof value !== 'object') return;
  for (const [key, item] of Object.entries(value)) refuseNulls(item, `${path}/${key}`);
}

function readParameter(name: string, parameter: JsonObject): JsonObject {
  const unknown = Object.keys(parameter).filter((attribute) => !PARAMETER_ATTRIBUTES.has(attribute));
  if (unknown.length > 0) {
    throw validationError(`Invalid template parameter property '${unknown.join("', '")}' (/Parameters/${name})`);
  }
  return parameter;
}

function readTransforms(transform: Json | undefined): string[] {
  if (transform === undefined) return [];
  const names = Array.isArray(transform) ? transform : [transform];
  return names.map((name) => {
    if (typeof name === 'string') return name;
    throw validationError('Template format error: Transform is a name or a list of names here.');
  });
}

/**
 * Reads a template whose macros have run.
 * @throws AwsError ValidationError for the first thing that CloudFormation refuses in the template's form
 */
export function readSections(template: JsonObject): Sections {
  const { parameters } = readHeader(template);
  const resources = objects(template, 'Resources');
  if (Object.keys(resources).length === 0) {
    throw validationError('Template format error: At least one Resources member must be defined.');
  }
  if (Object.keys(resources).length > 500) {
    throw validationError(
      `Template format error: Number of resources, ${Object.keys(resources).length}, is greater than maximum allowed, 500`,
    );
  }
  const shared = Object.keys(resources).filter((name) => Object.hasOwn(parameters, name));
  if (shared.length > 0) {
    throw validationError(`Template format error: [${shared.join(', ')}] names a parameter and a resource.`);
  }
  if (template.Hooks !== undefined) throw validationError('The embedded AWS does not provide the Hooks section.');
  return {
    ...(typeof template.Description === 'string' && { description: template.Description }),
    ...(isObject(template.Metadata) && { metadata: template.Metadata }),
    parameters,
    mappings: mapEntries(objects(template, 'Mappings'), readMapping),
    conditions: section(template, 'Conditions'),
    rules: section(template, 'Rules'),
    resources: mapEntries(resources, readResource),
    outputs: mapEntries(objects(template, 'Outputs'), readOutput),
  };
}

function readResource(logicalId: string, resource: JsonObject): ResourceDefinition {
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

/** Snapshot is refused: none of the types here can make one. */
function readPolicy(path: string, policy: Json | undefined): DeletionPolicy {
  if (policy === undefined) return 'Delete';
  if (typeof policy === 'string' && POLICIES.includes(policy)) return policy as DeletionPolicy;
  if (policy === 'Snapshot') throw validationError(`Template error: ${path}: this type does not support Snapshot`);
  throw validationError(`Template format error: Unrecognized value at ${path}: ${JSON.stringify(policy)}`);
}

/** Two levels of keys, and then texts and lists of them. */
function readMapping(name: string, mapping: JsonObject): JsonObject {
  for (const [key, entries] of Object.entries(mapping)) {
    if (!isObject(entries)) throw validationError(`Template format error: [/Mappings/${name}/${key}] is not an object`);
    for (const [attribute, value] of Object.entries(entries)) {
      const items = Array.isArray(value) ? value : [value];
      if (items.every((item) => typeof item !== 'object')) continue;
      throw validationError(
        `Template format error: Every Mappings attribute must be a String or a List. (/Mappings/${name}/${key}/${attribute})`,
      );
    }
  }
  return mapping;
}

function readOutput(name: string, output: JsonObject): OutputDefinition {
  if (!/^[A-Za-z0-9]{1,255}$/.test(name)) {
    throw validationError(`Template format error: Output name ${name} is non alphanumeric.`);
  }
  if (output.Value === undefined) {
    throw validationError(`Template format error: Output ${name} is malformed: it has no Value`);
  }
  if (Array.isArray(output.Value)) {
    throw validationError(
      `Template format error: The Value field of every Outputs member must evaluate to a String and not a List. (${name})`,
    );
  }
  const { Export: exported } = output;
  if (exported !== undefined && (!isObject(exported) || exported.Name === undefined)) {
    throw validationError(`Template format error: Output ${name} is malformed: Export needs a Name`);
  }
  return {
    value: output.Value,
    ...(typeof output.Description === 'string' && { description: output.Description }),
    ...(typeof output.Condition === 'string' && { condition: output.Condition }),
    ...(isObject(exported) && exported.Name !== undefined && { exportName: exported.Name }),
  };
}

function section(template: JsonObject, name: string): JsonObject {
  const value = template[name] ?? {};
  if (isObject(value)) return value;
  throw validationError(`Template format error: ${name} section is not an object`);
}

function objects(template: JsonObject, name: string): Record<string, JsonObject> {
  return mapEntries(section(template, name), (key, value) => {
    if (isObject(value)) return value;
    throw validationError(`Template format error: [/${name}/${key}] is not an object`);
  });
}
