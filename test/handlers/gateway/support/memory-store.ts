import {
  type Attribute,
  type Change,
  type Condition,
  ConditionFailed,
  type Item,
  type Key,
  type Path,
  type Query,
  type Store,
  type Write,
} from '../../../../handlers/gateway/ledger/store';
import type { Calls } from './calls';

/** A table in memory, as strict as DynamoDB where a mistake of ours could hide. */
export class MemoryStore implements Store {
  readonly items = new Map<string, Item>();

  constructor(private readonly calls: Calls) {}

  get(key: Key): Promise<Item | undefined> {
    return this.calls.make('GetItem', () => this.read(key));
  }

  query(partition: string, prefix: string, { where = [] }: Query = {}): Promise<Item[]> {
    return this.calls.make('Query', () =>
      this.all()
        .filter(({ PK, SK }) => PK === partition && SK.startsWith(prefix))
        .filter((item) => where.every((condition) => holds(item, condition))),
    );
  }

  scan(): Promise<Item[]> {
    return this.calls.make('Scan', () => this.all());
  }

  write(write: Write): Promise<Item | undefined> {
    return this.calls.make('put' in write ? 'PutItem' : 'update' in write ? 'UpdateItem' : 'DeleteItem', () => {
      this.apply([write]);
      return 'update' in write ? this.read(write.key) : undefined;
    });
  }

  transact(writes: readonly Write[]): Promise<void> {
    return this.calls.make('TransactWriteItems', () => {
      if (new Set(writes.map(({ key }) => keyOf(key))).size < writes.length) {
        throw new Error('Transaction request cannot include multiple operations on one item');
      }
      this.apply(writes);
    });
  }

  /** Every item, in the order of the keys. */
  all(): Item[] {
    return [...this.items.keys()].sort().flatMap((key) => clone(this.items.get(key) ?? []));
  }

  private apply(writes: readonly Write[]): void {
    const failed = writes.flatMap(({ key, when }, position) =>
      when.every((condition) => holds(this.items.get(keyOf(key)), condition)) ? [] : [position],
    );
    if (failed.length > 0) {
      throw new ConditionFailed(new Set(failed));
    }
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

  private read(key: Key): Item | undefined {
    const item = this.items.get(keyOf(key));
    return item && clone(item);
  }
}

const keyOf = ({ PK, SK }: Key): string => JSON.stringify([PK, SK]);

const clone = <T>(value: T): T => JSON.parse(JSON.stringify(value));

const isMap = (value: Attribute | undefined): value is Record<string, Attribute> =>
  typeof value === 'object' && !Array.isArray(value);

const at = (item: Item | undefined, path: Path): Attribute | undefined =>
  path.reduce<Attribute | undefined>((value, name) => (isMap(value) ? value[name] : undefined), item);

const holds = (item: Item | undefined, condition: Condition): boolean => {
  if ('anyOf' in condition) {
    return condition.anyOf.some((one) => holds(item, one));
  }
  const value = at(item, condition.path);
  if ('is' in condition) {
    return (value !== undefined) === (condition.is === 'present');
  }
  if ('equals' in condition) {
    return value === condition.equals;
  }
  if ('atMost' in condition) {
    return typeof value === 'number' && value <= condition.atMost;
  }
  const size = isMap(value) ? Object.keys(value).length : Number.NaN;
  const { than } = condition;
  return condition.size === '<' ? size < than : condition.size === '>' ? size > than : size === than;
};

const changed = (item: Item, changes: readonly Change[]): Item => {
  const copy = clone(item);
  const paths = changes.map((one) => ('set' in one ? one.set : 'remove' in one ? one.remove : one.add).join('\0'));
  const overlap = paths.find((one, i) => paths.some((other, j) => i !== j && `${other}\0`.startsWith(`${one}\0`)));
  if (overlap !== undefined) {
    throw new Error(`Two document paths overlap with each other: ${overlap}`);
  }
  for (const change of changes) {
    const path = 'set' in change ? change.set : 'remove' in change ? change.remove : change.add;
    const [last = ''] = path.slice(-1);
    const parent = path
      .slice(0, -1)
      .reduce<Attribute | undefined>((value, name) => (isMap(value) ? value[name] : undefined), copy);
    if (!isMap(parent)) {
      throw new Error(`The document path provided in the update expression is invalid: ${path.join('.')}`);
    }
    if ('set' in change) {
      parent[last] = clone(change.to);
    } else if ('add' in change) {
      parent[last] = Number(parent[last] ?? 0) + change.by;
    } else {
      delete parent[last];
    }
  }
  return copy;
};
