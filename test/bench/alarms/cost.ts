/** What judging alarms costs in each minute of AWS time. */
import { Metrics } from '../../../scripts/local-aws/metrics';
import { rollbackAlarm, seriesOf } from './rollback-alarm';

const MINUTE_MS = 60_000;

/**
 * The median of the real milliseconds in which that many rollback alarms are judged once.
 * @param busy whether their services have requests
 */
export function judgingMs(alarms: number, busy: boolean): number {
  const clock = { now: Date.parse('2026-01-01T12:00:00Z') };
  const metrics = new Metrics(() => clock.now);
  const all = Array.from({ length: alarms }, (_, at) => rollbackAlarm(`web${at}`, metrics));
  const counted = all.map((alarm) => ['blueRequests', 'greenRequests'].map((id) => seriesOf(alarm, id, metrics)));
  const taken: number[] = [];
  for (let minute = 0; minute < 200; minute += 1) {
    if (busy) for (const series of counted.flat()) series.add(1, 1000);
    clock.now += MINUTE_MS;
    const before = performance.now();
    for (const alarm of all) alarm.judge(clock.now);
    taken.push(performance.now() - before);
  }
  return taken.sort((one, other) => one - other)[100] ?? 0;
}
