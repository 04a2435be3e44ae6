/** The time limits of one run of the function, in milliseconds since the epoch. */
export interface RunTimes {
  /** When the work is told to stop. */
  stopAt: number;
  /** How long the work may then take to stop, in milliseconds. */
  graceMs: number;
  /** When the function stops trying to invoke itself, and answers FAILED instead. */
  continueBy: number;
  /** When the function stops trying to send the response. */
  sendBy: number;
}

/**
 * Reserved at the end of a run, in milliseconds: a third each for stopping, for continuing in another run, and for sending
 * the response. A function with a short time-out reserves a quarter of it.
 */
const MARGIN_MS = 15_000;

/** Reserved for throwing an error when the response was not accepted, in milliseconds. */
export const LAST_WORD_MS = 500;

/**
 * @param now when the run began. @param deadline when Lambda kills it. @param answerBy when the request must be answered, by
 * this run or another.
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
