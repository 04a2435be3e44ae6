import type { ScheduledAction } from '@aws-sdk/client-application-auto-scaling';
import { isDue, readSchedule } from '../../../../scripts/local-aws/application-auto-scaling/schedule';

const action = (Schedule: string, more: Partial<ScheduledAction> = {}): ScheduledAction => ({
  ScheduledActionName: 'action',
  ScheduledActionARN: 'arn',
  ServiceNamespace: 'ecs',
  ResourceId: 'service/main/web',
  CreationTime: new Date('2026-01-01T00:00:00Z'),
  Schedule,
  ...more,
});
/** The minutes of a span in which the action is due, as `T08:30`. */
function dueBetween(from: string, to: string, of: ScheduledAction): string[] {
  const due = readSchedule(of);
  const minutes: string[] = [];
  for (let time = Date.parse(from); time < Date.parse(to); time += 60_000) {
    if (due(time)) minutes.push(new Date(time).toISOString().slice(0, 16));
  }
  return minutes;
}

test.each<[string, string | undefined, string[]]>([
  ['cron(0 8 * * ? *)', undefined, ['2026-03-02T08:00', '2026-03-03T08:00']],
  ['cron(30 20 ? * MON *)', undefined, ['2026-03-02T20:30']],
  ['cron(30 20 ? * 2 2026)', undefined, ['2026-03-02T20:30']],
  ['cron(0 12 3 MAR ? *)', undefined, ['2026-03-03T12:00']],
  ['cron(0 9-10 2 3 ? *)', undefined, ['2026-03-02T09:00', '2026-03-02T10:00']],
  ['cron(15/30 6 2 * ? *)', undefined, ['2026-03-02T06:15', '2026-03-02T06:45']],
  ['cron(0 8 ? * MON-FRI *)', 'Europe/Berlin', ['2026-03-02T07:00', '2026-03-03T07:00']],
  ['at(2026-03-02T10:15:30)', undefined, ['2026-03-02T10:15']],
  ['at(2026-03-02T10:15:00)', 'America/New_York', ['2026-03-02T15:15']],
])('%s in %s is due then', (schedule, Timezone, minutes) => {
  const of = action(schedule, { Timezone });
  expect(dueBetween('2026-03-02T00:00:00Z', '2026-03-04T00:00:00Z', of)).toEqual(minutes);
});

test('a rate counts from the start time, and a minute of the span is enough', () => {
  const every = action('rate(2 hours)', { StartTime: new Date('2026-03-02T00:30:00Z') });
  expect(dueBetween('2026-03-02T00:00:00Z', '2026-03-02T06:00:00Z', every)).toEqual([
    '2026-03-02T02:30',
    '2026-03-02T04:30',
  ]);
});

test('an action is due once, between its start and its end', () => {
  const at = (text: string) => Date.parse(`2026-03-02T${text}Z`);
  const daily = action('cron(0 8 * * ? *)');
  expect(isDue(daily, at('07:59:59'), at('08:00:00'))).toBe(true);
  expect(isDue(daily, at('08:00:00'), at('08:00:30'))).toBe(false);
  expect(isDue(daily, at('06:00:00'), at('10:00:00'))).toBe(true);
  expect(isDue({ ...daily, StartTime: new Date(at('08:30:00')) }, at('06:00:00'), at('10:00:00'))).toBe(false);
  expect(isDue({ ...daily, EndTime: new Date(at('07:30:00')) }, at('06:00:00'), at('10:00:00'))).toBe(false);
  expect(isDue({ ...daily, CreationTime: new Date(at('08:00:01')) }, at('06:00:00'), at('10:00:00'))).toBe(false);
});

test.each([
  ['every day', 'neither an at, a rate nor a cron expression'],
  ['cron(0 8 * * ?)', 'six fields'],
  ['cron(61 8 * * ? *)', '61 is no minute'],
  ['cron(0 8 * FOO ? *)', 'FOO is no month'],
  ['cron(10-5 8 * * ? *)', '10-5 is no minute'],
  ['rate(0 minutes)', 'rate(0 minutes)'],
  ['rate(5 weeks)', 'rate(5 weeks)'],
  ['at(tomorrow)', 'yyyy-mm-ddThh:mm:ss'],
])('%s is refused', (schedule, reason) => {
  expect(() => readSchedule(action(schedule))).toThrow(reason);
});

test.each(['cron(0 8 L * ? *)', 'cron(0 8 15W * ? *)', 'cron(0 8 ? * 6#3 *)', 'cron(0 8 ? * 6L *)'])(
  '%s is refused by name, as it is not played',
  (schedule) => {
    expect(() => readSchedule(action(schedule))).toThrow('is not played by the embedded AWS');
  },
);

test('an unknown time zone is refused', () => {
  expect(() => readSchedule(action('cron(0 8 * * ? *)', { Timezone: 'Mars/Olympus' }))).toThrow('Mars/Olympus');
});
