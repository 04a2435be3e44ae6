import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  TransactWriteItemsCommand,
  type TransactWriteItemsCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { LocalAws } from '../../../../scripts/local-aws';
import { createDynamoDb } from '../../../../scripts/local-aws/dynamodb';
import type { AwsRequest, AwsResponse } from '../../../../scripts/local-aws/wire/messages';
import { startLocalAws } from '../../../nursery';
import { clientConfig, errorOf } from '../fixtures';

describe('a transaction with a client request token', () => {
  let aws: LocalAws;
  let dynamo: DynamoDBClient;
  beforeAll(async () => {
    aws = await startLocalAws({ minuteMs: 1000 });
    dynamo = new DynamoDBClient(clientConfig(aws));
    await dynamo.send(
      new CreateTableCommand({
        TableName: 'ledger',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'PK', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'PK', KeyType: 'HASH' }],
      }),
    );
  });
  afterAll(() => aws.stop());

  /** A transaction that creates an item, on the condition that it does not exist. */
  const founding = (id: string, ClientRequestToken: string): TransactWriteItemsCommandInput => ({
    ClientRequestToken,
    TransactItems: [
      { Put: { TableName: 'ledger', Item: { PK: { S: id } }, ConditionExpression: 'attribute_not_exists(PK)' } },
    ],
  });

  test('succeeds again if it is repeated, and is not carried out again', async () => {
    await dynamo.send(new TransactWriteItemsCommand(founding('one', 'token-1')));
    await dynamo.send(new TransactWriteItemsCommand(founding('one', 'token-1')));
    const other = await errorOf(dynamo.send(new TransactWriteItemsCommand(founding('one', 'token-2'))));
    expect(other.name).toBe('TransactionCanceledException');
  });

  test('is refused if the token was used with another transaction', async () => {
    await dynamo.send(new TransactWriteItemsCommand(founding('two', 'token-3')));
    const error = await errorOf(dynamo.send(new TransactWriteItemsCommand(founding('three', 'token-3'))));
    expect(error.name).toBe('IdempotentParameterMismatchException');
    const { Item } = await dynamo.send(new GetItemCommand({ TableName: 'ledger', Key: { PK: { S: 'three' } } }));
    expect(Item).toBeUndefined();
  });

  test('is forgotten if it fails', async () => {
    await dynamo.send(new TransactWriteItemsCommand(founding('four', 'token-4')));
    await errorOf(dynamo.send(new TransactWriteItemsCommand(founding('four', 'token-5'))));
    await dynamo.send(new TransactWriteItemsCommand(founding('five', 'token-5')));
  });
});

describe('the client request token', () => {
  const request = (token?: string): AwsRequest => ({
    service: 'dynamodb',
    region: 'eu-west-1',
    method: 'POST',
    url: new URL('http://127.0.0.1/'),
    headers: {},
    body: Buffer.from(JSON.stringify({ TransactItems: [], ClientRequestToken: token })),
    operation: 'TransactWriteItems',
  });
  const done: AwsResponse = { status: 200, headers: {}, body: '{}' };

  test('is forgotten after ten minutes', async () => {
    const sleeps: number[] = [];
    let wake = () => {};
    const dynamo = createDynamoDb({
      seconds: () => 0,
      sleep: (seconds) => {
        sleeps.push(seconds);
        return new Promise((resolve) => {
          wake = resolve;
        });
      },
    });
    const forward = vi.fn(async () => done);
    await dynamo(request('token'), forward);
    await dynamo(request('token'), forward);
    expect(forward).toHaveBeenCalledTimes(1);
    expect(sleeps).toEqual([600]);
    wake();
    await new Promise(setImmediate);
    await dynamo(request('token'), forward);
    expect(forward).toHaveBeenCalledTimes(2);
  });

  test('of a transaction that has not ended is refused', async () => {
    const dynamo = createDynamoDb({ seconds: () => 0, sleep: () => new Promise(() => {}) });
    let finish: (answer: AwsResponse) => void = () => {};
    const first = dynamo(request('token'), () => new Promise((resolve) => (finish = resolve)));
    expect((await errorOf(dynamo(request('token'), async () => done))).name).toBe('TransactionInProgressException');
    await new Promise(setImmediate);
    finish(done);
    expect((await first).status).toBe(200);
  });

  test('of a transaction that could not be carried out can be used again', async () => {
    const dynamo = createDynamoDb({ seconds: () => 0, sleep: () => new Promise(() => {}) });
    await errorOf(dynamo(request('token'), async () => Promise.reject(new Error('moto broke down'))));
    expect((await dynamo(request('token'), async () => done)).status).toBe(200);
  });

  test('is not required', async () => {
    const dynamo = createDynamoDb({ seconds: () => 0, sleep: () => new Promise(() => {}) });
    const forward = vi.fn(async () => done);
    await dynamo(request(), forward);
    await dynamo(request(), forward);
    expect(forward).toHaveBeenCalledTimes(2);
  });
});
