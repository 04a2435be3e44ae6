/** Time, as the protocol sees it: passed in, so that tests can move it by hand. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `action` once, `milliseconds` from now. @returns what cancels it. */
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
 * What `work` comes to, if it comes to anything in time.
 * @throws what `tooLate` makes when `milliseconds` have passed first. The work itself goes on unseen.
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
