import { TRY_AGAIN } from '../protocol/continuation';
import { NoAnswerError } from '../world/errors';
import { type FailedCall, type SdkClient, translatingErrors } from './translating-errors';

/**
 * Makes a client's calls throw NoAnswerError if AWS did not answer any attempt. Errors that AWS answered with stay as they
 * are.
 * @param clock in milliseconds since the epoch. @returns the client
 */
export const withNoAnswerError = <C extends SdkClient>(client: C, clock = Date.now): C =>
  translatingErrors(
    client,
    'withNoAnswerError',
    (error, call, waited) => {
      const how = whyNoAnswer(error);
      return how === undefined ? error : noAnswer(error, call, how, waited);
    },
    clock,
  );

const TOO_LATE = 'no answer came in time';
const NO_CONNECTION = 'no connection could be made';
const CUT_OFF = 'the connection was lost';
const NOT_FOUND = 'its host name was not found';
const UNREACHABLE = 'the network cannot reach it';

/** Error codes of Node.js, and `socket hang up`, which has a code only sometimes. */
const CAUSES: Readonly<Record<string, string>> = {
  ECONNRESET: CUT_OFF,
  EPIPE: CUT_OFF,
  'socket hang up': CUT_OFF,
  ETIMEDOUT: NO_CONNECTION,
  ECONNREFUSED: NO_CONNECTION,
  ENOTFOUND: NOT_FOUND,
  EAI_AGAIN: NOT_FOUND,
  EHOSTUNREACH: UNREACHABLE,
  ENETUNREACH: UNREACHABLE,
};
const CAUSE = new RegExp(`\\b(?:${Object.keys(CAUSES).join('|')})\\b`);

/**
 * Why there was no answer; undefined if there was one. The SDK names all time-outs TimeoutError, its own and the socket's.
 * Node.js gives an error code; for a host with several addresses, it throws an AggregateError without a message. The SDK
 * keeps only the text of an error that it does not recognise.
 */
export function whyNoAnswer(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (/requestTimeout|of inactivity/.test(error.message)) return TOO_LATE;
  const code = CAUSE.exec('code' in error ? String(error.code) : '') ?? CAUSE.exec(error.message);
  if (code) return CAUSES[code[0]];
  if (error instanceof AggregateError) return error.errors.map(whyNoAnswer).find((one) => one !== undefined);
  return error.name === 'TimeoutError' ? NO_CONNECTION : undefined;
}

function noAnswer(cause: unknown, call: FailedCall, how: string, waited: number): NoAnswerError {
  const attempts = attemptsOf(cause);
  const tries = attempts > 1 ? ` in ${attempts} attempts` : '';
  const seconds = Math.round(waited / 1000);
  return new NoAnswerError(
    `${call.service} did not answer ${call.operation}${tries}, within ` +
      `${seconds} ${seconds === 1 ? 'second' : 'seconds'} in all: ${how}. ${TRY_AGAIN} If it happens again, check ` +
      'the AWS Health Dashboard for problems in this Region',
    { cause },
  );
}

function attemptsOf(error: unknown): number {
  const metadata = error instanceof Error && '$metadata' in error ? error.$metadata : undefined;
  const attempts =
    typeof metadata === 'object' && metadata !== null && 'attempts' in metadata ? Number(metadata.attempts) : 1;
  return Number.isInteger(attempts) ? attempts : 1;
}
