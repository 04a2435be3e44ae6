import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DeleteRetentionPolicyCommand,
  DescribeLogGroupsCommand,
  PutRetentionPolicyCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Json } from '../../../../../handlers/template-language/json';
import { partitionOf } from '../../../../../handlers/template-language/region';
import type { PhysicalResource, ResourceHandlerRequest, ResourceTools, ResourceType } from '../resource-type';
import { generatedName } from '../shared/generated-name';
import { ignoreMissing } from '../shared/ignore-missing';
import { text } from '../shared/properties';
import { changeTags, tagMap, tagsOf } from '../shared/tags';

/** AWS::Logs::LogGroup */
export function logGroup({ clients }: ResourceTools): ResourceType {
  const keep = async (name: string, days: Json | undefined): Promise<void> => {
    const logs = clients(CloudWatchLogsClient);
    if (days === undefined) await logs.send(new DeleteRetentionPolicyCommand({ logGroupName: name }));
    else await logs.send(new PutRetentionPolicyCommand({ logGroupName: name, retentionInDays: Number(days) }));
  };
  return {
    properties: ['LogGroupName', 'RetentionInDays', 'Tags'],
    create: async (request) => {
      const { properties, stack, logicalId, announce } = request;
      const name = text(properties.LogGroupName) ?? generatedName(stack.name, logicalId);
      const tags = tagsOf(properties.Tags);
      await clients(CloudWatchLogsClient).send(
        new CreateLogGroupCommand({
          logGroupName: name,
          ...(tags.length > 0 && { tags: tagMap(tags) }),
        }),
      );
      announce(name);
      if (properties.RetentionInDays !== undefined) await keep(name, properties.RetentionInDays);
      return made(request, name);
    },
    update: async (request) => {
      const { physicalId, oldProperties, properties } = request;
      if (oldProperties.RetentionInDays !== properties.RetentionInDays) {
        await keep(physicalId, properties.RetentionInDays);
      }
      const resourceArn = arnOf(request, physicalId);
      const logs = clients(CloudWatchLogsClient);
      await changeTags(oldProperties.Tags, properties.Tags, {
        untag: (tagKeys) => logs.send(new UntagResourceCommand({ resourceArn, tagKeys })),
        tag: (tags) => logs.send(new TagResourceCommand({ resourceArn, tags: tagMap(tags) })),
      });
      return made(request, physicalId);
    },
    find: async (request) => {
      const logGroupNamePrefix = request.physicalId;
      const { logGroups = [] } = await clients(CloudWatchLogsClient).send(
        new DescribeLogGroupsCommand({ logGroupNamePrefix }),
      );
      const exists = logGroups.some(({ logGroupName }) => logGroupName === request.physicalId);
      return exists ? made(request, request.physicalId) : undefined;
    },
    delete: ({ physicalId }) =>
      ignoreMissing(clients(CloudWatchLogsClient).send(new DeleteLogGroupCommand({ logGroupName: physicalId }))),
  };
}

const arnOf = ({ stack: { region, accountId } }: ResourceHandlerRequest, name: string): string =>
  `arn:${partitionOf(region)}:logs:${region}:${accountId}:log-group:${name}`;

/** `GetAtt Arn` ends in `:*`, as policies need it. */
const made = (request: ResourceHandlerRequest, name: string): PhysicalResource => ({
  physicalId: name,
  attributes: { Arn: `${arnOf(request, name)}:*` },
});
