/** One alarm: its state, and how a minute changes it. */
import type { MetricSeries, Metrics } from '../metrics';
import { validationError } from '../wire/errors';
import { type AlarmState, evaluationRange, stateOf } from './alarm-rule';
import type { AlarmSettings } from './alarm-settings';
import { isSeries } from './metric-math/values';
import { MetricQueries } from './queries';
import { reasonOf } from './reason';

export interface AlarmCondition {
  state: AlarmState;
  reason: string;
  /** A JSON text. */
  reasonData: string | undefined;
  /** When the state or its reason was set last. */
  updatedAt: Date;
  /** When it became this state. */
  transitionedAt: Date;
}

/** What an alarm does in each state: the ARNs of its actions. */
export type ActionsByState = Readonly<Record<AlarmState, readonly string[]>>;

/** Functions by which an expression depends on the time and not only on data points. */
const OF_TIME = /\b(?:EPOCH|MINUTE|HOUR|DAY|DATE|MONTH|YEAR)\(/;

export class MetricAlarm {
  readonly #queries: MetricQueries;
  readonly #isOfTime: boolean;
  /** Whether it was judged by periods that had no data at all. Such a judgement stays right until there is data. */
  #isSettled = false;
  condition: AlarmCondition;
  actionsEnabled = true;

  /** @throws AwsError ValidationError if its expression has no value */
  constructor(
    readonly name: string,
    readonly settings: AlarmSettings,
    readonly actions: ActionsByState,
    condition: AlarmCondition,
    where: { metrics: Metrics; region: string },
  ) {
    this.condition = condition;
    this.#queries = new MetricQueries(settings.queries, where.metrics, where.region);
    this.#isOfTime = settings.queries.some(({ Expression = '' }) => OF_TIME.test(Expression));
    this.#read(0);
  }

  /** The ARNs of what it does in its state. */
  actionsNow(): readonly string[] {
    return this.actionsEnabled ? this.actions[this.condition.state] : [];
  }

  /** Sets the state by hand: it lasts until the next evaluation. */
  set(condition: AlarmCondition): void {
    this.condition = condition;
    this.#isSettled = false;
  }

  /**
   * Judges the periods before the end of a minute. As documented, the window slides with every evaluation.
   * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation-window.html
   * @param end in milliseconds since the epoch
   * @returns the new condition if the state changes
   */
  judge(end: number): AlarmCondition | undefined {
    const { rule, period, fewestSamples } = this.settings;
    const from = end - evaluationRange(rule.EvaluationPeriods) * period * 1000;
    const isEmpty = !this.#queries.series().some((series) => hasDataSince(series, from));
    if (isEmpty && this.#isSettled) return undefined;
    const points = this.#read(end);
    this.#isSettled = isEmpty && !this.#isOfTime;
    // Data points that are late do not count yet, so that the whole range is looked at.
    const periods = { from, seconds: period, count: points.length };
    if (fewestSamples !== undefined && !isEmpty && this.#queries.samples(periods) < fewestSamples) return undefined;
    const state = stateOf(points, rule);
    if (state === undefined || state === this.condition.state) return undefined;
    const at = new Date(end);
    return { state, ...reasonOf(points, state, this.settings, at), updatedAt: at, transitionedAt: at };
  }

  /** The values of the evaluation range, the newest first. */
  #read(end: number): (number | undefined)[] {
    const { rule, period, watched } = this.settings;
    const count = evaluationRange(rule.EvaluationPeriods);
    const from = end - count * period * 1000;
    const value = this.#queries.value(watched, { from, seconds: period, count });
    if (!isSeries(value)) throw validationError(`The result of ${watched} is not one time series.`);
    return Array.from({ length: count }, (_, back) => value.get(end / 1000 - (back + 1) * period));
  }
}

const hasDataSince = ({ newest }: MetricSeries, from: number): boolean => newest >= from;
