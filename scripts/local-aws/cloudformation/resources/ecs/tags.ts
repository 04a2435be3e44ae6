import { type ECSClient, TagResourceCommand, UntagResourceCommand } from '@aws-sdk/client-ecs';
import type { JsonObject } from '../../../../../handlers/template-language/json';
import { changeTags, ecsTags } from '../shared/tags';

/** Brings the tags of an ECS resource to what its properties say. */
export async function updateTags(ecs: ECSClient, arn: string, before: JsonObject, after: JsonObject): Promise<void> {
  await changeTags(before.Tags, after.Tags, {
    untag: (tagKeys) => ecs.send(new UntagResourceCommand({ resourceArn: arn, tagKeys })),
    tag: (tags) => ecs.send(new TagResourceCommand({ resourceArn: arn, tags: ecsTags(tags) })),
  });
}
