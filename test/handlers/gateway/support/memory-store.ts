import {
  ConditionFailedError,
  type Item,
  type Key,
  type Query,
  type Store,
  type Write,
} from '../../../../handlers/gateway/world/store';
import { changed, holds } from '../search/model/conditions';
import type { Calls } from './calls';

/** A table in memory, as strict as DynamoDB where a mistake of ours could hide. */
export class MemoryStore implements Store {
  readonly items = new Map<string, Item>();
  readonly #calls: Calls;

  constructor(calls: Calls) {
    this.#calls = calls;
  }

  get(key: Key): Promise<Item | undefined> {
    return this.#calls.make('GetItem', () => this.#read(key));
  }

  query(partition: string, prefix: string, { where = [] }: Query = {}): Promise<Item[]> {
    return this.#calls.make('Query', () =>
      this.all(({ PK, SK }) => PK === partition && SK.startsWith(prefix)).filter((item) =>
        where.every((condition) => holds(item, condition)),
      ),
    );
  }

  scan(): Promise<Item[]> {
    return this.#calls.make('Scan', () => this.all());
  }

  write(write: Write): Promise<Item | undefined> {
    return this.#calls.make('put' in write ? 'PutItem' : 'update' in write ? 'UpdateItem' : 'DeleteItem', () => {
      this.#apply([write]);
      return 'update' in write ? this.#read(write.key) : undefined;
    });
  }

  transact(writes: readonly Write[]): Promise<void> {
    return this.#calls.make('TransactWriteItems', () => {
      if (new Set(writes.map(({ key }) => keyOf(key))).size < writes.length) {
        throw new Error('Transaction request cannot include multiple operations on one item');
      }
      this.#apply(writes);
    });
  }

  /** Every item, or those that are wanted, in the order of the keys. */
  all(isWanted: (item: Item) => boolean = () => true): Item[] {
    return [...this.items]
      .filter(([, item]) => isWanted(item))
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([, item]) => clone(item));
  }

  #apply(writes: readonly Write[]): void {
    const failed = writes.flatMap(({ key, when }, position) =>
      when.every((condition) => holds(this.items.get(keyOf(key)), condition)) ? [] : [position],
    );
    if (failed.length > 0) throw new ConditionFailedError(new Set(failed));
    for (const write of writes) {
      const id = keyOf(write.key);
      if ('put' in write) {
        this.items.set(id, clone({ ...write.put, PK: write.key.PK, SK: write.key.SK }));
      } else if ('update' in write) {
        this.items.set(id, changed(this.items.get(id) ?? { ...write.key }, write.update));
      } else if ('delete' in write) {
        this.items.delete(id);
      }
    }
  }

  #read(key: Key): Item | undefined {
    const item = this.items.get(keyOf(key));
    return item && clone(item);
  }
}

const keyOf = ({ PK, SK }: Key): string => JSON.stringify([PK, SK]);

const clone = <T>(value: T): T => JSON.parse(JSON.stringify(value));
