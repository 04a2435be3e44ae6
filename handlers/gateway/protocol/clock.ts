/** The time and timers, passed in so that tests can control them. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `action` once, `milliseconds` from now. @returns a function that cancels it. */
  after(milliseconds: number, action: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (milliseconds, action) => {
    const timer = setTimeout(action, milliseconds);
    return () => clearTimeout(timer);
  },
};

export const sleep = (clock: Clock, milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    clock.after(milliseconds, resolve);
  });

/**
 * The result of `work`, if it ends in time.
 * @throws what `tooLate` returns, if `milliseconds` pass first. The work itself goes on; its result is ignored.
 */
export async function within<T>(
  clock: Clock,
  milliseconds: number,
  work: Promise<T>,
  tooLate: () => Error,
): Promise<T> {
  let cancel = () => {};
  const timeUp = new Promise<never>((_, reject) => {
    cancel = clock.after(milliseconds, () => reject(tooLate()));
  });
  try {
    return await Promise.race([work, timeUp]);
  } finally {
    cancel();
  }
}
