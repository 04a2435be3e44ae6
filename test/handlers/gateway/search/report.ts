import type { Configuration } from './configurations/configuration';
import { Replay } from './engine/choosers';
import { explore, find, type OnProgress, type Report, type ScheduleRun } from './engine/explore';
import { readSchedule } from './engine/schedule';
import { runOf } from './scene-run';
import type { Sown } from './sown/mistakes';

/** Looks into one configuration. The bound on preemptions is for those who go through every schedule. */
export function look(
  { scene, limits, short, long }: Configuration,
  thoroughly: boolean,
  progress?: OnProgress,
): Promise<Report> {
  const search = thoroughly ? long : short;
  const { preemptions: _, ...unbound } = limits;
  return explore(runOf(scene, 'random' in search ? unbound : limits), search, progress);
}

/** One line; and, if something is wrong, how it comes about. */
export function told(name: string, { schedules, states, complete, failure }: Report): string {
  const seen = states === undefined ? '' : `, ${states} states`;
  const extent = complete ? ': every one there is' : '';
  return [
    `${name}: ${schedules} schedules${seen}${extent}`,
    ...(failure ? [failure.message, `schedule ${failure.schedule || '(the first)'}`, ...failure.trace] : []),
  ].join('\n');
}

/** More schedules than any sown mistake needs, by far. */
const ENOUGH = 2_000;

/** Looks for a mistake. @returns what it breaks, if it was found */
export const findSown = ({ sow, flaw, scene, limits }: Sown): Promise<{ schedules: number; message?: string }> =>
  find(
    runOf(scene, limits, { ...(sow && { sow }), ...(flaw && { flaw }) }),
    limits.preemptions === undefined ? { random: ENOUGH, seed: 1 } : { every: ENOUGH },
  );

/** Plays one schedule once more. @returns what happens, and what is wrong in the end */
export async function replay({ scene, limits }: Configuration, schedule: string): Promise<string> {
  const play: ScheduleRun = runOf(scene, limits);
  const trace: string[] = [];
  try {
    await play(new Replay(readSchedule(schedule)), trace);
    return [...trace, 'Nothing is wrong.'].join('\n');
  } catch (error) {
    return [...trace, String(error)].join('\n');
  }
}
