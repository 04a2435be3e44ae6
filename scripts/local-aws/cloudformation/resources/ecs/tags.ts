import { type ECSClient, TagResourceCommand, UntagResourceCommand } from '@aws-sdk/client-ecs';
import type { JsonObject } from '../../../../../handlers/template-language/json';
import { ecsTags, tagChanges } from '../shared/tags';

/** Brings the tags of anything in ECS to what the properties say. */
export async function updateTags(ecs: ECSClient, arn: string, before: JsonObject, after: JsonObject): Promise<void> {
  const { set, unset } = tagChanges(before.Tags, after.Tags);
  if (unset.length > 0) await ecs.send(new UntagResourceCommand({ resourceArn: arn, tagKeys: unset }));
  if (set.length > 0) await ecs.send(new TagResourceCommand({ resourceArn: arn, tags: ecsTags(set) }));
}
