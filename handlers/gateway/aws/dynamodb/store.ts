import { randomUUID } from 'node:crypto';
import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  paginateQuery,
  paginateScan,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { BusyError } from '../../world/errors';
import { ConditionFailedError, type Item, type Key, type Query, type Store, type Write } from '../../world/store';
import type { World } from '../../world/world';
import { hasErrorCode } from '../errors';
import { Expression } from './expressions';
import { marshalMap, unmarshalItem } from './marshal';

/**
 * Transactions that touch one item at the same time cancel each other, and the SDK does not retry them. Most of them are over
 * within some milliseconds, so the store tries this often by itself. Whoever is refused after that waits with the run's own
 * pause (`patient`).
 */
const ATTEMPTS = 4;
const FIRST_PAUSE_MS = 50;

/** Reasons of a cancelled transaction for which a retry can succeed (API reference, TransactWriteItems). */
const TRANSIENT = new Set([
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
  'ItemCollectionSizeLimitExceeded',
]);

/** Calls: GetItem, Query, Scan, PutItem, UpdateItem, DeleteItem, ConditionCheckItem (TransactWriteItems), on one table. */
export class DynamoStore implements Store {
  readonly #client: DynamoDBClient;
  readonly #table: string;
  readonly #waiting: Pick<World, 'sleep' | 'random'>;

  constructor(client: DynamoDBClient, table: string, waiting: Pick<World, 'sleep' | 'random'>) {
    this.#client = client;
    this.#table = table;
    this.#waiting = waiting;
  }

  async get({ PK, SK }: Key): Promise<Item | undefined> {
    const { Item } = await this.#client.send(
      new GetItemCommand({ TableName: this.#table, Key: marshalMap({ PK, SK }), ConsistentRead: true }),
    );
    return Item && unmarshalItem(Item);
  }

  async query(partition: string, prefix: string, { where = [] }: Query = {}): Promise<Item[]> {
    const expression = new Expression();
    const key = `${expression.name('PK')} = ${expression.value(partition)}`;
    const input = {
      TableName: this.#table,
      ConsistentRead: true,
      KeyConditionExpression: `${key} AND begins_with(${expression.name('SK')}, ${expression.value(prefix)})`,
      FilterExpression: expression.conditions(where),
    };
    const items: Item[] = [];
    for await (const page of paginateQuery({ client: this.#client }, { ...input, ...expression.placeholders() })) {
      items.push(...(page.Items ?? []).map(unmarshalItem));
    }
    return items;
  }

  async scan(): Promise<Item[]> {
    const items: Item[] = [];
    for await (const page of paginateScan({ client: this.#client }, { TableName: this.#table, ConsistentRead: true })) {
      items.push(...(page.Items ?? []).map(unmarshalItem));
    }
    return items;
  }

  async write(write: Write): Promise<Item | undefined> {
    return this.#insisting(async (token) => {
      const { Put, Update, Delete } = requestFor(write, this.#table);
      if (Update) {
        const { Attributes } = await this.#client.send(new UpdateItemCommand({ ...Update, ReturnValues: 'ALL_NEW' }));
        return Attributes && unmarshalItem(Attributes);
      }
      if (Put) {
        await this.#client.send(new PutItemCommand(Put));
      } else if (Delete) {
        await this.#client.send(new DeleteItemCommand(Delete));
      } else {
        const TransactItems = [requestFor(write, this.#table)];
        await this.#client.send(new TransactWriteItemsCommand({ TransactItems, ClientRequestToken: token }));
      }
      return undefined;
    });
  }

  async transact(writes: readonly Write[]): Promise<void> {
    const TransactItems = writes.map((write) => requestFor(write, this.#table));
    await this.#insisting((token) =>
      this.#client.send(new TransactWriteItemsCommand({ TransactItems, ClientRequestToken: token })),
    );
  }

  /**
   * @param call gets a token. A retry has the same token while it is unknown whether the transaction was carried out: with
   * another token, its own success would make its conditions fail. A cancelled transaction was not carried out.
   */
  async #insisting<T>(call: (token: string) => Promise<T>): Promise<T> {
    let token = randomUUID();
    for (let attempt = 0; ; attempt++) {
      try {
        return await call(token);
      } catch (error) {
        const failed = failedConditions(error);
        if (failed.size > 0) throw new ConditionFailedError(failed);
        if (!isTransient(error)) throw error;
        if (attempt + 1 === ATTEMPTS) throw busy(error);
        if (error instanceof TransactionCanceledException) {
          token = randomUUID();
        }
        await this.#waiting.sleep(FIRST_PAUSE_MS * 2 ** attempt * this.#waiting.random());
      }
    }
  }
}

function requestFor(write: Write, TableName: string): TransactWriteItem {
  const { PK, SK } = write.key;
  const Key = marshalMap({ PK, SK });
  const expression = new Expression();
  const ConditionExpression = expression.conditions(write.when);
  if ('put' in write) {
    const Item = { ...marshalMap(write.put), ...Key };
    return { Put: { TableName, Item, ConditionExpression, ...expression.placeholders() } };
  }
  if ('update' in write) {
    const UpdateExpression = expression.changes(write.update);
    return { Update: { TableName, Key, UpdateExpression, ConditionExpression, ...expression.placeholders() } };
  }
  return 'delete' in write
    ? { Delete: { TableName, Key, ConditionExpression, ...expression.placeholders() } }
    : { ConditionCheck: { TableName, Key, ConditionExpression, ...expression.placeholders() } };
}

/** The positions of the writes whose conditions did not hold; empty for every other error. */
function failedConditions(error: unknown): ReadonlySet<number> {
  if (error instanceof ConditionalCheckFailedException) return new Set([0]);
  const reasons = (error instanceof TransactionCanceledException && error.CancellationReasons) || [];
  return new Set(reasons.flatMap(({ Code }, position) => (Code === 'ConditionalCheckFailed' ? [position] : [])));
}

const isTransient = (error: unknown): error is Error =>
  error instanceof TransactionCanceledException
    ? (error.CancellationReasons ?? []).some(({ Code }) => Code !== undefined && TRANSIENT.has(Code))
    : hasErrorCode(error, 'TransactionConflict', 'TransactionInProgress');

/** A transaction that is in progress may succeed yet. The others had no effect. */
const busy = (cause: Error): BusyError =>
  new BusyError(`The ledger did not accept a write, because others are changing the same items (${cause.message})`, {
    waitingFor: 'the ledger, which others are changing',
    again: !hasErrorCode(cause, 'TransactionInProgress'),
    cause,
  });
