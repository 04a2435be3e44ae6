import type { Configuration } from './configurations/configuration';
import { Replay } from './engine/choosers';
import { explore, find, type OnProgress, type Report, type ScheduleRun, type Search } from './engine/explore';
import { readSchedule } from './engine/schedule';
import { runOf } from './scene-run';
import type { Sown } from './sown/sown';

/** Searches one configuration. */
export const look = (configuration: Configuration, search: Search, progress?: OnProgress): Promise<Report> =>
  explore(scheduleRun(configuration, 'every' in search), search, progress);

/** @param isBounded whether preemptions are bounded: this is only for a search that goes through every schedule */
function scheduleRun({ scene, limits }: Configuration, isBounded: boolean): ScheduleRun {
  const { preemptions: _, ...unbounded } = limits;
  return runOf(scene, isBounded ? limits : unbounded);
}

/** One line; and, if an invariant is violated, how that comes about and how to see it again. */
export function told(name: string, { schedules, states, complete, failure }: Report): string {
  const seen = states === undefined ? '' : `, ${states} states`;
  const extent = complete ? ': every one there is' : '';
  const line = `${name}: ${schedules} schedules${seen}${extent}`;
  if (!failure) return line;
  const schedule = `${states === undefined ? '' : BOUNDED}${failure.schedule || FIRST}`;
  const again = `To replay it: npm run search -- replay ${JSON.stringify(name)} '${schedule}'`;
  return [line, failure.message, ...failure.trace, again].join('\n');
}

/** Stands before a schedule in which preemptions are bounded, so that the same number means the same step again. */
const BOUNDED = 'bounded:';
/** The schedule in which the first of the next steps is always taken. */
const FIRST = 'first';

/** Plays one schedule, as `told` prints it, once more. @returns what happens, and what is wrong in the end */
export async function replay(
  configuration: Configuration,
  schedule: string,
): Promise<{ text: string; wrong: boolean }> {
  const isBounded = schedule.startsWith(BOUNDED);
  const steps = schedule.slice(isBounded ? BOUNDED.length : 0);
  const trace: string[] = [];
  try {
    await scheduleRun(configuration, isBounded)(new Replay(readSchedule(steps === FIRST ? '' : steps)), trace);
    return { text: [...trace, 'Nothing is wrong.'].join('\n'), wrong: false };
  } catch (error) {
    return { text: [...trace, String(error)].join('\n'), wrong: true };
  }
}

/** Far more schedules than any sown mistake needs. */
const ENOUGH = 2_000;

/** Looks for a mistake. @returns what it violates, if it was found */
export const findSown = ({ sow, flaw, twist, scene, limits }: Sown): Promise<{ schedules: number; message?: string }> =>
  find(
    runOf(scene, limits, { ...(sow && { sow }), ...(flaw && { flaw }), ...(twist && { twist }) }),
    limits.preemptions === undefined ? { random: ENOUGH, seed: 1 } : { every: ENOUGH },
  );
