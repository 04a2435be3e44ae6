import {
  type AttributeValue,
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { type LocalAws, startLocalAws } from '../../../../scripts/local-aws';
import { createDynamoDb } from '../../../../scripts/local-aws/dynamodb';
import type { AwsRequest, AwsResponse } from '../../../../scripts/local-aws/wire/messages';
import { clientConfig, errorOf } from '../fixtures';

const TableName = 'ledger';
const Key = { PK: { S: 'p' }, SK: { S: 's' } };

describe('DynamoDB under load', () => {
  const done: AwsResponse = { status: 200, headers: {}, body: '{}' };
  let seconds: number;
  let items: Record<string, Record<string, AttributeValue>>;

  const request = (operation: string, body: object): AwsRequest => ({
    service: 'dynamodb',
    region: 'eu-west-1',
    method: 'POST',
    url: new URL('http://127.0.0.1/'),
    headers: { 'x-amz-target': `DynamoDB_20120810.${operation}` },
    body: Buffer.from(JSON.stringify(body)),
    operation,
  });

  /** moto, as far as the front asks it; a write of items ends when the test says so. */
  const open = () => {
    const dynamo = createDynamoDb({ seconds: () => seconds, sleep: () => new Promise(() => {}) });
    const ends: (() => void)[] = [];
    const forward = async ({ operation, body }: AwsRequest): Promise<AwsResponse> => {
      const asked = JSON.parse(body.toString());
      if (operation === 'DescribeTable') {
        const KeySchema = [
          { AttributeName: 'SK', KeyType: 'RANGE' },
          { AttributeName: 'PK', KeyType: 'HASH' },
        ];
        return { ...done, body: JSON.stringify({ Table: { KeySchema } }) };
      }
      if (operation === 'GetItem') return { ...done, body: JSON.stringify({ Item: items[asked.Key.SK.S] }) };
      if (operation === 'TransactWriteItems') await new Promise<void>((end) => ends.push(end));
      return done;
    };
    const call = (operation: string, body: object) => dynamo(request(operation, body), forward);
    return { call, ends, drained: () => new Promise(setImmediate) };
  };

  const put = (sort: string, value = '') => ({
    Put: { TableName, Item: { ...Key, SK: { S: sort }, value: { S: value } } },
  });
  const update = { TableName, Key, UpdateExpression: 'SET a = :a', ExpressionAttributeValues: { ':a': { S: 'x' } } };

  beforeEach(() => {
    seconds = 0;
    items = {};
  });

  test('cancels a transaction on an item of a running one, which goes on, and says which item it is', async () => {
    const { call, ends, drained } = open();
    const first = call('TransactWriteItems', { TransactItems: [put('1'), put('2')] });
    await drained();
    const error = await errorOf(call('TransactWriteItems', { TransactItems: [put('3'), put('2')] }));
    expect(error).toMatchObject({
      name: 'TransactionCanceledException',
      message: expect.stringContaining('[None, TransactionConflict]'),
      members: { CancellationReasons: [{ Code: 'None' }, { Code: 'TransactionConflict' }] },
    });
    ends[0]?.();
    expect((await first).status).toBe(200);
    const again = call('TransactWriteItems', { TransactItems: [put('3'), put('2')] });
    await drained();
    ends[1]?.();
    expect((await again).status).toBe(200);
  });

  test('refuses other writes to an item of a running transaction', async () => {
    const { call, ends, drained } = open();
    const first = call('TransactWriteItems', { TransactItems: [put('s')] });
    await drained();
    for (const [operation, body] of [
      ['UpdateItem', update],
      ['PutItem', put('s').Put],
      ['DeleteItem', { TableName, Key }],
    ] as const) {
      expect((await errorOf(call(operation, body))).name).toBe('TransactionConflictException');
    }
    expect((await call('PutItem', put('other').Put)).status).toBe(200);
    ends[0]?.();
    await first;
    expect((await call('UpdateItem', update)).status).toBe(200);
  });

  test('throttles what is more than a partition takes in a second, and counts each kB of a transaction twice', async () => {
    const { call, ends, drained } = open();
    const large = 'x'.repeat(300 * 1024);
    const transaction = { TransactItems: [put('1', large)] };
    const first = call('TransactWriteItems', transaction);
    await drained();
    ends[0]?.();
    await first;
    const error = await errorOf(call('TransactWriteItems', transaction));
    expect(error).toMatchObject({ members: { CancellationReasons: [{ Code: 'ThrottlingError' }] } });
    expect((await call('PutItem', put('1', large).Put)).status).toBe(200);
    expect((await errorOf(call('PutItem', put('1', large).Put))).name).toBe('ThrottlingException');
    seconds += 1;
    expect((await call('PutItem', put('1', large).Put)).status).toBe(200);
  });

  test('counts the larger of the item before and after', async () => {
    const { call } = open();
    items = { s: { ...Key, value: { S: 'x'.repeat(390 * 1024) } } };
    for (const [, status] of [1, 2].entries()) {
      expect(status > 0 && (await call('DeleteItem', { TableName, Key })).status).toBe(200);
    }
    expect((await errorOf(call('DeleteItem', { TableName, Key }))).name).toBe('ThrottlingException');
  });
});

describe('an item of more than 400 kB', () => {
  let aws: LocalAws;
  let dynamo: DynamoDBClient;
  beforeAll(async () => {
    aws = await startLocalAws({ minuteMs: 100 });
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
  });
  afterAll(() => aws.stop());

  /** One more entry of a map, of so many bytes. */
  const growing = (bytes: number) => ({
    TableName,
    Key,
    UpdateExpression: 'SET members.#more = :more',
    ExpressionAttributeNames: { '#more': 'more' },
    ExpressionAttributeValues: { ':more': { S: 'x'.repeat(bytes) } },
  });

  test('is refused by every kind of write, with the sentence of AWS, and a smaller one is not', async () => {
    const put = new PutItemCommand({ TableName, Item: { ...Key, value: { S: 'x'.repeat(401 * 1024) } } });
    expect(await errorOf(dynamo.send(put))).toMatchObject({
      name: 'ValidationException',
      message: 'Item size has exceeded the maximum allowed size',
    });
    const members = { M: { one: { S: 'x'.repeat(380 * 1024) } } };
    await dynamo.send(new PutItemCommand({ TableName, Item: { ...Key, members } }));
    expect(await errorOf(dynamo.send(new UpdateItemCommand(growing(20 * 1024))))).toMatchObject({
      name: 'ValidationException',
      message: 'Item size to update has exceeded the maximum allowed size',
    });
    const transaction = new TransactWriteItemsCommand({ TransactItems: [{ Update: growing(20 * 1024) }] });
    expect(await errorOf(dynamo.send(transaction))).toMatchObject({
      name: 'TransactionCanceledException',
      CancellationReasons: [
        { Code: 'ValidationError', Message: 'Item size to update has exceeded the maximum allowed size' },
      ],
    });
    await dynamo.send(new UpdateItemCommand(growing(10 * 1024)));
    await dynamo.send(new UpdateItemCommand(growing(19 * 1024)));
    const { Item } = await dynamo.send(new GetItemCommand({ TableName, Key }));
    expect(Item?.members?.M?.more?.S).toHaveLength(19 * 1024);
  });
});
