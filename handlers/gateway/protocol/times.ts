/** When one run of the function does what, in milliseconds since the epoch. */
export interface Times {
  /** The work is told to stop. */
  stopAt: number;
  /** How long it may take to stop, in milliseconds. */
  graceMs: number;
  /** Handing the event on to another run is given up, and FAILED answered instead. */
  handOnBy: number;
  /** Delivering the answer is given up. */
  sendBy: number;
}

/**
 * Kept free at the end of a run, in milliseconds, for stopping, handing on and answering, a third each. Less in a
 * function with a short time-out: a quarter of what it has.
 */
const MARGIN_MS = 15_000;

/** Kept free for throwing an error when the answer was not taken. */
const LAST_WORD_MS = 500;

/**
 * @param now when the run began. @param deadline when Lambda kills it. @param limit when the request must be answered,
 * in whatever run.
 */
export function timesOf(now: number, deadline: number, limit: number): Times {
  const margin = Math.min(MARGIN_MS, (deadline - now) / 4);
  return {
    stopAt: Math.min(deadline - margin, limit),
    graceMs: margin / 3,
    handOnBy: deadline - margin / 3,
    sendBy: deadline - Math.min(LAST_WORD_MS, margin / 10),
  };
}
