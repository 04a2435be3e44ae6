/**
 * The table that holds the ledger: items with two-part keys, conditional writes and transactions. DynamoDB implements it;
 * the tests have an implementation in memory.
 */

export interface Key {
  PK: string;
  SK: string;
}

export type ItemValue = string | number | boolean | ItemValue[] | { [name: string]: ItemValue };

export type Item = Key & Record<string, ItemValue>;

/** The path to an attribute, or to an entry of a map: `['members', 'arn:…']`. */
export type Path = readonly [string, ...string[]];

export type Condition =
  | { path: Path; is: 'present' | 'absent' }
  | { path: Path; equals: string | number }
  /** Holds for a number that is not higher. */
  | { path: Path; atMost: number }
  /** Compares the number of entries of a map. */
  | { path: Path; size: '<' | '=' | '>'; than: number }
  | { anyOf: readonly Condition[] };

export type Change =
  /** The map that is to hold the last name of the path must exist. */
  | { set: Path; to: ItemValue }
  | { remove: Path }
  /** The attribute must be a number. */
  | { add: Path; by: number };

/** One write, carried out only if every condition holds for the item under the key. There may be no item. */
export type Write = { key: Key; when: readonly Condition[] } & WriteAction;

type WriteAction =
  | { put: Readonly<Record<string, ItemValue>> }
  | { update: readonly Change[] }
  | { delete: true }
  /** Changes nothing: its conditions are part of a transaction. */
  | { check: true };

export interface Query {
  /** Conditions that every returned item meets. */
  where?: readonly Condition[];
}

/** A read sees every write that was answered before the read began. */
export interface Store {
  get(key: Key): Promise<Item | undefined>;
  /** The items of one partition whose sort key begins with `prefix`, in the order of their sort keys. */
  query(partition: string, prefix: string, query?: Query): Promise<Item[]>;
  /** Every item, in no order. */
  scan(): Promise<Item[]>;
  /** @returns the item after an update, undefined otherwise. @throws ConditionFailedError */
  write(write: Write): Promise<Item | undefined>;
  /** Carries out all of the writes or none, at one instant. Each key may occur once. @throws ConditionFailedError */
  transact(writes: readonly Write[]): Promise<void>;
}

/** Nothing was written, because conditions did not hold. `failed` has the positions of their writes. */
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
