/**
 * Work that needs more time than one run of the function has continues in another run. The function invokes itself with
 * the same event and a count of how often it has done so.
 */
export interface Continuation {
  /** The number of runs before this one. */
  hops: number;
  /** When the first run began, in milliseconds since the epoch. */
  startedAt: number;
  /** The previous run did not stop when its time was over. */
  unended?: true;
}

/**
 * Lambda stops a function that has invoked itself in a chain of "approximately 16" invocations ("Recursive loop detection"
 * in its developer guide) and drops the next event. The on-failure function can then only answer FAILED. With this many
 * hops, a chain has 13 invocations: CloudFormation's own is the first.
 */
export const MAX_HOPS = 12;

/** How much of its runs and its time a request has used. */
export interface RequestProgress extends Continuation {
  /** How long CloudFormation waits for the response, in seconds. */
  serviceTimeout: number;
  /** When the response must be sent at the latest, in milliseconds since the epoch. */
  answerBy: number;
}

/** Reserved at the end of `ServiceTimeout`, in milliseconds: for sending the response, and for the time before the first run. */
const ANSWER_MARGIN_MS = 15_000;

/** @param serviceTimeout in seconds. @param now in milliseconds since the epoch; time counts from the first run's `now`. */
export function progressOf(
  continuation: Continuation | undefined,
  serviceTimeout: number,
  now: number,
): RequestProgress {
  const { hops, startedAt } = continuation ?? { hops: 0, startedAt: now };
  const milliseconds = serviceTimeout * 1000;
  return {
    hops,
    startedAt,
    serviceTimeout,
    answerBy: startedAt + milliseconds - Math.min(ANSWER_MARGIN_MS, milliseconds / 4),
  };
}

/** Every request may be repeated: a step that is already done is not done twice. */
export const TRY_AGAIN = 'Try again: finished steps are not repeated.';

/** The request has used all its runs or all its time. */
export class RequestTimeoutError extends Error {
  override name = 'RequestTimeoutError';
}

/**
 * The continuation for the next run.
 * @param waitingFor what the work was waiting for, if that is known.
 * @throws {RequestTimeoutError} if there must not be a next run.
 */
export function nextContinuation(progress: RequestProgress, now: number, waitingFor?: string): Continuation {
  const { hops, startedAt } = progress;
  assertTimeLeft(progress, now, waitingFor);
  if (hops >= MAX_HOPS) throw notFinished(`in ${hops + 1} runs of the function, which is the maximum`, waitingFor);
  return { hops: hops + 1, startedAt };
}

/** @throws {RequestTimeoutError} if no time is left: the request must be answered now. */
export function assertTimeLeft({ serviceTimeout, answerBy }: RequestProgress, now: number, waitingFor?: string): void {
  if (now >= answerBy) {
    throw notFinished(`within the resource's ServiceTimeout of ${serviceTimeout} seconds`, waitingFor);
  }
}

const notFinished = (bounds: string, waitingFor?: string): RequestTimeoutError =>
  new RequestTimeoutError(
    `The work did not finish ${bounds}${waitingFor ? `; it was waiting for ${waitingFor}` : ''}. ${TRY_AGAIN}`,
  );

/** @returns undefined if `value` is not a continuation that this function wrote. */
export function readContinuation(value: unknown): Continuation | undefined {
  if (typeof value !== 'object' || value === null || !('hops' in value) || !('startedAt' in value)) return undefined;
  const { hops, startedAt } = value;
  const unended = 'unended' in value && value.unended === true;
  return isCount(hops) && isCount(startedAt) ? { hops, startedAt, ...(unended && { unended }) } : undefined;
}

const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 0;
