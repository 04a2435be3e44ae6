import { BLOCK } from '../../handlers/macro/properties/block';
import { CONTAINER } from '../../handlers/macro/properties/container';
import type { List, Name, Pairs, Quantity, Schema, Struct, Text } from '../../handlers/macro/properties/schema';
import type { Json, JsonObject } from '../../handlers/template-language/json';

/**
 * Who reads a schema. `provider`: a validator of templates, which works functions out by itself and takes a resource
 * type as CloudFormation's registry describes one. `editor`: a language server, which sees a function as an object, and
 * a short form (`!Ref Port`) as the bare text behind it, so that any text may stand for a value.
 */
export type Audience = 'provider' | 'editor';

/** JSON Schema of a value that fits one of the block's schemas. */
export function jsonSchema(schema: Schema, audience: Audience): JsonObject {
  const described = { description: schema.description, ...defaultOf(schema) };
  const value = valueSchema(schema, audience);
  return audience === 'provider' ? { ...described, ...value } : { ...described, anyOf: [value, ...functions(schema)] };
}

/** An object with these members and no others. */
export function objectSchema(properties: Struct['properties'], audience: Audience): JsonObject {
  const required = Object.entries(properties).flatMap(([name, schema]) => (schema.required ? [name] : []));
  return {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(
      Object.entries(properties).map(([name, schema]) => [name, jsonSchema(schema, audience)]),
    ),
    ...(required.length > 0 ? { required } : {}),
  };
}

const defaultOf = ({ default: value }: Schema): JsonObject =>
  value === undefined || typeof value === 'object' ? {} : { default: value };

/** A function can replace every value. Editors see the short form of a function as a text. */
const functions = (schema: Schema): JsonObject[] => [
  { $ref: '#/definitions/Function' },
  ...(SHORT.includes(schema.kind) || (schema.kind === 'struct' && schema.orTrue) ? [{ type: 'string' }] : []),
];

/** Kinds of values that the short form of a function can give. */
const SHORT = ['text', 'name', 'choice', 'flag', 'integer', 'number', 'list'];

function structSchema({ properties, orTrue }: Struct, audience: Audience): JsonObject {
  const object = objectSchema(properties, audience);
  return orTrue ? { anyOf: [flagSchema(audience), object] } : object;
}

const flagSchema = (audience: Audience): JsonObject =>
  audience === 'provider' ? { type: 'boolean' } : { enum: [true, false, 'true', 'false'] };

function valueSchema(schema: Schema, audience: Audience): JsonObject {
  switch (schema.kind) {
    case 'text':
    case 'name':
      return textSchema(schema, audience);
    case 'choice':
      return { type: 'string', enum: [...schema.values] };
    case 'flag':
      return flagSchema(audience);
    case 'integer':
    case 'number':
      return quantitySchema(schema);
    case 'list':
      return listSchema(schema, audience);
    case 'pairs':
      return pairsSchema(schema, audience);
    case 'struct':
      return structSchema(schema, audience);
    case 'object':
      return { type: 'object' };
    case 'json':
      return {};
  }
}

/** Numbers and booleans are allowed, because they become text. */
function textSchema(schema: Text | Name, audience: Audience): JsonObject {
  if (schema.kind === 'text' && schema.values !== undefined) return { type: 'string', enum: [...schema.values] };
  if (audience === 'editor') return { type: ['string', 'number', 'boolean'] };
  const pattern = schema.pattern && portable(schema.pattern);
  const maxLength = schema.kind === 'text' ? schema.longest : undefined;
  return { type: 'string', ...(maxLength && { maxLength }), ...(pattern === undefined ? {} : { pattern }) };
}

function quantitySchema({ kind, minimum, maximum, values, step }: Quantity): JsonObject {
  if (values !== undefined) return { type: kind, enum: [...values] };
  return {
    type: kind,
    minimum,
    ...(maximum === Number.MAX_SAFE_INTEGER ? {} : { maximum }),
    ...(step === undefined ? {} : { multipleOf: step }),
  };
}

const listSchema = (
  { of, without, least = without === undefined ? undefined : 1, most }: List,
  audience: Audience,
): JsonObject => ({
  type: 'array',
  items: jsonSchema(of, audience),
  ...(least === undefined ? {} : { minItems: least }),
  ...(most === undefined ? {} : { maxItems: most }),
});

function pairsSchema({ value }: Pairs, audience: Audience): JsonObject {
  const text: Json =
    audience === 'provider' ? ['string', 'number', 'boolean'] : ['string', 'number', 'boolean', 'object'];
  const pair = {
    type: 'object',
    additionalProperties: false,
    required: ['Name', value],
    properties: { Name: { type: 'string' }, [value]: { type: text } },
  };
  return {
    anyOf: [
      { type: 'array', items: audience === 'provider' ? pair : { anyOf: [pair, { $ref: '#/definitions/Function' }] } },
      { type: 'object', additionalProperties: false, patternProperties: { '.': { type: text } } },
    ],
  };
}

/** The pattern, unless it has look-aheads or Unicode classes, which not all engines know. */
const portable = (pattern: RegExp): string | undefined =>
  /\(\?|\\p/.test(pattern.source) ? undefined : pattern.source;

/** The properties of the block. What is the same for every generated resource is in `definitions`. */
export function blockProperties(audience: Audience): { properties: JsonObject; definitions: JsonObject } {
  const { Overrides, PrimaryContainer, ...others } = BLOCK;
  const override = jsonSchema(Overrides.properties.Service, audience);
  const parts = Object.keys(Overrides.properties).map((part) => [part, { $ref: '#/definitions/Override' }]);
  // Each field of the container is in one of two places, so neither place can require it.
  const container = objectSchema(Object.fromEntries(Object.entries(CONTAINER).map(optional)), audience);
  return {
    properties: {
      ...Object.fromEntries(Object.entries(others).map(([name, schema]) => [name, jsonSchema(schema, audience)])),
      PrimaryContainer: { description: PrimaryContainer.description, ...container },
      Overrides: {
        description: Overrides.description,
        type: 'object',
        additionalProperties: false,
        properties: Object.fromEntries(parts),
      },
    },
    definitions: { Override: override },
  };
}

const optional = ([name, { required: _, ...schema }]: [string, Schema]): [string, Schema] => [name, schema];
