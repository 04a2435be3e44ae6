import { isObject, type Json, type JsonObject } from '../../../../handlers/template-language/json';
import { mapEntries } from '../collections';

/** Custom resources get every scalar as a string. */
export const asStrings = (properties: JsonObject): JsonObject => mapEntries(properties, (_, value) => asString(value));

function asString(value: Json): Json {
  if (Array.isArray(value)) return value.map(asString);
  if (isObject(value)) return asStrings(value);
  return value === null ? value : String(value);
}
