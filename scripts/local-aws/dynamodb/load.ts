/**
 * What DynamoDB refuses because of others, or because of size: items in a running transaction, more than a partition
 * takes, items that are too large.
 */
import type { JsonObject } from '../../../handlers/template-language/json';
import type { OperationCall } from '../service/operation';
import { AwsError } from '../wire/errors';
import type { LocalWorld } from '../world';
import { type Cost, unitsOf, WriteCapacity } from './capacity';
import { type Attributes, sizeOfItem } from './size';
import { sizeAfter, type TableWrite } from './writes';

/** Bytes that an item may have ("Service, account, and table quotas"). */
const MOST_BYTES = 400 * 1024;

const TOO_LARGE = {
  Put: 'Item size has exceeded the maximum allowed size',
  Update: 'Item size to update has exceeded the maximum allowed size',
};
const ONGOING = 'Transaction is ongoing for the item';
const THROTTLED =
  'Throughput exceeds the current capacity of your table or index. DynamoDB is automatically scaling your table or index so please try again shortly.';

/** Why a write is refused, as a transaction's reason. */
interface Refusal {
  Code: 'TransactionConflict' | 'ValidationError' | 'ThrottlingError';
  Message: string;
}

type Call = Pick<OperationCall<JsonObject, unknown>, 'moto'>;

/** What is going on in a Region's tables. */
export class TableLoad {
  readonly #capacity = new WriteCapacity();
  /** Keys of items in running transactions. */
  readonly #ongoing = new Set<string>();
  readonly #keys = new Map<string, string[]>();
  readonly #world: Pick<LocalWorld, 'seconds'>;

  constructor(world: Pick<LocalWorld, 'seconds'>) {
    this.#world = world;
  }

  /** @throws AwsError if a write that is no transaction is refused */
  async admit(call: Call, write: TableWrite): Promise<void> {
    const [refusal] = await this.#refusals(call, [write], 1);
    switch (refusal?.Code) {
      case 'TransactionConflict':
        throw new AwsError('TransactionConflictException', refusal.Message);
      case 'ThrottlingError':
        throw new AwsError('ThrottlingException', refusal.Message);
      case 'ValidationError':
        throw new AwsError('ValidationException', refusal.Message);
    }
  }

  /**
   * Carries out a transaction, unless it is refused. Meanwhile other writes to its items are.
   * @throws AwsError TransactionCanceledException
   */
  async during<T>(call: Call, writes: readonly TableWrite[], work: () => Promise<T>): Promise<T> {
    const ids = await Promise.all(writes.map((write) => this.#idOf(call, write)));
    cancel(ids.map((id) => (this.#ongoing.has(id) ? { Code: 'TransactionConflict', Message: ONGOING } : undefined)));
    for (const id of ids) this.#ongoing.add(id);
    try {
      cancel(await this.#refusals(call, writes, 2));
      return await work();
    } finally {
      for (const id of ids) this.#ongoing.delete(id);
    }
  }

  async #refusals(call: Call, writes: readonly TableWrite[], each: 1 | 2): Promise<(Refusal | undefined)[]> {
    const seen = await Promise.all(writes.map((write) => this.#look(call, write)));
    if (each === 1 && seen.some(({ id }) => this.#ongoing.has(id))) {
      return [{ Code: 'TransactionConflict', Message: ONGOING }];
    }
    const refusals = seen.map(({ after }, position): Refusal | undefined => {
      const kind = writes[position]?.kind === 'Put' ? 'Put' : 'Update';
      return after > MOST_BYTES ? { Code: 'ValidationError', Message: TOO_LARGE[kind] } : undefined;
    });
    if (refusals.some((one) => one !== undefined)) return refusals;
    const costs = seen.map(({ table, partition, before, after }): Cost => {
      return { table, partition, units: unitsOf(each, before, after) };
    });
    if (this.#capacity.takes(costs, this.#world.seconds())) return [];
    return seen.map(() => ({ Code: 'ThrottlingError', Message: THROTTLED }));
  }

  /** Where the write goes, and the size of the item in bytes before and after. */
  async #look(call: Call, write: TableWrite) {
    const { TableName: table } = write;
    const Key = await this.#keyOf(call, write);
    const { Item } = await call.moto.json('GetItem', { TableName: table, Key, ConsistentRead: true });
    const item = Item as Attributes | undefined;
    const [partition] = Object.values(Key);
    return {
      id: await this.#idOf(call, write),
      table,
      partition: JSON.stringify(partition),
      before: item ? sizeOfItem(item) : 0,
      after: sizeAfter(write, item),
    };
  }

  async #idOf(call: Call, write: TableWrite): Promise<string> {
    return `${write.TableName} ${JSON.stringify(Object.entries(await this.#keyOf(call, write)))}`;
  }

  /** The key, hash key first. @throws AwsError if there is no such table */
  async #keyOf(call: Call, { TableName, Key, Item }: TableWrite): Promise<Attributes> {
    const names = this.#keys.get(TableName) ?? (await keyNames(call, TableName));
    this.#keys.set(TableName, names);
    const attributes = Key ?? Item ?? {};
    return Object.fromEntries(names.flatMap((name) => (attributes[name] ? [[name, attributes[name]]] : [])));
  }
}

async function keyNames({ moto }: Call, TableName: string): Promise<string[]> {
  const { Table } = await moto.json('DescribeTable', { TableName });
  const { KeySchema = [] } = Table as { KeySchema?: { AttributeName: string; KeyType: string }[] };
  return [...KeySchema].sort((one) => (one.KeyType === 'HASH' ? -1 : 1)).map(({ AttributeName }) => AttributeName);
}

/** @throws AwsError if a write is refused */
function cancel(refusals: readonly (Refusal | undefined)[]): void {
  if (refusals.every((one) => one === undefined)) return;
  const codes = refusals.map((one) => one?.Code ?? 'None');
  throw new AwsError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes.join(', ')}]`,
    400,
    { CancellationReasons: refusals.map((one) => ({ Code: 'None', ...one })) },
  );
}
