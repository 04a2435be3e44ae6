/** Resolves dynamic references: `{{resolve:ssm:name:version}}`. */

import { isObject, type Json, type JsonObject } from '../../../../handlers/template-language/json';
import { validationError } from '../../wire/errors';

const REFERENCE = /\{\{resolve:([a-z-]+):([^{}]+)\}\}/g;

/** Looks up a dynamic reference: its service (`ssm`, `ssm-secure`, `secretsmanager`), and the rest of it. */
export type LookUp = (service: string, key: string) => Promise<string>;

/** A resolved value with every dynamic reference in its strings replaced. */
export async function resolveDynamic(value: Json, lookUp: LookUp): Promise<Json> {
  if (typeof value === 'string') return replaceIn(value, lookUp);
  if (Array.isArray(value)) return Promise.all(value.map((entry) => resolveDynamic(entry, lookUp)));
  return isObject(value) ? resolveDynamicIn(value, lookUp) : value;
}

/** The same for every value of a map. */
export async function resolveDynamicIn(value: JsonObject, lookUp: LookUp): Promise<JsonObject> {
  const entries = Object.entries(value).map(
    async ([key, entry]): Promise<[string, Json]> => [key, await resolveDynamic(entry, lookUp)],
  );
  return Object.fromEntries(await Promise.all(entries));
}

async function replaceIn(text: string, lookUp: LookUp): Promise<string> {
  let result = text;
  for (const [whole, service = '', key = ''] of text.matchAll(REFERENCE)) {
    result = result.replace(whole, await lookUp(service, key).then((value) => value.replaceAll('$', '$$$$')));
  }
  return result;
}

export const unsupportedReference = (service: string): Error =>
  validationError(`The embedded AWS does not resolve {{resolve:${service}:…}}`);
