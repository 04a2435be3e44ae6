/** Converts properties to the input of SDK commands. AWS's schemas have already checked the form of the properties. */
import { isObject, type Json, type JsonObject } from '../../../../../handlers/template-language/json';

/** Properties as the input of an SDK command: the schemas have checked that they fit. */
export const input = <Input>(properties: JsonObject): Input => properties as unknown as Input;

export const text = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined);

export const texts = (value: Json | undefined): string[] => (Array.isArray(value) ? value.map(String) : []);

export const objects = (value: Json | undefined): JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : []);

/** The named properties, if they exist. */
export const pick = (properties: JsonObject, names: readonly string[]): JsonObject =>
  Object.fromEntries(names.flatMap((name) => (properties[name] === undefined ? [] : [[name, properties[name]]])));

/** All but the named properties. */
export const omit = (properties: JsonObject, names: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(properties).filter(([name]) => !names.includes(name)));

/**
 * Turns CloudFormation's `PascalCase` into the `camelCase` of ECS and CloudWatch Logs.
 * @param verbatim names of maps whose keys are the user's own and stay
 */
export function camelCase(value: Json, verbatim: readonly string[] = []): Json {
  if (Array.isArray(value)) return value.map((entry) => camelCase(entry, verbatim));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [
      camelKey(key),
      verbatim.includes(key) ? entry : camelCase(entry, verbatim),
    ]),
  );
}

/** `EFSVolumeConfiguration` → `efsVolumeConfiguration`, `FilesystemId` → `fileSystemId`, `IAM` → `iam`. */
function camelKey(key: string): string {
  if (key === 'FilesystemId') return 'fileSystemId';
  if (key.startsWith('FSx')) return `fsx${key.slice(3)}`;
  return key.replace(/^[A-Z]+(?=[A-Z][a-z])|^[A-Z]+$|^[A-Z]/, (start) => start.toLowerCase());
}
