import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DynamoDBServiceException,
  TransactionCanceledException,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb';
import { marshalMap, unmarshalItem } from '../../../handlers/gateway/aws/dynamodb/marshal';
import type { Item } from '../../../handlers/gateway/world/store';
import { TokenBucket } from '../../../scripts/local-aws/bucket';
import { changed, holds } from '../../handlers/gateway/account/conditions';
import { ExpressionReader, type Placeholders } from './expressions';
import type { SimulatedTime } from './simulated-time';

/**
 * A DynamoDB table with on-demand capacity under load, as its developer guide has it ("Read/write capacity", "Burst and
 * adaptive capacity", "Transactions", "Quotas"):
 * - A partition takes 1,000 write units and 3,000 read units a second. Burst capacity does not help a partition over that,
 *   so there is none here. The items of one partition key are in one partition here.
 * - A new table takes 4,000 write units a second.
 * - A write costs a unit for each started kB of the larger of the item before and after; in a transaction two. A consistent
 *   read costs a unit for each started 4 kB; a query those of everything that it reads.
 * - While a transaction works on an item, other transactions on it are cancelled at once, and other writes are refused.
 * - An item has at most 400 kB.
 */
export class BusyTable {
  /** In bytes: the largest item that was ever written. */
  largest = 0;
  readonly counts = { conflicts: 0, throttled: 0, tooLarge: 0 };
  readonly #items = new Map<string, Item>();
  readonly #sizes = new Map<string, number>();
  readonly #partitions = new Map<string, Set<string>>();
  readonly #locked = new Set<string>();
  readonly #writes = new Map<string, TokenBucket>();
  readonly #reads = new Map<string, TokenBucket>();
  readonly #table = new TokenBucket({ size: TABLE_UNITS, perSecond: TABLE_UNITS });
  readonly #time: SimulatedTime;
  readonly #random: () => number;

  constructor(time: SimulatedTime, random: () => number) {
    this.#time = time;
    this.#random = random;
  }

  put(item: Item): void {
    const id = idOf(item);
    const size = sizeOf(item);
    this.#items.set(id, item);
    this.#sizes.set(id, size);
    this.largest = Math.max(this.largest, size);
    const partition = this.#partitions.get(item.PK) ?? new Set();
    this.#partitions.set(item.PK, partition.add(id));
  }

  all(): Item[] {
    return [...this.#items.values()];
  }

  /** One attempt at a call, with the time that it takes. @throws what DynamoDB answers */
  async call(operation: string, input: unknown): Promise<Record<string, unknown>> {
    await this.#time.sleep(this.#between(WAY_MS));
    try {
      switch (operation) {
        case 'GetItem':
          return await this.#get(input as { Key: Wire });
        case 'Query':
          return await this.#query(input as Placeholders & { FilterExpression?: string });
        case 'TransactWriteItems':
          return await this.#transact((input as { TransactItems: TransactWriteItem[] }).TransactItems);
        default:
          return this.#write(operation, input as WriteInput);
      }
    } finally {
      await this.#time.sleep(this.#between(WAY_MS));
    }
  }

  async #get({ Key }: { Key: Wire }) {
    const id = idOf(keyOf(Key));
    this.#read(keyOf(Key).PK, this.#sizes.get(id) ?? 1);
    await this.#time.sleep((this.#sizes.get(id) ?? 0) / READ_BYTES_PER_MS);
    const item = this.#items.get(id);
    return item ? { Item: marshalMap(item) } : {};
  }

