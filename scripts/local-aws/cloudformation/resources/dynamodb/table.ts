import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  type UpdateTableCommandInput,
  UpdateTimeToLiveCommand,
  type UpdateTimeToLiveCommandInput,
} from '@aws-sdk/client-dynamodb';
import { isObject, type Json, type JsonObject } from '../../../../../handlers/template-language/json';
import { isEqual } from '../../collections';
import type { PhysicalResource, ResourceTools, ResourceType } from '../resource-type';
import { generatedName } from '../shared/generated-name';
import { ifFound } from '../shared/if-found';
import { input, pick, text } from '../shared/properties';
import { changeTags } from '../shared/tags';
import { until } from '../shared/until';

const CREATED = [
  'AttributeDefinitions',
  'BillingMode',
  'DeletionProtectionEnabled',
  'KeySchema',
  'ProvisionedThroughput',
];
const UPDATED = ['AttributeDefinitions', 'BillingMode', 'DeletionProtectionEnabled', 'ProvisionedThroughput'];

/** AWS::DynamoDB::Table */
export function table({ clients, world }: ResourceTools): ResourceType {
  const dynamo = (): DynamoDBClient => clients(DynamoDBClient);
  const status = async (TableName: string) =>
    (await ifFound(dynamo().send(new DescribeTableCommand({ TableName }))))?.Table;
  const active = (name: string, signal: AbortSignal): Promise<PhysicalResource> =>
    until(world, signal, async () => {
      const found = await status(name);
      return found?.TableStatus === 'ACTIVE'
        ? { physicalId: name, attributes: { Arn: found.TableArn ?? '' } }
        : undefined;
    });
  return {
    properties: [
      ...CREATED,
      'TableName',
      'Tags',
      'PointInTimeRecoverySpecification',
      'SSESpecification',
      'TimeToLiveSpecification',
    ],
    create: async ({ properties, stack, logicalId, signal, announce }) => {
      const TableName = text(properties.TableName) ?? generatedName(stack.name, logicalId);
      const command = { ...pick(properties, [...CREATED, 'Tags']), ...encryption(properties) };
      await dynamo().send(new CreateTableCommand({ ...input<CreateTableCommandInput>(command), TableName }));
      announce(TableName);
      const made = await active(TableName, signal);
      await setBackups(dynamo(), TableName, {}, properties);
      return made;
    },
    update: async ({ physicalId, oldProperties, properties, signal }) => {
      const command = { ...pick(properties, UPDATED), ...encryption(properties) };
      if (!isEqual(command, { ...pick(oldProperties, UPDATED), ...encryption(oldProperties) })) {
        await dynamo().send(
          new UpdateTableCommand({ ...input<UpdateTableCommandInput>(command), TableName: physicalId }),
        );
      }
      const made = await active(physicalId, signal);
      await setBackups(dynamo(), physicalId, oldProperties, properties);
      await updateTags(dynamo(), text(made.attributes?.Arn), oldProperties, properties);
      return made;
    },
    find: async ({ physicalId, signal }) =>
      (await status(physicalId)) === undefined ? undefined : active(physicalId, signal),
    delete: async ({ physicalId, signal }) => {
      if ((await status(physicalId)) === undefined) return;
      await dynamo().send(new DeleteTableCommand({ TableName: physicalId }));
      await until(world, signal, async () => ((await status(physicalId)) === undefined ? true : undefined));
    },
  };
}

/** `SSEEnabled` in a template is `Enabled` in DynamoDB's API. */
function encryption({ SSESpecification }: JsonObject): JsonObject {
  if (!isObject(SSESpecification)) return {};
  const { SSEEnabled: Enabled = true, ...rest } = SSESpecification;
  return { SSESpecification: { ...rest, Enabled } };
}

async function setBackups(
  dynamo: DynamoDBClient,
  TableName: string,
  before: JsonObject,
  after: JsonObject,
): Promise<void> {
  const recovery = after.PointInTimeRecoverySpecification;
  if (!isEqual(before.PointInTimeRecoverySpecification, recovery)) {
    const PointInTimeRecoveryEnabled = isEnabled(recovery);
    await dynamo.send(
      new UpdateContinuousBackupsCommand({
        TableName,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled },
      }),
    );
  }
  const TimeToLiveSpecification = after.TimeToLiveSpecification;
  if (TimeToLiveSpecification !== undefined && !isEqual(before.TimeToLiveSpecification, TimeToLiveSpecification)) {
    const command = input<UpdateTimeToLiveCommandInput>({ TableName, TimeToLiveSpecification });
    await dynamo.send(new UpdateTimeToLiveCommand(command));
  }
}

const isEnabled = (recovery: Json | undefined): boolean =>
  isObject(recovery) && recovery.PointInTimeRecoveryEnabled === true;

async function updateTags(
  dynamo: DynamoDBClient,
  arn: string | undefined,
  before: JsonObject,
  after: JsonObject,
): Promise<void> {
  await changeTags(before.Tags, after.Tags, {
    untag: (TagKeys) => dynamo.send(new UntagResourceCommand({ ResourceArn: arn, TagKeys })),
    tag: (Tags) => dynamo.send(new TagResourceCommand({ ResourceArn: arn, Tags })),
  });
}
