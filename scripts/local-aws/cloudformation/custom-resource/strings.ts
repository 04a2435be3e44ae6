import { isObject, type Json, type JsonObject } from '../../../../handlers/template-language/json';
import { mapEntries } from '../collections';

/** Custom resources get every scalar as a text. */
export const asTexts = (properties: JsonObject): JsonObject => mapEntries(properties, (_, value) => asText(value));

function asText(value: Json): Json {
  if (Array.isArray(value)) return value.map(asText);
  if (isObject(value)) return asTexts(value);
  return value === null ? value : String(value);
}