  /** In one page: its size decides what it costs and how long it takes. */
  async #query({ FilterExpression, ...placeholders }: Placeholders & { FilterExpression?: string }) {
    const { ExpressionAttributeValues: { ':v0': pk, ':v1': prefix } = {} } = placeholders;
    const ids = [...(this.#partitions.get(pk?.S ?? '') ?? [])].sort();
    const items = ids.flatMap((id) => this.#items.get(id) ?? []).filter(({ SK }) => SK.startsWith(prefix?.S ?? ''));
    const bytes = items.reduce((sum, item) => sum + (this.#sizes.get(idOf(item)) ?? 0), 1);
    this.#read(pk?.S ?? '', bytes);
    await this.#time.sleep(bytes / READ_BYTES_PER_MS);
    const where = new ExpressionReader(placeholders).conditions(FilterExpression);
    const found = items.map((item) => this.#items.get(idOf(item)) ?? item);
    return { Items: found.filter((item) => where.every((one) => holds(item, one))).map((item) => marshalMap(item)) };
  }

  #write(operation: string, input: WriteInput) {
    const write = planOf(operation, input);
    if (this.#locked.has(write.id)) {
      this.counts.conflicts++;
      throw failure('TransactionConflictException', 'Transaction is ongoing for the item');
    }
    const before = this.#items.get(write.id);
    if (!write.when.every((one) => holds(before, one))) {
      throw new ConditionalCheckFailedException({ message: 'The conditional request failed', $metadata: {} });
    }
    const after = write.apply(before);
    if (sizeOf(after) > MOST_BYTES) throw this.#tooLarge();
    if (!this.#takes([{ write, after }], 1)) throw failure('ThrottlingException', THROTTLED);
    this.#settle(write.id, after);
    return after ? { Attributes: marshalMap(after) } : {};
  }

  async #transact(items: readonly TransactWriteItem[]) {
    const writes = items.map(({ Put, Update, Delete, ConditionCheck }) => {
      const operation = Put ? 'PutItem' : Update ? 'UpdateItem' : Delete ? 'DeleteItem' : 'ConditionCheck';
      return planOf(operation, (Put ?? Update ?? Delete ?? ConditionCheck) as WriteInput);
    });
    this.#refuse(writes.map(({ id }) => (this.#locked.has(id) ? 'TransactionConflict' : 'None')));
    this.#refuse(
      writes.map(({ id, when }) =>
        when.every((one) => holds(this.#items.get(id), one)) ? 'None' : 'ConditionalCheckFailed',
      ),
    );
    const planned = writes.map((write) => ({ write, after: write.apply(this.#items.get(write.id)) }));
    this.#refuse(planned.map(({ after }) => (sizeOf(after) > MOST_BYTES ? 'ValidationError' : 'None')));
    this.#refuse([this.#takes(planned, 2) ? 'None' : 'ThrottlingError']);
    for (const { id } of writes) this.#locked.add(id);
    const bytes = planned.reduce((sum, { after }) => sum + sizeOf(after), 0);
    await this.#time.sleep(this.#between(TRANSACTION_MS) + bytes / WRITE_BYTES_PER_MS);
    for (const { write, after } of planned) {
      this.#locked.delete(write.id);
      this.#settle(write.id, after);
    }
    return {};
  }

  #refuse(codes: readonly string[]): void {
    if (codes.every((code) => code === 'None')) return;
    if (codes.includes('TransactionConflict')) this.counts.conflicts++;
    if (codes.includes('ThrottlingError')) this.counts.throttled++;
    if (codes.includes('ValidationError')) this.counts.tooLarge++;
    throw new TransactionCanceledException({
      message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes.join(', ')}]`,
      $metadata: {},
      CancellationReasons: codes.map((Code) => ({ Code })),
    });
  }

  #tooLarge(): Error {
    this.counts.tooLarge++;
    return failure('ValidationException', 'Item size to update has exceeded the maximum allowed size');
  }

  #settle(id: string, after: Item | undefined): void {
    if (after) {
      this.put(after);
      return;
    }
    this.#partitions.get(this.#items.get(id)?.PK ?? '')?.delete(id);
    this.#items.delete(id);
    this.#sizes.delete(id);
  }

  /** Takes the write units of all, or of none. @param each units for a kB */
  #takes(planned: readonly { write: Plan; after: Item | undefined }[], each: number): boolean {
    const costs = planned.map(({ write, after }) => {
      const bytes = Math.max(this.#sizes.get(write.id) ?? 0, sizeOf(after), 1);
      const units = each * Math.ceil(bytes / 1024);
      return { bucket: bucketOf(this.#writes, write.partition, WRITE_UNITS), units };
    });
    const now = this.#time.now / 1000;
    const total = costs.reduce((sum, { units }) => sum + units, 0);
    if (!this.#table.has(total, now) || !costs.every(({ bucket, units }) => bucket.has(units, now))) return false;
    this.#table.take(total);
    for (const { bucket, units } of costs) bucket.take(units);
    return true;
  }

  #read(partition: string, bytes: number): void {
    const bucket = bucketOf(this.#reads, partition, READ_UNITS);
    const units = Math.ceil(bytes / 4096);
    if (!bucket.has(Math.min(units, READ_UNITS), this.#time.now / 1000)) {
      this.counts.throttled++;
      throw failure('ThrottlingException', THROTTLED);
    }
    bucket.take(units);
  }

  #between([least, most]: readonly [number, number]): number {
    return least + (most - least) * this.#random();
  }
}

const WRITE_UNITS = 1000;
const READ_UNITS = 3000;
const TABLE_UNITS = 4000;
const MOST_BYTES = 400 * 1024;
/** One way of a call, in milliseconds. */
const WAY_MS = [1, 4] as const;
/** How long a transaction works on its items, in milliseconds, beside what their size takes. */
const TRANSACTION_MS = [8, 20] as const;
const READ_BYTES_PER_MS = 50_000;
const WRITE_BYTES_PER_MS = 10_000;

const THROTTLED =
  'Throughput exceeds the current capacity of your table or index. DynamoDB is automatically scaling your table or index so please try again shortly.';

type Wire = Record<string, AttributeValue>;

type WriteInput = Placeholders & {
  Key?: Wire;
  Item?: Wire;
  ConditionExpression?: string;
  UpdateExpression?: string;
};

interface Plan {
  id: string;
  partition: string;
  when: ReturnType<ExpressionReader['conditions']>;
  apply(before: Item | undefined): Item | undefined;
}

function planOf(operation: string, input: WriteInput): Plan {
  const key = keyOf(input.Item ?? input.Key ?? {});
  const reader = new ExpressionReader(input);
  const changes = operation === 'UpdateItem' ? reader.changes(input.UpdateExpression) : [];
  return {
    id: idOf(key),
    partition: key.PK,
    when: reader.conditions(input.ConditionExpression),
    apply: (before) => {
      if (operation === 'PutItem') return unmarshalItem(input.Item ?? {});
      if (operation === 'UpdateItem') return changed(before ?? { ...key }, changes);
      return operation === 'DeleteItem' ? undefined : before;
    },
  };
}

function bucketOf(buckets: Map<string, TokenBucket>, partition: string, units: number): TokenBucket {
  const bucket = buckets.get(partition) ?? new TokenBucket({ size: units, perSecond: units });
  buckets.set(partition, bucket);
  return bucket;
}

const keyOf = ({ PK, SK }: Wire) => ({ PK: PK?.S ?? '', SK: SK?.S ?? '' });

const idOf = ({ PK, SK }: { PK: string; SK: string }): string => `${PK} ${SK}`;

/** About as DynamoDB counts: names and values in UTF-8, and some bytes for each value. */
const sizeOf = (item: Item | undefined): number => (item ? Buffer.byteLength(JSON.stringify(item)) : 0);

const failure = (name: string, message: string): Error =>
  new DynamoDBServiceException({ name, message, $fault: 'client', $metadata: {} });
