/** Where the played services count, and where PutMetricData puts: the data points of CloudWatch's metrics. */
import { type Datapoint, MutableDatapoint } from './datapoint';

/** What one metric is. Data points of different units are different metrics, as on AWS. */
export interface MetricKey {
  region: string;
  /** `AWS/ApplicationELB` */
  namespace: string;
  /** `RequestCount` */
  name: string;
  dimensions: Readonly<Record<string, string>>;
  /** `Count`, `Seconds`, `Percent`, `Bytes`, `None`, … */
  unit: string;
}

/** Where a played service counts one metric. Keep it: finding it costs more than adding to it. */
export interface Series {
  /**
   * Adds to the data point of the current played minute, which can be read one played minute after that minute is over.
   * @param count how often the value is added; default 1
   */
  add(value: number, count?: number): void;
}

const MINUTE_MS = 60_000;
/** Data points are kept three hours, as CloudWatch keeps those of less than a minute. */
export const KEPT_MS = 180 * MINUTE_MS;
/** What a service counts can be read a minute after its minute. */
const LATE_MS = MINUTE_MS;

/** The data points of one metric, by the time at which they begin. */
export class MetricSeries implements Series {
  readonly #now: () => number;
  readonly #points = new Map<number, MutableDatapoint>();
  #current = new MutableDatapoint(0, 0);
  #currentEnd = 0;
  /** The begin of the newest data point, in milliseconds since the epoch; -Infinity: there is none. */
  newest = Number.NEGATIVE_INFINITY;

  constructor(
    readonly key: MetricKey,
    now: () => number,
  ) {
    this.#now = now;
  }

  add(value: number, count = 1): void {
    const now = this.#now();
    if (now >= this.#currentEnd) this.#begin(now);
    this.#current.add(value, count);
  }

  /**
   * The data point that begins then, to add to: it can be read at once.
   * @param start milliseconds since the epoch: a whole minute, or a whole second of a metric of high resolution
   */
  at(start: number): MutableDatapoint {
    return this.#at(start, 0);
  }

  /**
   * The data points that begin within a span of time, and can be read by now; the oldest first.
   * @param from in milliseconds since the epoch
   * @param to is not in the span
   */
  between(from: number, to: number): Datapoint[] {
    const now = this.#now();
    const found = [...this.#points.values()].filter(
      ({ start, readableAt }) => start >= from && start < to && readableAt <= now,
    );
    return found.sort((one, other) => one.start - other.start);
  }

  #begin(now: number): void {
    const start = now - (now % MINUTE_MS);
    this.#currentEnd = start + MINUTE_MS;
    this.#current = this.#at(start, this.#currentEnd + LATE_MS);
  }

  #at(start: number, readableAt: number): MutableDatapoint {
    const found = this.#points.get(start);
    if (found !== undefined) return found;
    const made = new MutableDatapoint(start, readableAt);
    this.#points.set(start, made);
    this.newest = Math.max(this.newest, start);
    const oldest = this.#now() - KEPT_MS;
    for (const each of this.#points.keys()) {
      if (each < oldest) this.#points.delete(each);
    }
    return made;
  }
}

/** All metrics of one embedded AWS, of every region. */
export class Metrics {
  readonly #now: () => number;
  readonly #series = new Map<string, MetricSeries>();

  /** @param now the played clock, in milliseconds since the epoch */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** The metric's series, which is made when it is first asked for. */
  series(key: MetricKey): MetricSeries {
    const text = textOfKey(key);
    const found = this.#series.get(text);
    if (found !== undefined) return found;
    const made = new MetricSeries(key, this.#now);
    this.#series.set(text, made);
    return made;
  }

  /** The metric's series, if it has ever had a data point. */
  find(key: MetricKey): MetricSeries | undefined {
    return this.#series.get(textOfKey(key));
  }

  /** Every series of a region, in the order in which they were made. */
  in(region: string): MetricSeries[] {
    return [...this.#series.values()].filter(({ key }) => key.region === region);
  }
}

function textOfKey({ region, namespace, name, dimensions, unit }: MetricKey): string {
  return JSON.stringify([region, namespace, name, Object.entries(dimensions).sort(), unit]);
}
