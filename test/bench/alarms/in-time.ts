/** How often the rollback alarm comes before the canary step of a bad version is over. */
import { Metrics } from '../../../scripts/local-aws/metrics';
import { rollbackAlarm, seriesOf } from './rollback-alarm';

const [SECOND_MS, MINUTE] = [1000, 60];
/** As the embedded AWS's ECS does. How often ECS reads its alarms is not documented. */
const READ_SECONDS = 10;
const start = Date.parse('2026-01-01T12:00:00Z');

export interface CanaryStep {
  bakeMinutes: number;
  /** Requests a minute, evenly over the time. All that the new version gets fail. */
  visitors: number;
  /** The new version's share of them. */
  percent: number;
}

export interface Trials {
  /** The share of trials in which the alarm came within the step, from 0 to 1. */
  inTime: number;
  /** The longest time for which all visitors had the bad version, and the mean over all trials. Infinity: it stays. */
  worstSeconds: number;
  meanSeconds: number;
}

/**
 * Tries all phases: the second of a minute in which the step begins, and the second of each minute in which CloudWatch judges
 * the alarm. Data points can be read a minute after their minute.
 * @param seconds from one phase to the next
 */
export function tryPhases(step: CanaryStep, seconds = 1): Trials {
  const late: number[] = [];
  for (let begin = 0; begin < MINUTE; begin += seconds) {
    const failing = failFrom(begin, step);
    for (let second = 0; second < MINUTE; second += seconds) {
      const end = begin + step.bakeMinutes * MINUTE;
      const noticed = Math.ceil((failing.alarmAt(second) - end) / READ_SECONDS) * READ_SECONDS;
      late.push(Math.max(0, noticed));
    }
  }
  return {
    inTime: late.filter((one) => one === 0).length / late.length,
    worstSeconds: Math.max(...late),
    meanSeconds: late.reduce((sum, one) => sum + one, 0) / late.length,
  };
}

/** The traffic of a step that begins at a second of minute 0, with ten minutes of all traffic after it. */
function failFrom(begin: number, { bakeMinutes, visitors, percent }: CanaryStep) {
  const clock = { now: start };
  const at = (seconds: number): number => start + seconds * SECOND_MS;
  const metrics = new Metrics(() => clock.now);
  const service = rollbackAlarm('web', metrics);
  const [requests, errors] = ['greenRequests', 'greenErrors'].map((id) => seriesOf(service, id, metrics));
  const end = begin + bakeMinutes * MINUTE;
  const count = (from: number, to: number, every: number): void => {
    for (let second = from + every / 2; second < to; second += every) {
      clock.now = at(second);
      requests?.add(1);
      errors?.add(1);
    }
  };
  count(begin, end, MINUTE / ((visitors * percent) / 100));
  count(end, end + 10 * MINUTE, MINUTE / visitors);
  return {
    /** When the alarm goes off that is judged in that second of each minute; Infinity: it does not. */
    alarmAt(second: number): number {
      const alarm = rollbackAlarm('web', metrics);
      for (let minute = 1; minute < bakeMinutes + 10; minute += 1) {
        clock.now = at(minute * MINUTE + second);
        if (alarm.judge(at(minute * MINUTE))?.state === 'ALARM') return minute * MINUTE + second;
      }
      return Number.POSITIVE_INFINITY;
    },
  };
}
