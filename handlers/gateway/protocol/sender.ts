import { type Clock, sleep } from './clock';
import { isSuccess, type Put } from './put';
import type { ResponseUrl } from './response-url';

/**
 * Sends a response to CloudFormation.
 * @param deadline when to stop trying, in milliseconds since the epoch.
 * @throws {UndeliveredResponseError} if the response was not accepted.
 */
export type Send = (url: ResponseUrl, body: string, deadline: number) => Promise<void>;

/** The response did not reach CloudFormation. Because the function fails with it, Lambda delivers the event again. */
export class UndeliveredResponseError extends Error {
  override name = 'UndeliveredResponseError';
}

/** The longest attempt, with connecting. S3 answers in well under a second. */
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
        throw new UndeliveredResponseError(
          `CloudFormation's response URL did not accept the response: ${failure.what}, at attempt ${attempt}.`,
        );
      }
      await sleep(clock, pause);
    }
  };

interface Failure {
  /** Does not contain the URL, whose query is a secret. */
  what: string;
  /** Another attempt would fail, too. */
  final: boolean;
}

async function attemptPut(put: Put, url: ResponseUrl, body: string, timeoutMs: number): Promise<Failure | undefined> {
  try {
    const { status, code } = await put(url.reveal(), body, timeoutMs);
    if (isSuccess(status)) return undefined;
    return { what: `HTTP ${status}${code ? ` (${code})` : ''}`, final: isClientError(status) };
  } catch (error) {
    // Only the code: the message of a network error may contain the URL.
    return { what: codeOf(error), final: false };
  }
}

/** A client error stays an error (an expired signature, for example), except 408 (time-out) and 429 (too many requests). */
const isClientError = (status: number): boolean => status >= 400 && status < 500 && status !== 408 && status !== 429;

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : 'no connection';
