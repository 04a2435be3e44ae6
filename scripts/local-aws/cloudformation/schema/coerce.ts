/** Converts values to the types that AWS's resource specification gives them. */
import type { PropertyType, ResourceProperties } from '@aws-cdk/service-spec-types';
import { isObject, type Json } from '../../../../handlers/template-language/json';

type RefType = Extract<PropertyType, { type: 'ref' }>;

/** @param typesOf gives the properties of a type that is defined by name */
export function coerce(value: Json, type: PropertyType, typesOf: (type: RefType) => ResourceProperties): Json {
  switch (type.type) {
    case 'string':
      return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
    case 'number':
    case 'integer':
      return typeof value === 'string' && value.trim() !== '' && !Number.isNaN(Number(value)) ? Number(value) : value;
    case 'boolean':
      return value === 'true' ? true : value === 'false' ? false : value;
    case 'array':
      return Array.isArray(value) ? value.map((entry) => coerce(entry, type.element, typesOf)) : value;
    case 'map':
      return coerceEntries(value, () => type.element, typesOf);
    case 'ref': {
      const properties = typesOf(type);
      return coerceEntries(value, (name) => properties[name]?.type, typesOf);
    }
    case 'tag':
      return coerceEntries(value, () => ({ type: 'string' }), typesOf);
    case 'union':
      return coerceUnion(value, type.types, typesOf);
    default:
      return value;
  }
}

function coerceEntries(
  value: Json,
  typeOf: (name: string) => PropertyType | undefined,
  typesOf: (type: RefType) => ResourceProperties,
): Json {
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([name, entry]): [string, Json] => {
    const type = typeOf(name);
    return [name, type === undefined ? entry : coerce(entry, type, typesOf)];
  });
  return Object.fromEntries(entries);
}

/** A scalar keeps its type, since the union may allow several. A list or a map takes the first member of its kind. */
function coerceUnion(value: Json, types: PropertyType[], typesOf: (type: RefType) => ResourceProperties): Json {
  const kinds = Array.isArray(value) ? ['array'] : isObject(value) ? ['ref', 'map', 'json', 'tag'] : [];
  const type = types.find((candidate) => kinds.includes(candidate.type));
  return type === undefined ? value : coerce(value, type, typesOf);
}
