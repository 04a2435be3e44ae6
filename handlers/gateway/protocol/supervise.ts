import type { Clock } from './clock';

export interface SuperviseOptions {
  clock: Clock;
  /** When the work is told to stop, in milliseconds since the epoch. */
  stopAt: number;
  /** How long it may then take to stop, in milliseconds. */
  graceMs: number;
  /** Resolves to an error that was thrown where nobody awaits it; it counts as the work's. */
  stray: Promise<unknown>;
}

/** How supervise work ended. */
export interface Ending<T> {
  /** Absent if it did not end: it was told to stop, and did not. */
  result?: PromiseSettledResult<T>;
  /** Its time was up before it ended. */
  timeUp: boolean;
  /** Something of it may still be running. */
  running: boolean;
}

/**
 * Runs `work` until it ends, until it should have stopped, or until something of it throws a stray error. Never rejects.
 * What the work comes to after that is not looked at.
 */
export const supervise = <T>(work: (stop: AbortSignal) => Promise<T>, options: SuperviseOptions): Promise<Ending<T>> =>
  new Promise((resolve) => {
    const { clock, stopAt, graceMs, stray } = options;
    const stop = new AbortController();
    const end = (running: boolean, result?: PromiseSettledResult<T>) => {
      cancelTimer();
      resolve({ ...(result && { result }), timeUp: stop.signal.aborted, running });
    };
    let cancelTimer = clock.after(Math.max(0, stopAt - clock.now()), () => {
      stop.abort();
      cancelTimer = clock.after(graceMs, () => end(true));
    });
    stray.then((reason) => end(true, { status: 'rejected', reason }));
    started(work, stop.signal).then(
      (value) => end(false, { status: 'fulfilled', value }),
      (reason) => end(false, { status: 'rejected', reason }),
    );
  });

/** Turns a throw before the first await into a rejection, too. */
const started = async <T>(work: (stop: AbortSignal) => Promise<T>, stop: AbortSignal): Promise<T> => work(stop);
