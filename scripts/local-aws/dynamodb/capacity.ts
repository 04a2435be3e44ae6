import { TokenBucket } from '../bucket';

/** Write units that a partition takes in a second ("Partition throughput limits" in the developer guide). */
const PARTITION = 1000;
/** Those that a new table with on-demand capacity takes ("Initial throughput for on-demand capacity mode"). */
const TABLE = 4000;

/** A write costs a unit for each started kB of this many bytes. */
const UNIT_BYTES = 1024;

export interface Cost {
  table: string;
  /** The items of one partition key are in one partition here. On AWS there may be several keys in one. */
  partition: string;
  units: number;
}

/** @param each units for each started kB: one, in a transaction two. @param bytes of the item before and after */
export const unitsOf = (each: 1 | 2, ...bytes: readonly number[]): number =>
  each * Math.ceil(Math.max(1, ...bytes) / UNIT_BYTES);

/** The write capacity of a Region's tables. Burst capacity does not lift the limit of a partition, so there is none. */
export class WriteCapacity {
  readonly #buckets = new Map<string, TokenBucket>();

  /** Takes the units of all, or of none. @param now in seconds. @returns whether there were enough */
  takes(costs: readonly Cost[], now: number): boolean {
    const wanted = new Map<TokenBucket, number>();
    for (const { table, partition, units } of costs) {
      for (const bucket of [this.#bucket(table, TABLE), this.#bucket(`${table}\n${partition}`, PARTITION)]) {
        wanted.set(bucket, (wanted.get(bucket) ?? 0) + units);
      }
    }
    if (![...wanted].every(([bucket, units]) => bucket.has(units, now))) return false;
    for (const [bucket, units] of wanted) bucket.take(units);
    return true;
  }

  #bucket(name: string, perSecond: number): TokenBucket {
    const bucket = this.#buckets.get(name) ?? new TokenBucket({ size: perSecond, perSecond });
    this.#buckets.set(name, bucket);
    return bucket;
  }
}
