/**
 * Work that may outlast one run of the function goes on in another: the function invokes itself with the same event and
 * a count of how often it has done so.
 */
export interface Continuation {
  /** How many runs this request has had before this one. */
  hops: number;
  /** When the first of them began, in milliseconds since the epoch. */
  startedAt: number;
  /** The last of them did not stop when its time was over. */
  unended?: true;
}

/**
 * Lambda stops a chain of "approximately 16" invocations of a function by itself (its developer guide, "recursive loop
 * detection"), CloudFormation's own being the first, and gives up what comes after: the on-failure destination can only
 * answer FAILED. With this many hops a chain has 13.
 */
export const MAX_HOPS = 12;

/** Where the work stands against the limits of a request. */
export interface RequestProgress extends Continuation {
  /** Seconds that CloudFormation waits for the answer. */
  serviceTimeout: number;
  /** When the answer must be on its way at the latest, in milliseconds since the epoch. */
  answerBy: number;
}

/** Kept free at the end of `ServiceTimeout`, in milliseconds: to answer in, and for the time before the first run. */
const LIMIT_MARGIN_MS = 15_000;

/** @param serviceTimeout seconds. @param now milliseconds since the epoch; the first run's is where counting starts. */
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
    answerBy: startedAt + milliseconds - Math.min(LIMIT_MARGIN_MS, milliseconds / 4),
  };
}

/** Every request may be repeated: what is done already is found done. */
export const TRY_AGAIN = 'Try again; what is done stays done.';

/** The request has used up its runs or its time. */
export class RequestTimeoutError extends Error {
  override name = 'RequestTimeoutError';
}

/**
 * What the next run is told.
 * @param waitingFor what the work has been waiting for, if that is known.
 * @throws {RequestTimeoutError} if there must not be a next run.
 */
export function nextContinuation(progress: RequestProgress, now: number, waitingFor?: string): Continuation {
  const { hops, startedAt } = progress;
  assertTimeLeft(progress, now, waitingFor);
  if (hops >= MAX_HOPS) throw notEnded(`in ${hops + 1} runs of the function, the most that it may take`, waitingFor);
  return { hops: hops + 1, startedAt };
}

/** @throws {RequestTimeoutError} if the request must be answered now, done or not. */
export function assertTimeLeft({ serviceTimeout, answerBy }: RequestProgress, now: number, waitingFor?: string): void {
  if (now >= answerBy) throw notEnded(`within the resource's ServiceTimeout of ${serviceTimeout} seconds`, waitingFor);
}

const notEnded = (bounds: string, waitingFor?: string): RequestTimeoutError =>
  new RequestTimeoutError(
    `The work did not end ${bounds}${waitingFor ? `; it waited for ${waitingFor}` : ''}. ${TRY_AGAIN}`,
  );

/** @returns undefined for what no run of this function wrote. */
export function readContinuation(value: unknown): Continuation | undefined {
  if (typeof value !== 'object' || value === null || !('hops' in value) || !('startedAt' in value)) return undefined;
  const { hops, startedAt } = value;
  const unended = 'unended' in value && value.unended === true;
  return isCount(hops) && isCount(startedAt) ? { hops, startedAt, ...(unended && { unended }) } : undefined;
}

const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 0;
