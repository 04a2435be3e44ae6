/** Reads what is needed of a template before its macros run. */
import { isObject, type Json, type JsonObject } from '../../../../handlers/template-language/json';
import { validationError } from '../../wire/errors';
import { mapEntries } from '../collections';

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
/** The names of a template's macros, and its parameters, whose values the macros get. */
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
  const parameters = mapEntries(objectsIn(template, 'Parameters'), readParameter);
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

export function sectionOf(template: JsonObject, name: string): JsonObject {
  const value = template[name] ?? {};
  if (isObject(value)) return value;
  throw validationError(`Template format error: ${name} section is not an object`);
}

export function objectsIn(template: JsonObject, name: string): Record<string, JsonObject> {
  return mapEntries(sectionOf(template, name), (key, value) => {
    if (isObject(value)) return value;
    throw validationError(`Template format error: [/${name}/${key}] is not an object`);
  });
}
