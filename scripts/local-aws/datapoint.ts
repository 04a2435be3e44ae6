/** One data point of a metric: statistics of the values of a span of time, and the values themselves for percentiles. */
export interface Datapoint {
  /** Its begin, in milliseconds since the epoch. */
  readonly start: number;
  readonly sampleCount: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
  /** How often each value came; undefined: statistics came without their values. */
  readonly values: ReadonlyMap<number, number> | undefined;
}

/** From this many different values on, new ones are kept with three digits, so that memory is bounded. */
const EXACT_VALUES = 200;

/** A data point that is still added to. */
export class MutableDatapoint implements Datapoint {
  sampleCount = 0;
  sum = 0;
  minimum = Number.POSITIVE_INFINITY;
  maximum = Number.NEGATIVE_INFINITY;
  values: Map<number, number> | undefined = new Map();

  /** @param readableAt from when on it can be read, in milliseconds since the epoch */
  constructor(
    readonly start: number,
    readonly readableAt: number,
  ) {}

  /** @param count how often the value is added */
  add(value: number, count: number): void {
    this.#count(count, value * count, value, value);
    const { values } = this;
    if (values === undefined) return;
    const kept = values.size < EXACT_VALUES || values.has(value) ? value : Number(value.toPrecision(3));
    values.set(kept, (values.get(kept) ?? 0) + count);
  }

  /**
   * Adds values of which only the statistics are known. From then on the data point has percentiles only if all of these
   * values are the same one, as documented.
   * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#Percentiles
   */
  addStatistics({ sampleCount, sum, minimum, maximum }: Omit<Datapoint, 'start' | 'values'>): void {
    if (minimum === maximum) {
      this.add(minimum, sampleCount);
      return;
    }
    this.#count(sampleCount, sum, minimum, maximum);
    this.values = undefined;
  }

  #count(count: number, sum: number, minimum: number, maximum: number): void {
    this.sampleCount += count;
    this.sum += sum;
    if (minimum < this.minimum) this.minimum = minimum;
    if (maximum > this.maximum) this.maximum = maximum;
  }
}
