import { Exhaustive, Random, Replay, SeenBeforeError } from './choosers';
import { type Schedule, writeSchedule } from './schedule';
import type { Chooser } from './simulation';

/** Runs one schedule from the beginning. @param trace gets a line for each step. @throws what is wrong in it */
export type ScheduleRun = (chooser: Chooser, trace?: string[]) => Promise<void>;

/** How to look. */
export type Search =
  /** Every schedule, at most so many of them. */
  { every: number } | { random: number; seed: number };

export interface Report {
  schedules: number;
  /** States with a choice, each counted once; only where every schedule was looked for. */
  states?: number;
  /** Whether no schedule is left. */
  complete: boolean;
  failure?: Violation;
}

export interface Violation {
  /** What was wrong. */
  message: string;
  /** To replay it. */
  schedule: string;
  /** Step by step. */
  trace: string[];
}

/** Called now and then with the number of schedules so far. */
export type OnProgress = (schedules: number) => void;

/** Schedules between two calls of an `OnProgress`. */
const PROGRESS_EVERY = 5_000;

/** Looks for a schedule in which something is wrong, and stops at the first. */
export async function explore(play: ScheduleRun, search: Search, progress: OnProgress = () => {}): Promise<Report> {
  const told: ScheduleRun = countingTo(progress, play);
  const { report, schedule } = await look(told, search);
  return { ...report, ...(schedule && { failure: await shorten(play, schedule) }) };
}

/** The same, but without finding the plainest schedule. */
export async function find(play: ScheduleRun, search: Search): Promise<{ schedules: number; message?: string }> {
  const { report, message } = await look(play, search);
  return { schedules: report.schedules, ...(message !== undefined && { message }) };
}

function countingTo(progress: OnProgress, play: ScheduleRun): ScheduleRun {
  let schedules = 0;
  return async (chooser, trace) => {
    schedules++;
    if (schedules % PROGRESS_EVERY === 0) {
      progress(schedules);
    }
    await play(chooser, trace);
  };
}

const look = (play: ScheduleRun, search: Search): Promise<Found> =>
  'every' in search ? every(play, search.every) : drawn(play, search);

interface Found {
  report: Report;
  schedule?: Schedule;
  message?: string;
}

async function every(play: ScheduleRun, most: number): Promise<Found> {
  const chooser = new Exhaustive();
  for (let schedules = 1; ; schedules++) {
    const wrong = await attempt(play, chooser);
    const schedule = wrong === undefined ? {} : { schedule: chooser.taken, message: wrong };
    const over = !chooser.next();
    if (wrong !== undefined || over || schedules === most) {
      return { report: { schedules, states: chooser.seen.size, complete: over }, ...schedule };
    }
  }
}

async function drawn(play: ScheduleRun, { random, seed }: { random: number; seed: number }): Promise<Found> {
  for (let schedules = 1; schedules <= random; schedules++) {
    const chooser = new Random(seed * 1_000_003 + schedules);
    const wrong = await attempt(play, chooser);
    if (wrong !== undefined) return { report: { schedules, complete: false }, schedule: chooser.taken, message: wrong };
  }
  return { report: { schedules: random, complete: false } };
}

/** @returns what is wrong, if anything */
async function attempt(play: ScheduleRun, chooser: Chooser, trace?: string[]): Promise<string | undefined> {
  try {
    await play(chooser, trace);
    return undefined;
  } catch (error) {
    if (error instanceof SeenBeforeError) return undefined;
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
}

/** Replaces choices by the first one for as long as something is still wrong. */
async function shorten(play: ScheduleRun, found: Schedule): Promise<Violation> {
  let best = [...found];
  for (let step = best.length >> 1; step >= 1; step >>= 1) {
    for (let from = 0; from < best.length; from += step) {
      const plainer = best.map((choice, position) => (position >= from && position < from + step ? 0 : choice));
      const turns = best.some((choice, position) => choice !== plainer[position]);
      if (turns && (await attempt(play, new Replay(plainer))) !== undefined) {
        best = plainer;
      }
    }
  }
  const last = best.findLastIndex((choice) => choice !== 0);
  const schedule = best.slice(0, last + 1);
  const trace: string[] = [];
  const message = await attempt(play, new Replay(schedule), trace);
  return { message: message ?? 'it does not happen again', schedule: writeSchedule(schedule), trace };
}
