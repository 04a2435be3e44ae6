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

const SECOND_MS = 1000;
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
  /** Whether it has data points that do not begin with a minute. */
  #hasSeconds = false;
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
    const found: Datapoint[] = [];
    // Alarms read a few minutes of three hours in every minute, so that the rest is not gone through.
    const step = this.#hasSeconds ? SECOND_MS : MINUTE_MS;
    const first = Math.max(Math.ceil(from / step) * step, now - KEPT_MS - MINUTE_MS);
    for (let start = first - (first % step); start < Math.min(to, this.newest + step); start += step) {
      const point = this.#points.get(start);
      if (point !== undefined && point.readableAt <= now) found.push(point);
    }
    return found;
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
    this.#hasSeconds ||= start % MINUTE_MS > 0;
    this.newest = Math.max(this.newest, start);
    const oldest = this.#now() - KEPT_MS;
    for (const each of this.#points.keys()) {
      if (each < oldest) this.#points.delete(each);
    }
    return made;
  }
}

/** A metric whatever its unit is: what alarms and readers name. */
export type MetricName = Omit<MetricKey, 'unit'>;

/** All metrics of one embedded AWS, of every region. */
export class Metrics {
  readonly #now: () => number;
  /** The series of a metric, one for each unit, by the text of its name. */
  readonly #series = new Map<string, MetricSeries[]>();
  /** How many series there are. While it stays the same, what `find` has found stays right. */
  size = 0;

  /** @param now the played clock, in milliseconds since the epoch */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** The metric's series, which is made when it is first asked for. */
  series(key: MetricKey): MetricSeries {
    const text = textOf(key);
    const ofMetric = this.#series.get(text) ?? [];
    const found = ofMetric.find((series) => series.key.unit === key.unit);
    if (found !== undefined) return found;
    const made = new MetricSeries(key, this.#now);
    this.#series.set(text, [...ofMetric, made]);
    this.size += 1;
    return made;
  }

  /** The series of a metric, one for each unit that it ever had; none if nothing ever counted it. */
  find(name: MetricName): readonly MetricSeries[] {
    return this.#series.get(textOf(name)) ?? [];
  }

  /** Every series of a region, in the order in which the metrics were first counted. */
  in(region: string): MetricSeries[] {
    return [...this.#series.values()].flat().filter(({ key }) => key.region === region);
  }
}

function textOf({ region, namespace, name, dimensions }: MetricName): string {
  return JSON.stringify([region, namespace, name, Object.entries(dimensions).sort()]);
}
