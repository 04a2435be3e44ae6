/** When a scheduled action is due: `at(…)`, `rate(…)` and `cron(…)`, minute by minute. */
import type { ScheduledAction } from '@aws-sdk/client-application-auto-scaling';
import { notPlayed } from '../wire/errors';
import { validationException } from './operation';

const MINUTE_MS = 60_000;

/** Whether an action is due in a minute, given as milliseconds since the epoch. */
type Due = (minute: number) => boolean;

/**
 * Whether a scheduled action has been due since a time.
 * @param after exclusive, and `until` inclusive: milliseconds since the epoch
 */
export function isDue(action: ScheduledAction, after: number, until: number): boolean {
  const { StartTime, EndTime, CreationTime } = action;
  const begins = Math.max(after, StartTime?.getTime() ?? 0, CreationTime?.getTime() ?? 0);
  const ends = Math.min(until, EndTime?.getTime() ?? until);
  const due = readSchedule(action);
  for (let minute = Math.ceil((begins + 1) / MINUTE_MS) * MINUTE_MS; minute <= ends; minute += MINUTE_MS) {
    if (due(minute)) return true;
  }
  return false;
}

/**
 * @throws AwsError ValidationException if the expression or the time zone is none; NotImplemented for L, W and # in cron
 *   expressions
 */
export function readSchedule({ Schedule = '', Timezone = 'UTC', StartTime, CreationTime }: ScheduledAction): Due {
  const [, kind, text = ''] = /^(at|rate|cron)\((.*)\)$/.exec(Schedule) ?? [];
  const partsOf = zonedParts(Timezone);
  if (kind === 'at') return dueAt(text, partsOf);
  if (kind === 'rate') return dueEvery(text, (StartTime ?? CreationTime ?? new Date(0)).getTime());
  if (kind === 'cron') return dueByCron(text, partsOf);
  throw invalid(`Schedule ${Schedule} is neither an at, a rate nor a cron expression.`);
}

const invalid = (message: string) => validationException(message);

function dueAt(text: string, partsOf: (minute: number) => DateParts): Due {
  const [, ...found] = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):\d\d$/.exec(text) ?? [];
  if (found.length === 0) throw invalid(`at(${text}) must have the form at(yyyy-mm-ddThh:mm:ss).`);
  const [year, month, day, hour, minute] = found.map(Number);
  return (time) => {
    const parts = partsOf(time);
    return (
      parts.year === year &&
      parts.month === month &&
      parts.day === day &&
      parts.hour === hour &&
      parts.minute === minute
    );
  };
}

const UNIT_MINUTES: Readonly<Record<string, number>> = { minute: 1, hour: 60, day: 1440 };

function dueEvery(text: string, begin: number): Due {
  const [, count = '0', unit = ''] = /^(\d+) (minute|hour|day)s?$/.exec(text) ?? [];
  const every = Number(count) * (UNIT_MINUTES[unit] ?? 0);
  if (every === 0) throw invalid(`rate(${text}) must have the form rate(value minutes), hours or days.`);
  const first = Math.floor(begin / MINUTE_MS);
  return (time) => {
    const passed = Math.floor(time / MINUTE_MS) - first;
    return passed > 0 && passed % every === 0;
  };
}

const MONTHS = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ');
/** Sunday is 1. */
const WEEKDAYS = 'SUN MON TUE WED THU FRI SAT'.split(' ');
const CRON_FIELDS = [
  { part: 'minute', from: 0, to: 59, names: [] },
  { part: 'hour', from: 0, to: 23, names: [] },
  { part: 'day', from: 1, to: 31, names: [] },
  { part: 'month', from: 1, to: 12, names: MONTHS },
  { part: 'weekday', from: 1, to: 7, names: WEEKDAYS },
  { part: 'year', from: 1970, to: 2199, names: [] },
] as const;

function dueByCron(text: string, partsOf: (minute: number) => DateParts): Due {
  const fields = text.trim().split(/\s+/);
  if (fields.length !== CRON_FIELDS.length) throw invalid(`cron(${text}) must have six fields.`);
  if (/(?:^|,)[\dLW]*[LW#]/.test(`${fields[2]},${fields[4]}`)) throw notPlayed(`cron(${text}) with L, W or #`);
  const matchers = CRON_FIELDS.map((field, at) => ({ part: field.part, values: valuesIn(fields[at] ?? '', field) }));
  return (time) => {
    const parts = partsOf(time);
    return matchers.every(({ part, values }) => values === 'any' || values.has(parts[part]));
  };
}

/** The values that a field of a cron expression names: `*`, `?`, numbers, names, ranges, steps and lists of those. */
function valuesIn(
  text: string,
  { part, from, to, names }: { part: string; from: number; to: number; names: readonly string[] },
): ReadonlySet<number> | 'any' {
  if (text === '*' || text === '?') return 'any';
  const numberOf = (word: string): number => {
    const value = names.includes(word) ? names.indexOf(word) + from : Number(/^\d+$/.test(word) ? word : Number.NaN);
    if (value >= from && value <= to) return value;
    throw invalid(`${text} is no ${part} of a cron expression.`);
  };
  const values = new Set<number>();
  for (const entry of text.toUpperCase().split(',')) {
    const [range = '', step] = entry.split('/');
    const [first = '', last] = range.split('-');
    const begin = first === '*' ? from : numberOf(first);
    const end = last !== undefined ? numberOf(last) : step !== undefined ? to : begin;
    const by = step === undefined ? 1 : Number(step);
    if (!Number.isInteger(by) || by < 1 || end < begin) throw invalid(`${text} is no ${part} of a cron expression.`);
    for (let value = begin; value <= end; value += by) values.add(value);
  }
  return values;
}

interface DateParts {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  /** Sunday is 1. */
  weekday: number;
}

/** @throws AwsError ValidationException if there is no such time zone */
function zonedParts(timeZone: string): (minute: number) => DateParts {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      weekday: 'short',
    });
  } catch {
    throw invalid(`There is no time zone ${timeZone}.`);
  }
  return (minute) => {
    const parts = new Map(format.formatToParts(minute).map(({ type, value }) => [type, value]));
    const numberOf = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type));
    return {
      year: numberOf('year'),
      month: numberOf('month'),
      day: numberOf('day'),
      hour: numberOf('hour'),
      minute: numberOf('minute'),
      weekday: WEEKDAYS.indexOf((parts.get('weekday') ?? '').toUpperCase()) + 1,
    };
  };
}
