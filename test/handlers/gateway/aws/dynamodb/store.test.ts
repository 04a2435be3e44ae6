import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { DynamoStore } from '../../../../../handlers/gateway/aws/dynamodb/store';
import { ConditionFailedError } from '../../../../../handlers/gateway/world/store';
import { mockClient } from '../../../../mock-client';

const dynamo = mockClient(DynamoDBClient);
const pauses: number[] = [];
const store = new DynamoStore(new DynamoDBClient({ region: 'eu-west-1' }), 'ledger', {
  sleep: async (milliseconds) => {
    pauses.push(milliseconds);
  },
  random: () => 0.5,
});

beforeEach(() => {
  dynamo.reset();
  pauses.length = 0;
});

const inputs = (): unknown[] => dynamo.calls().map(({ args }) => args[0].input);
const key = { PK: 'p', SK: 's' };
const wireKey = { PK: { S: 'p' }, SK: { S: 's' } };

const cancelled = (...codes: string[]) =>
  new TransactionCanceledException({
    message: 'cancelled',
    $metadata: {},
    CancellationReasons: codes.map((Code) => ({ Code })),
  });

describe('reading', () => {
  it('is consistent, and returns items with every type that the ledger writes', async () => {
    const attributes = { a: { N: '1' }, b: { BOOL: true }, c: { L: [{ S: 'x' }] }, d: { M: { e: { S: 'y' } } } };
    dynamo
      .on(GetItemCommand)
      .resolvesOnce({ Item: { ...wireKey, ...attributes } })
      .resolves({});
    expect(await store.get(key)).toEqual({ ...key, a: 1, b: true, c: ['x'], d: { e: 'y' } });
    expect(await store.get(key)).toBeUndefined();
    expect(inputs()[0]).toEqual({ TableName: 'ledger', Key: wireKey, ConsistentRead: true });
  });

  it('refuses items that the ledger cannot have written', async () => {
    dynamo
      .on(GetItemCommand)
      .resolvesOnce({ Item: { ...wireKey, a: { SS: ['x'] } } })
      .resolves({ Item: {} });
    await expect(store.get(key)).rejects.toThrow('no attributes of type SS');
    await expect(store.get(key)).rejects.toThrow('string attributes PK and SK');
  });

  it('queries a partition and a prefix, over all pages, with a filter', async () => {
    dynamo
      .on(QueryCommand)
      .resolvesOnce({ Items: [wireKey], LastEvaluatedKey: wireKey })
      .resolves({ Items: [wireKey] });
    const where = [
      { path: ['state'] as const, equals: 'OPEN' },
      { path: ['members'] as const, size: '<' as const, than: 25 },
    ];
    expect(await store.query('p', 'S', { where })).toEqual([key, key]);
    expect(inputs()[0]).toMatchObject({
      TableName: 'ledger',
      ConsistentRead: true,
      KeyConditionExpression: '#n0 = :v0 AND begins_with(#n1, :v1)',
      FilterExpression: '#n2 = :v2 AND size(#n3) < :v3',
      ExpressionAttributeNames: { '#n0': 'PK', '#n1': 'SK', '#n2': 'state', '#n3': 'members' },
      ExpressionAttributeValues: { ':v0': { S: 'p' }, ':v1': { S: 'S' }, ':v2': { S: 'OPEN' }, ':v3': { N: '25' } },
    });
  });

  it('scans all pages', async () => {
    dynamo
      .on(ScanCommand)
      .resolvesOnce({ Items: [wireKey], LastEvaluatedKey: wireKey })
      .resolves({});
    expect(await store.scan()).toEqual([key]);
  });
});

