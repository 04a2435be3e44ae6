import { CreateTagsCommand, DeleteTagsCommand, type EC2Client, type ResourceType } from '@aws-sdk/client-ec2';
import type { JsonObject } from '../../../../../handlers/template-language/json';
import { tagChanges, tagsOf } from '../shared/tags';

/** Tags for the making of something in EC2. */
export function tagSpecifications(kind: ResourceType, properties: JsonObject) {
  const Tags = tagsOf(properties.Tags);
  return Tags.length === 0 ? undefined : [{ ResourceType: kind, Tags }];
}

/** Brings the tags of anything in EC2 to what the properties say. */
export async function updateTags(ec2: EC2Client, id: string, before: JsonObject, after: JsonObject): Promise<void> {
  const { set, unset } = tagChanges(before.Tags, after.Tags);
  if (unset.length > 0) await ec2.send(new DeleteTagsCommand({ Resources: [id], Tags: unset.map((Key) => ({ Key })) }));
  if (set.length > 0) await ec2.send(new CreateTagsCommand({ Resources: [id], Tags: set }));
}
