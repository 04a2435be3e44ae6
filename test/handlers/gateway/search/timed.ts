import type { Configuration } from './configurations/configuration';
import { look, told } from './report';

/** Schedules that are drawn of one configuration before the next has its turn. */
const TURN = 20;
/** Milliseconds between two lines of progress where nobody watches. */
const LINE_EVERY_MS = 30_000;
/** Keeps the seeds of turns apart from those of other searches. */
const SEEDS_APART = 100_003;

export interface TimedSearch {
  minutes: number;
  /** The same seed draws the same schedules, in the same order. */
  seed: number;
  /** Whether somebody watches: progress is one line then, which is written over. */
  isTerminal: boolean;
  write(text: string): void;
}

/** Draws schedules of all the configurations, in turns, until the time is over. @returns whether nothing was wrong */
export async function searchFor(
  configurations: readonly Configuration[],
  { minutes, seed, isTerminal, write }: TimedSearch,
): Promise<boolean> {
  const end = Date.now() + minutes * 60_000;
  let schedules = 0;
  let toldAt = Date.now();
  const progress = () => {
    const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    const line = `${schedules} schedules drawn, ${left} s left`;
    if (isTerminal) write(`\r\x1b[K${line}`);
    else if (Date.now() - toldAt >= LINE_EVERY_MS) {
      toldAt = Date.now();
      write(`${line}\n`);
    }
  };
  write(`Drawing schedules of ${configurations.length} configurations for ${minutes} minutes with seed ${seed}.\n`);
  for (let turn = 0; ; turn++) {
    for (const configuration of configurations) {
      if (Date.now() >= end) {
        write(`${isTerminal ? '\r\x1b[K' : ''}${schedules} schedules with seed ${seed}: nothing is wrong.\n`);
        return true;
      }
      const report = await look(configuration, { random: TURN, seed: seed * SEEDS_APART + turn });
      schedules += report.schedules;
      if (report.failure) {
        write(`${isTerminal ? '\r\x1b[K' : ''}${told(configuration.name, report)}\nFound with seed ${seed}.\n`);
        return false;
      }
      progress();
    }
  }
}
