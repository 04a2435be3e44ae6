/** Reads and changes the tags of resources. */
import { isObject, type Json } from '../../../../../handlers/template-language/json';
import { newIn } from '../../collections';
import type { Tag } from '../../state/stack';

/** A Tags property as a list. */
export const tagsOf = (tags: Json | undefined): Tag[] =>
  (Array.isArray(tags) ? tags : [])
    .filter(isObject)
    .map(({ Key, Value }) => ({ Key: String(Key), Value: String(Value) }));

/** How a service removes and sets the tags of a resource. */
interface TagCalls {
  untag(keys: string[]): Promise<unknown>;
  tag(tags: Tag[]): Promise<unknown>;
}

/** Changes the tags of a resource from those in the property `before` to those in the property `after`. */
export async function changeTags(
  before: Json | undefined,
  after: Json | undefined,
  { untag, tag }: TagCalls,
): Promise<void> {
  const [old, now] = [tagsOf(before), tagsOf(after)];
  const gone = old.map(({ Key }) => Key).filter((key) => !now.some(({ Key }) => Key === key));
  const added = newIn(old, now);
  if (gone.length > 0) await untag(gone);
  if (added.length > 0) await tag(added);
}

/** Tags as a map, as some services take them. */
export const tagMap = (tags: readonly Tag[]): Record<string, string> =>
  Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));

/** Tags with lower-case keys, as ECS takes them. */
export const ecsTags = (tags: readonly Tag[]): { key: string; value: string }[] =>
  tags.map(({ Key, Value }) => ({ key: Key, value: Value }));
