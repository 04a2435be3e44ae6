import { isIntrinsic, isNoValue } from '../../template-language/intrinsics';
import { isObject, type Json, type JsonObject, member } from '../../template-language/json';

/**
 * Properties that identify the items of a list in CloudFormation's types. The first one that all items have is used.
 */
const IDENTITIES = ['Name', 'Key', 'Id', 'ContainerName', 'PolicyName', 'ScheduledActionName'];

/**
 * A copy of an object with another one merged into it: objects member by member, lists of named items by name (new
 * items go to the end). Anything else is replaced, functions as a whole. `AWS::NoValue` removes a member.
 */
export function merge(base: JsonObject, over: JsonObject): JsonObject {
  const merged = new Map<string, Json>(Object.entries(base));
  for (const [key, value] of Object.entries(over)) {
    if (isNoValue(value)) merged.delete(key);
    else merged.set(key, mergeValue(merged.get(key), value));
  }
  return Object.fromEntries(merged);
}

function mergeValue(base: Json | undefined, over: Json): Json {
  if (isPlain(base) && isPlain(over)) return merge(base, over);
  if (Array.isArray(base) && Array.isArray(over)) return mergeLists(base, over);
  return over;
}

function mergeLists(base: readonly Json[], over: Json[]): Json[] {
  const plain = [...base.filter((item) => !isIntrinsic(item)), ...over];
  const identity = IDENTITIES.find((key) =>
    plain.every((item) => isPlain(item) && typeof member(item, key) === 'string'),
  );
  if (identity === undefined || over.length === 0) return over;
  const changes = new Map(over.map((item) => [member(item, identity), item]));
  const kept = base.map((item): Json => {
    const name = isIntrinsic(item) ? undefined : member(item, identity);
    const change = changes.get(name);
    if (name === undefined || change === undefined) return item;
    changes.delete(name);
    return mergeValue(item, change);
  });
  return [...kept, ...changes.values()];
}

const isPlain = (value: Json | undefined): value is JsonObject => isObject(value) && !isIntrinsic(value);
