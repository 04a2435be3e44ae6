/** Tags of resources. */
import { isObject, type Json } from '../../../../../handlers/template-language/json';
import type { Tag } from '../../state/stack';

/** A Tags property as a list. */
export const tagsOf = (tags: Json | undefined): Tag[] =>
  (Array.isArray(tags) ? tags : [])
    .filter(isObject)
    .map(({ Key, Value }) => ({ Key: String(Key), Value: String(Value) }));

/** What to set and what to take away, so that `before` becomes `after`. */
export function tagChanges(before: Json | undefined, after: Json | undefined): { set: Tag[]; unset: string[] } {
  const [old, now] = [tagsOf(before), tagsOf(after)];
  const set = now.filter(({ Key, Value }) => !old.some((tag) => tag.Key === Key && tag.Value === Value));
  const unset = old.map(({ Key }) => Key).filter((key) => !now.some(({ Key }) => Key === key));
  return { set, unset };
}

/** For services whose tags are maps. */
export const tagMap = (tags: readonly Tag[]): Record<string, string> =>
  Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));

/** For ECS, whose tags are lower case. */
export const ecsTags = (tags: readonly Tag[]): { key: string; value: string }[] =>
  tags.map(({ Key, Value }) => ({ key: Key, value: Value }));
