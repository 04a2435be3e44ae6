/**
 * Time in which this process can work. If it gets no processor for seconds, or works at one thing for so long, what has come for it
 * meanwhile is still unread, and whoever has sent it is not late. Such a pause counts as one step.
 */

/** Milliseconds. */
export const STEP_MS = 100;

/** How many steps are at least so many milliseconds. */
export const stepsIn = (milliseconds: number): number => Math.ceil(milliseconds / STEP_MS);

/** Acts once, after that many milliseconds. @returns what prevents it */
export function afterLiveTime(milliseconds: number, act: () => void): () => void {
  let left = stepsIn(milliseconds);
  const timer = setInterval(() => {
    if (--left > 0) return;
    clearInterval(timer);
    act();
  }, STEP_MS);
  return () => clearInterval(timer);
}
