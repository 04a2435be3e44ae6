/** A schedule: which of the options was taken, at every step with more than one. What follows its end is option 0. */
export type Schedule = readonly number[];

/** `0 0 0 2 1` → `3*0.2.1` */
export function writeSchedule(schedule: Schedule): string {
  const parts: string[] = [];
  for (let from = 0; from < schedule.length; ) {
    let to = from;
    while (schedule[to] === schedule[from]) {
      to++;
    }
    parts.push(to - from > 1 ? `${to - from}*${schedule[from]}` : `${schedule[from]}`);
    from = to;
  }
  return parts.join('.');
}

export const readSchedule = (text: string): Schedule =>
  text
    .split('.')
    .filter((part) => part !== '')
    .flatMap((part) => {
      const [times, choice] = part.includes('*') ? part.split('*') : ['1', part];
      return Array.from({ length: Number(times) }, () => Number(choice));
    });
