/**
 * The seam under the ledger: a table of items with two-part keys, conditional writes and transactions. Production puts
 * DynamoDB behind it; tests and the model put a map behind it.
 */

export interface Key {
  PK: string;
  SK: string;
}

export type ItemValue = string | number | boolean | ItemValue[] | { [name: string]: ItemValue };

export type Item = Key & Record<string, ItemValue>;

/** An attribute, or an entry in a map of maps: `['members', 'arn:…']`. */
export type Path = readonly [string, ...string[]];

export type Condition =
  | { path: Path; is: 'present' | 'absent' }
  | { path: Path; equals: string | number }
  /** A number that is not higher. */
  | { path: Path; atMost: number }
  /** The number of entries in a map. */
  | { path: Path; size: '<' | '=' | '>'; than: number }
  | { anyOf: readonly Condition[] };

export type Change =
  /** The map that the last name of the path stands in must exist. */
  | { set: Path; to: ItemValue }
  | { remove: Path }
  /** The attribute must be a number. */
  | { add: Path; by: number };

/** One write, carried out only if every condition holds for what is stored under the key (nothing at all, perhaps). */
export type Write = { key: Key; when: readonly Condition[] } & WriteAction;

type WriteAction =
  | { put: Readonly<Record<string, ItemValue>> }
  | { update: readonly Change[] }
  | { delete: true }
  /** Changes nothing; only in a transaction, for the sake of its conditions. */
  | { check: true };

export interface Query {
  /** Keeps only the items for which all of these hold. */
  where?: readonly Condition[];
}

/** Every read sees every write that was answered before it began. */
export interface Store {
  get(key: Key): Promise<Item | undefined>;
  /** The items of one partition whose sort key begins with `prefix`, in the order of their sort keys. */
  query(partition: string, prefix: string, query?: Query): Promise<Item[]>;
  /** Every item, in no order. */
  scan(): Promise<Item[]>;
  /** @returns the item after an update, undefined otherwise. @throws ConditionFailedError */
  write(write: Write): Promise<Item | undefined>;
  /** All of the writes or none, at one instant; each key at most once. @throws ConditionFailedError */
  transact(writes: readonly Write[]): Promise<void>;
}

/** Nothing was written, because conditions of the writes at these positions did not hold. */
export class ConditionFailedError extends Error {
  override readonly name = 'ConditionFailedError';
  constructor(readonly failed: ReadonlySet<number>) {
    super(`The ledger changed in the meantime (writes ${[...failed].join(', ')})`);
  }
}

/** @returns what the write returns, or `condition failed`. @throws whatever else the write fails with */
export async function orConditionFailed<T>(write: Promise<T>): Promise<T | 'condition failed'> {
  try {
    return await write;
  } catch (error) {
    if (error instanceof ConditionFailedError) return 'condition failed';
    throw error;
  }
}
