import {
  type Change,
  type Condition,
  ConditionFailedError,
  type Item,
  type Key,
  type Query,
  type Store,
  type Write,
} from '../../../../handlers/gateway/world/store';
import { awsError } from './aws-error';
import type { Caller } from './call';
import { changed, holds } from './conditions';
import type { Collection } from './state';

/** An item has at most 400 kB ("Service, account, and table quotas" in DynamoDB's developer guide). */
const MOST_BYTES = 400 * 1024;

/** A page of a scan: what stands on it, and what to call it. */
export interface ScanPage {
  name: string;
  holds(item: Item): boolean;
}

const ONE_PAGE: readonly ScanPage[] = [{ name: 'everything', holds: () => true }];

/** A DynamoDB table as one caller sees it. Every operation is one instant, a transaction too. */
export class AccountTable implements Store {
  readonly #items: Collection<Item>;
  readonly #caller: Caller;
  readonly #pages: readonly ScanPage[];

  constructor(items: Collection<Item>, caller: Caller, pages = ONE_PAGE) {
    this.#items = items;
    this.#caller = caller;
    this.#pages = pages;
  }

  get(key: Key): Promise<Item | undefined> {
    return this.#caller.perform({
      name: 'GetItem',
      about: () => idOf(key),
      faults: ['fail'],
      effect: () => this.#items.get(idOf(key)),
    });
  }

  query(partition: string, prefix: string, { where = [] }: Query = {}): Promise<Item[]> {
    return this.#caller.perform({
      name: 'Query',
      about: () => `${partition} ${prefix}`,
      faults: ['fail'],
      effect: () =>
        this.#items.all(
          (item) =>
            item.PK === partition && item.SK.startsWith(prefix) && where.every((condition) => holds(item, condition)),
        ),
    });
  }

  /** Page by page: what is written between two pages shows in the second only. */
  async scan(): Promise<Item[]> {
    const items: Item[] = [];
    for (const page of this.#pages) {
      const found = await this.#caller.perform({
        name: 'Scan',
        about: () => page.name,
        faults: ['fail'],
        effect: () => this.#items.all(page.holds),
      });
      items.push(...found);
    }
    return items;
  }

  write(write: Write): Promise<Item | undefined> {
    return this.#caller.perform({
      name: 'put' in write ? 'PutItem' : 'update' in write ? 'UpdateItem' : 'DeleteItem',
      about: () => described(write),
      faults: ['kill', 'fail', 'lost', 'again'],
      effect: () => {
        this.#apply([write]);
        return 'update' in write ? this.#items.get(idOf(write.key)) : undefined;
      },
    });
  }

  /** The SDK gives it a client request token: made once more, it is done once. */
  transact(writes: readonly Write[]): Promise<void> {
    return this.#caller.perform({
      name: 'TransactWriteItems',
      about: () => writes.map(described).join('; '),
      faults: ['kill', 'fail', 'lost', 'busy'],
      effect: () => {
        if (new Set(writes.map(({ key }) => idOf(key))).size < writes.length) {
          throw new Error('Transaction request cannot include multiple operations on one item');
        }
        this.#apply(writes);
      },
    });
  }

  #apply(writes: readonly Write[]): void {
    const failed = writes.flatMap(({ key, when }, position) => {
      const item = this.#items.get(idOf(key));
      return when.every((condition) => holds(item, condition)) ? [] : [position];
    });
    if (failed.length > 0) throw new ConditionFailedError(new Set(failed));
    const after = writes.map((write) => this.#after(write));
    if (after.some((item) => item && JSON.stringify(item).length > MOST_BYTES)) {
      throw awsError('ValidationException', 'Item size to update has exceeded the maximum allowed size');
    }
    for (const [position, { key }] of writes.entries()) {
      const item = after[position];
      if (item) {
        this.#items.set(idOf(key), item);
      } else {
        this.#items.delete(idOf(key));
      }
    }
  }

  /** The item after the write; undefined if there is none. */
  #after(write: Write): Item | undefined {
    const before = this.#items.get(idOf(write.key));
    if ('put' in write) return { ...write.put, ...write.key };
    if ('update' in write) return changed(before ?? { ...write.key }, write.update);
    return 'delete' in write ? undefined : before;
  }
}

const idOf = ({ PK, SK }: Key): string => `${PK} ${SK}`;

/** A write, shortly: `update CLUSTER#default when token = x, state = OPEN: state := CLOSING`. */
function described(write: Write): string {
  const action = 'put' in write ? 'put' : 'update' in write ? 'update' : 'delete' in write ? 'delete' : 'check';
  const when = write.when.map(condition).join(' and ');
  const to = 'update' in write ? `: ${write.update.map(change).join(', ')}` : '';
  return `${action} ${idOf(write.key)} when ${when}${to}`;
}

function condition(one: Condition): string {
  if ('anyOf' in one) return `(${one.anyOf.map(condition).join(' or ')})`;
  const what =
    'is' in one
      ? one.is
      : 'equals' in one
        ? `= ${one.equals}`
        : 'atMost' in one
          ? `<= ${one.atMost}`
          : `${one.size} ${one.than}`;
  return `${one.path.join('.')} ${what}`;
}

const change = (one: Change): string =>
  'set' in one
    ? `${one.set.join('.')} := ${JSON.stringify(one.to)}`
    : 'remove' in one
      ? `remove ${one.remove.join('.')}`
      : `${one.add.join('.')} += ${one.by}`;
