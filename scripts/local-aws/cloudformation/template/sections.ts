/** Reads the sections of a template. Errors have CloudFormation's own words where these are known. */

import { isObject, type JsonObject } from '../../../../handlers/template-language/json';
import { validationError } from '../../wire/errors';
import { mapEntries } from '../collections';
import { objectsIn, readHeader, sectionOf } from './header';
import { type OutputDefinition, readOutput } from './output-definition';
import { type ResourceDefinition, readResource } from './resource-definition';

/** Everything that a template declares, after its macros. */
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

/**
 * Reads a template whose macros have run.
 * @throws AwsError ValidationError for the first mistake in the form of the template
 */
export function readSections(template: JsonObject): Sections {
  const { parameters } = readHeader(template);
  const resources = objectsIn(template, 'Resources');
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
    mappings: mapEntries(objectsIn(template, 'Mappings'), readMapping),
    conditions: sectionOf(template, 'Conditions'),
    rules: sectionOf(template, 'Rules'),
    resources: mapEntries(resources, readResource),
    outputs: mapEntries(objectsIn(template, 'Outputs'), readOutput),
  };
}

/** A mapping has two levels of keys, and then strings or lists of strings. */
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
