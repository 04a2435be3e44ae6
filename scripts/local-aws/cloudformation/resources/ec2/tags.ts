import { CreateTagsCommand, DeleteTagsCommand, type EC2Client, type ResourceType } from '@aws-sdk/client-ec2';
import type { JsonObject } from '../../../../../handlers/template-language/json';
import { changeTags, tagsOf } from '../shared/tags';

/** The tags of a new EC2 resource, as its Create… operation takes them. */
export function tagSpecifications(kind: ResourceType, properties: JsonObject) {
  const Tags = tagsOf(properties.Tags);
  return Tags.length === 0 ? undefined : [{ ResourceType: kind, Tags }];
}

/** Brings the tags of an EC2 resource to what its properties say. */
export async function updateTags(ec2: EC2Client, id: string, before: JsonObject, after: JsonObject): Promise<void> {
  await changeTags(before.Tags, after.Tags, {
    untag: (keys) => ec2.send(new DeleteTagsCommand({ Resources: [id], Tags: keys.map((Key) => ({ Key })) })),
    tag: (Tags) => ec2.send(new CreateTagsCommand({ Resources: [id], Tags })),
  });
}
