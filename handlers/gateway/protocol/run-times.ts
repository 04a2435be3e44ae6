/** When one run of the function does what, in milliseconds since the epoch. */
export interface RunTimes {
  /** The work is told to stop. */
  stopAt: number;
  /** How long it may take to stop, in milliseconds. */
  graceMs: number;
  /** Handing the event on to another run is given up, and FAILED answered instead. */
  continueBy: number;
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
 * @param now when the run began. @param deadline when Lambda kills it. @param answerBy when the request must be answered,
 * in whatever run.
 */
export function runTimesOf(now: number, deadline: number, answerBy: number): RunTimes {
  const margin = Math.min(MARGIN_MS, (deadline - now) / 4);
  return {
    stopAt: Math.min(deadline - margin, answerBy),
    graceMs: margin / 3,
    continueBy: deadline - margin / 3,
    sendBy: deadline - Math.min(LAST_WORD_MS, margin / 10),
  };
}
