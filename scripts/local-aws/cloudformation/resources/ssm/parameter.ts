import {
  AddTagsToResourceCommand,
  DeleteParameterCommand,
  PutParameterCommand,
  RemoveTagsFromResourceCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { isObject, type JsonObject } from '../../../../../handlers/template-language/json';
import type { PhysicalResource, ResourceTools, ResourceType } from '../resource-type';
import { generatedName } from '../shared/generated-name';
import { ignoreMissing } from '../shared/ignore-missing';
import { text } from '../shared/properties';
import { changeTags } from '../shared/tags';

/** AWS::SSM::Parameter. Its tags are a map. */
export function parameter({ clients }: ResourceTools): ResourceType {
  const put = async (Name: string, properties: JsonObject, Overwrite: boolean): Promise<PhysicalResource> => {
    const Type = properties.Type === 'StringList' ? 'StringList' : 'String';
    const Value = text(properties.Value) ?? '';
    await clients(SSMClient).send(
      new PutParameterCommand({
        Name,
        Type,
        Value,
        Overwrite,
        Description: text(properties.Description),
        AllowedPattern: text(properties.AllowedPattern),
      }),
    );
    return { physicalId: Name, attributes: { Type, Value } };
  };
  const tag = async (ResourceId: string, before: JsonObject, after: JsonObject): Promise<void> => {
    const resource = { ResourceType: 'Parameter', ResourceId } as const;
    await changeTags(tagList(before), tagList(after), {
      untag: (TagKeys) => clients(SSMClient).send(new RemoveTagsFromResourceCommand({ ...resource, TagKeys })),
      tag: (Tags) => clients(SSMClient).send(new AddTagsToResourceCommand({ ...resource, Tags })),
    });
  };
  return {
    properties: ['Name', 'Type', 'Value', 'Description', 'AllowedPattern', 'Tags'],
    create: async ({ properties, stack, logicalId, announce }) => {
      const made = await put(text(properties.Name) ?? generatedName(stack.name, logicalId), properties, false);
      announce(made.physicalId);
      await tag(made.physicalId, {}, properties);
      return made;
    },
    update: async ({ physicalId, oldProperties, properties }) => {
      await tag(physicalId, oldProperties, properties);
      return put(physicalId, properties, true);
    },
    delete: ({ physicalId }) =>
      ignoreMissing(clients(SSMClient).send(new DeleteParameterCommand({ Name: physicalId }))),
  };
}

const tagList = ({ Tags }: JsonObject) =>
  isObject(Tags) ? Object.entries(Tags).map(([Key, Value]) => ({ Key, Value: String(Value) })) : [];
