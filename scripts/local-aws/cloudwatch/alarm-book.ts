/** The alarms of one region, which are judged once a minute of AWS time, and what became of them. */
import type { AlarmHistoryItem, HistoryItemType } from '@aws-sdk/client-cloudwatch';
import { messageOf } from '../wire/errors';
import type { LocalWorld } from '../world';
import type { AlarmCondition, MetricAlarm } from './alarm';
import type { AlarmState } from './alarm-rule';

const MINUTE_MS = 60_000;
/** How the ARN of a scaling policy begins. */
const SCALING = 'arn:aws:autoscaling:';
/** CloudWatch keeps the history of two weeks. */
const KEPT_ITEMS = 2000;

export class AlarmBook {
  readonly #world: LocalWorld;
  readonly #alarms = new Map<string, MetricAlarm>();
  #history: AlarmHistoryItem[] = [];
  #isRunning = false;

  constructor(world: LocalWorld) {
    this.#world = world;
  }

  /** From the oldest to the newest. */
  get history(): readonly AlarmHistoryItem[] {
    return this.#history;
  }

  get(name: string): MetricAlarm | undefined {
    return this.#alarms.get(name);
  }

  /** Adds an alarm, or puts it in the place of the one that has its name. */
  put(alarm: MetricAlarm): void {
    const kind = this.#alarms.has(alarm.name) ? 'updated' : 'created';
    this.#alarms.set(alarm.name, alarm);
    this.#note(alarm.name, 'ConfigurationUpdate', `Alarm "${alarm.name}" ${kind}`, this.#world.now());
    if (!this.#isRunning) void this.#run();
  }

  delete(name: string): void {
    if (!this.#alarms.delete(name)) return;
    this.#note(name, 'ConfigurationUpdate', `Alarm "${name}" deleted`, this.#world.now());
  }

  /** Sets the condition of an alarm, and does what the alarm does then if the state is another one. */
  set(alarm: MetricAlarm, condition: AlarmCondition): void {
    const before = alarm.condition.state;
    alarm.set(condition);
    if (before === condition.state) return;
    const summary = `Alarm updated from ${before} to ${condition.state}`;
    const newState = { stateValue: condition.state, stateReason: condition.reason };
    const data = { version: '1.0', oldState: { stateValue: before }, newState };
    this.#note(alarm.name, 'StateUpdate', summary, condition.updatedAt, data);
    this.#world.log(`cloudwatch: ${alarm.name} is ${condition.state}: ${condition.reason}`);
    for (const action of alarm.actionsNow()) this.#act(alarm, action, condition.updatedAt);
  }

  /** The names of the alarms in a state. */
  namesIn(state: AlarmState): string[] {
    return [...this.#alarms.values()].filter(({ condition }) => condition.state === state).map(({ name }) => name);
  }

  /** Judges every alarm by the periods before the end of a minute. */
  judge(end: number): void {
    for (const alarm of this.#alarms.values()) {
      try {
        const condition = alarm.judge(end);
        if (condition !== undefined) this.set(alarm, condition);
      } catch (error) {
        this.#world.log(`cloudwatch: ${alarm.name} cannot be judged: ${messageOf(error)}`);
      }
    }
  }

  /** Scaling policies are carried out by Application Auto Scaling, which looks at the alarms. Other actions are not. */
  #act({ name }: MetricAlarm, action: string, at: Date): void {
    const isPlayed = action.startsWith(SCALING);
    if (!isPlayed) this.#world.log(`cloudwatch: ${name} would do ${action}, which is not played`);
    this.#note(name, 'Action', `${isPlayed ? 'Successfully executed' : 'Failed to execute'} action ${action}`, at);
  }

  #note(AlarmName: string, HistoryItemType: HistoryItemType, HistorySummary: string, Timestamp: Date, data = {}): void {
    const HistoryData = JSON.stringify(data);
    const item = {
      AlarmName,
      AlarmType: 'MetricAlarm' as const,
      Timestamp,
      HistoryItemType,
      HistorySummary,
      HistoryData,
    };
    this.#history = [...this.#history.slice(1 - KEPT_ITEMS), item];
  }

  /** Judges at the end of each minute, as long as there are alarms. */
  async #run(): Promise<void> {
    this.#isRunning = true;
    const minute = (): number => Math.floor(this.#world.now().getTime() / MINUTE_MS);
    let judged = minute();
    while (this.#alarms.size > 0) {
      const left = MINUTE_MS - (this.#world.now().getTime() % MINUTE_MS);
      await this.#world.sleep(left / 1000).catch(() => {});
      if (this.#world.signal.aborted) return;
      const now = minute();
      if (now > judged) this.judge(now * MINUTE_MS);
      judged = now;
    }
    this.#isRunning = false;
  }
}
