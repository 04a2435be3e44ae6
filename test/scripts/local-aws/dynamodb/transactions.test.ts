import {
  type AttributeValue,
  CreateTableCommand,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type { LocalAws } from '../../../../scripts/local-aws';
import { startLocalAws } from '../../../nursery';
import { clientConfig, errorOf } from '../fixtures';

type Item = Record<string, AttributeValue>;

const TableName = 'ledger';
const key = (partition: string, sort: string): Item => ({ PK: { S: partition }, SK: { S: sort } });
const counted = (partition: string, sort: string, count: number): Item => ({
  ...key(partition, sort),
  seats: { M: { count: { N: String(count) } } },
});

describe('a transaction', () => {
  let aws: LocalAws;
  let dynamo: DynamoDBClient;
  const partition = async (name: string): Promise<Item[]> => {
    const { Items = [] } = await dynamo.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'PK = :partition',
        ExpressionAttributeValues: { ':partition': { S: name } },
      }),
    );
    return Items;
  };
  /** Adds to a counter, creates an item and deletes an item. The condition is on another partition. */
  const write = (condition: string) =>
    new TransactWriteItemsCommand({
      TransactItems: [
        {
          Update: {
            TableName,
            Key: key('pool', '1'),
            UpdateExpression: 'SET seats.#count = seats.#count + :one',
            ExpressionAttributeNames: { '#count': 'count' },
            ExpressionAttributeValues: { ':one': { N: '1' } },
          },
        },
        { Put: { TableName, Item: counted('pool', '3', 1) } },
        { Put: { TableName, Item: counted('new', '1', 1) } },
        { Delete: { TableName, Key: key('pool', '2') } },
        { ConditionCheck: { TableName, Key: key('other', '1'), ConditionExpression: condition } },
      ],
    });

  beforeAll(async () => {
    aws = await startLocalAws({ minuteMs: 1000 });
    dynamo = new DynamoDBClient(clientConfig(aws));
    await dynamo.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: ['PK', 'SK'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        KeySchema: [
          { AttributeName: 'PK', KeyType: 'HASH' },
          { AttributeName: 'SK', KeyType: 'RANGE' },
        ],
      }),
    );
    for (const Item of [counted('pool', '1', 1), counted('pool', '2', 1), counted('other', '1', 1)]) {
      await dynamo.send(new PutItemCommand({ TableName, Item }));
    }
  });
  afterAll(() => aws.stop());

  test('that fails at its last condition changes nothing', async () => {
    const error = await errorOf(dynamo.send(write('attribute_not_exists(PK)')));
    expect(error.name).toBe('TransactionCanceledException');
    expect(await partition('pool')).toEqual([counted('pool', '1', 1), counted('pool', '2', 1)]);
    expect(await partition('new')).toEqual([]);
    expect(await partition('other')).toEqual([counted('other', '1', 1)]);
  });

  test('is carried out completely if all its conditions hold, and a later failed transaction does not undo it', async () => {
    await dynamo.send(write('attribute_exists(PK)'));
    await errorOf(dynamo.send(write('attribute_not_exists(PK)')));
    expect(await partition('pool')).toEqual([counted('pool', '1', 2), counted('pool', '3', 1)]);
    expect(await partition('new')).toEqual([counted('new', '1', 1)]);
  });

  test('with a write without a key is refused', async () => {
    const error = await errorOf(
      dynamo.send(new TransactWriteItemsCommand({ TransactItems: [{ Put: { TableName, Item: { SK: { S: '1' } } } }] })),
    );
    expect(error.name).toMatch(/Exception$/);
    expect(await partition('new')).toHaveLength(1);
  });
});
