import { type Clock, sleep } from './clock';
import { isTaken, type Put } from './put';
import type { ResponseUrl } from './response-url';

/**
 * Delivers an answer.
 * @param deadline milliseconds since the epoch, after which nothing is tried any more.
 * @throws {UndeliveredAnswerError} if the answer was not taken.
 */
export type Send = (url: ResponseUrl, body: string, deadline: number) => Promise<void>;

/** The answer did not reach CloudFormation. Thrown to Lambda, it makes Lambda deliver the event again. */
export class UndeliveredAnswerError extends Error {
  override name = 'UndeliveredAnswerError';
}

/** One attempt, connecting included: S3 answers in well under a second. */
const ATTEMPT_MS = 5_000;

/** The shortest attempt worth making. */
const SHORTEST_ATTEMPT_MS = 250;

/** Exponential backoff with full jitter: a random pause of 0 up to 200 ms, 400 ms, … 10 s. */
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 10_000;

export interface SenderParts {
  clock: Clock;
  put: Put;
  /** From 0 to just below 1. */
  random(): number;
}

export const createSender =
  ({ clock, put, random }: SenderParts): Send =>
  async (url, body, deadline) => {
    for (let attempt = 1; ; attempt++) {
      const left = Math.max(deadline - clock.now(), SHORTEST_ATTEMPT_MS);
      const failure = await attemptPut(put, url, body, Math.min(ATTEMPT_MS, left));
      if (!failure) return;
      const pause = random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt - 1));
      if (failure.final || clock.now() + pause + SHORTEST_ATTEMPT_MS > deadline) {
        throw new UndeliveredAnswerError(
          `CloudFormation's response URL did not take the answer: ${failure.what}, at attempt ${attempt}.`,
        );
      }
      await sleep(clock, pause);
    }
  };

interface Failure {
  /** Without the URL, whose query is a secret. */
  what: string;
  /** Asking again would change nothing. */
  final: boolean;
}

async function attemptPut(put: Put, url: ResponseUrl, body: string, timeoutMs: number): Promise<Failure | undefined> {
  try {
    const { status, code } = await put(url.reveal(), body, timeoutMs);
    if (isTaken(status)) return undefined;
    return { what: `HTTP ${status}${code ? ` (${code})` : ''}`, final: isRefusal(status) };
  } catch (error) {
    // Only the code: messages of the network may name the URL.
    return { what: codeOf(error), final: false };
  }
}

/** What the client did wrong stays wrong (an expired signature, say), save for "too slow" and "too many". */
const isRefusal = (status: number): boolean => status >= 400 && status < 500 && status !== 408 && status !== 429;

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : 'no connection';