describe('writing', () => {
  it('puts, with a condition', async () => {
    dynamo.on(PutItemCommand).resolves({});
    expect(await store.write({ key, when: [{ path: ['PK'], is: 'absent' }], put: { a: 1 } })).toBeUndefined();
    expect(inputs()).toEqual([
      {
        TableName: 'ledger',
        Item: { ...wireKey, a: { N: '1' } },
        ConditionExpression: 'attribute_not_exists(#n0)',
        ExpressionAttributeNames: { '#n0': 'PK' },
      },
    ]);
  });

  it('updates with every kind of change and condition, and returns the new item', async () => {
    dynamo
      .on(UpdateItemCommand)
      .resolvesOnce({ Attributes: { ...wireKey, n: { N: '2' } } })
      .resolves({});
    const write = {
      key,
      when: [
        {
          anyOf: [
            { path: ['a', 'x.y'] as const, is: 'present' as const },
            { path: ['n'] as const, equals: 1 },
          ],
        },
      ],
      update: [
        { set: ['a', 'x.y'] as const, to: true },
        { set: ['b'] as const, to: 'z' },
        { remove: ['c'] as const },
        { add: ['n'] as const, by: 1 },
      ],
    };
    expect(await store.write(write)).toEqual({ ...key, n: 2 });
    expect(await store.write(write)).toBeUndefined();
    expect(inputs()[0]).toEqual({
      TableName: 'ledger',
      Key: wireKey,
      ConditionExpression: '(attribute_exists(#n0.#n1) OR #n2 = :v0)',
      UpdateExpression: 'SET #n0.#n1 = :v1, #n3 = :v2 REMOVE #n4 ADD #n2 :v3',
      ExpressionAttributeNames: { '#n0': 'a', '#n1': 'x.y', '#n2': 'n', '#n3': 'b', '#n4': 'c' },
      ExpressionAttributeValues: { ':v0': { N: '1' }, ':v1': { BOOL: true }, ':v2': { S: 'z' }, ':v3': { N: '1' } },
      ReturnValues: 'ALL_NEW',
    });
  });

  it('deletes, without a condition if there is none', async () => {
    dynamo.on(DeleteItemCommand).resolves({});
    await store.write({ key, when: [], delete: true });
    expect(inputs()).toEqual([{ TableName: 'ledger', Key: wireKey }]);
  });

  it('writes all or nothing', async () => {
    dynamo.on(TransactWriteItemsCommand).resolves({});
    const when = [{ path: ['n'] as const, equals: 1 }];
    await store.transact([
      { key, when, check: true },
      { key: { ...key, SK: 't' }, when: [], put: {} },
    ]);
    await store.write({ key, when, check: true });
    expect(inputs()).toMatchObject([
      { TransactItems: [{ ConditionCheck: { Key: wireKey } }, { Put: { Item: { SK: { S: 't' } } } }] },
      { TransactItems: [{ ConditionCheck: { ConditionExpression: '#n0 = :v0' } }] },
    ]);
  });
});

describe('a refused write', () => {
  it('says which conditions did not hold', async () => {
    dynamo.on(PutItemCommand).rejects(new ConditionalCheckFailedException({ message: 'no', $metadata: {} }));
    dynamo.on(TransactWriteItemsCommand).rejects(cancelled('None', 'ConditionalCheckFailed', 'TransactionConflict'));
    await expect(store.write({ key, when: [], put: {} })).rejects.toEqual(new ConditionFailedError(new Set([0])));
    await expect(store.transact([])).rejects.toMatchObject({ failed: new Set([1]) });
    expect(pauses).toEqual([]);
  });

  it('is retried after growing pauses when other transactions touched the same items', async () => {
    dynamo
      .on(TransactWriteItemsCommand)
      .rejectsOnce(cancelled('TransactionConflict', 'None'))
      .rejectsOnce(cancelled('ThrottlingError'))
      .resolves({});
    dynamo
      .on(UpdateItemCommand)
      .rejectsOnce(Object.assign(new Error('conflict'), { name: 'TransactionConflictException' }))
      .resolves({});
    await store.transact([]);
    await store.write({ key, when: [], update: [] });
    expect(pauses).toEqual([25, 50, 25]);
  });

  it('is retried with the same token while it may have been carried out, and with a new token when it was not', async () => {
    dynamo
      .on(TransactWriteItemsCommand)
      .rejectsOnce(Object.assign(new Error('in progress'), { name: 'TransactionInProgressException' }))
      .rejectsOnce(cancelled('TransactionConflict'))
      .resolves({});
    await store.transact([]);
    const [first, second, third] = inputs().map(
      (input) => (input as { ClientRequestToken: string }).ClientRequestToken,
    );
    expect(first).toMatch(/^[-0-9a-f]{36}$/);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
    await store.transact([]);
    expect(inputs()[3]).not.toMatchObject({ ClientRequestToken: third });
  });

  it('is told to a patient caller after some attempts, and that it had no effect', async () => {
    for (const code of [
      'TransactionConflict',
      'ThrottlingError',
      'ProvisionedThroughputExceeded',
      'ItemCollectionSizeLimitExceeded',
    ]) {
      pauses.length = 0;
      dynamo.on(TransactWriteItemsCommand).rejects(cancelled(code, 'None'));
      await expect(store.transact([])).rejects.toMatchObject({ name: 'BusyError', again: true });
      expect(pauses).toHaveLength(3);
    }
  });

  it('is told to have an unknown effect while the transaction is still in progress', async () => {
    dynamo
      .on(TransactWriteItemsCommand)
      .rejects(Object.assign(new Error('in progress'), { name: 'TransactionInProgressException' }));
    await expect(store.transact([])).rejects.toMatchObject({ name: 'BusyError', again: false });
  });

  it('is not retried if a retry cannot succeed', async () => {
    dynamo.on(TransactWriteItemsCommand).rejects(cancelled('ValidationError'));
    await expect(store.transact([])).rejects.toThrow('cancelled');
    dynamo.on(TransactWriteItemsCommand).rejects(new TransactionCanceledException({ message: 'bare', $metadata: {} }));
    await expect(store.transact([])).rejects.toThrow('bare');
    expect(pauses).toEqual([]);
  });
});
