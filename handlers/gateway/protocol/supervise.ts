import type { Clock } from './clock';

export interface SuperviseOptions {
  clock: Clock;
  /** When the work is told to stop, in milliseconds since the epoch. */
  stopAt: number;
  /** How long it may then take to stop, in milliseconds. */
  graceMs: number;
  /** Resolves to an error that no code caught. It counts as the work's own error. */
  uncaught: Promise<unknown>;
}

/** How supervised work ended. */
export interface Ending<T> {
  /** Absent if the work was told to stop and did not end in time. */
  result?: PromiseSettledResult<T>;
  /** The work had not ended when its time was up. */
  timeUp: boolean;
  /** Parts of the work may still be running. */
  running: boolean;
}

/**
 * Runs `work` until it ends, until the time that it may take to stop is over, or until an uncaught error. Never rejects.
 * Whatever the work does after that is ignored.
 */
export const supervise = <T>(work: (stop: AbortSignal) => Promise<T>, options: SuperviseOptions): Promise<Ending<T>> =>
  new Promise((resolve) => {
    const { clock, stopAt, graceMs, uncaught } = options;
    const stop = new AbortController();
    const end = (running: boolean, result?: PromiseSettledResult<T>) => {
      cancelTimer();
      resolve({ ...(result && { result }), timeUp: stop.signal.aborted, running });
    };
    let cancelTimer = clock.after(Math.max(0, stopAt - clock.now()), () => {
      stop.abort();
      cancelTimer = clock.after(graceMs, () => end(true));
    });
    uncaught.then((reason) => end(true, { status: 'rejected', reason }));
    started(work, stop.signal).then(
      (value) => end(false, { status: 'fulfilled', value }),
      (reason) => end(false, { status: 'rejected', reason }),
    );
  });

/** Turns a synchronous throw into a rejection. */
const started = async <T>(work: (stop: AbortSignal) => Promise<T>, stop: AbortSignal): Promise<T> => work(stop);
