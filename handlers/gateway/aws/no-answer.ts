import { TRY_AGAIN } from '../protocol/continuation';
import { NoAnswerError } from '../world/errors';

/** What the SDK tells of the call that a middleware stands around, as far as it matters here. */
interface Call {
  clientName?: string;
  commandName?: string;
}

type Send<In, Out> = (args: In) => Promise<Out>;

type Middleware = <In, Out>(next: Send<In, Out>, call: Call) => Send<In, Out>;

/** An SDK client. */
interface Client {
  middlewareStack: {
    add(middleware: Middleware, options: { step: 'initialize'; name: string; priority: 'high' }): void;
  };
}

/**
 * Has a client's calls say plainly that they were not answered, after all attempts. What AWS answers, an error too, stays
 * as it is.
 * @param clock milliseconds since the epoch. @returns the client
 */
export function withNoAnswerError<C extends Client>(client: C, clock = Date.now): C {
  const middleware: Middleware = (next, call) => async (args) => {
    const began = clock();
    try {
      return await next(args);
    } catch (error) {
      const how = whyNoAnswer(error);
      throw how === undefined ? error : noAnswer(error, call, how, clock() - began);
    }
  };
  // The retries are inside of this step.
  client.middlewareStack.add(middleware, { step: 'initialize', name: 'withNoAnswerError', priority: 'high' });
  return client;
}

const TOO_LATE = 'no answer came in time';
const NO_CONNECTION = 'no connection came about';
const CUT_OFF = 'the connection was cut off';
const NOT_FOUND = 'its host name was not found';
const NO_WAY = 'the network has no way to it';

/** Error codes of Node.js, and the one text of its that has a code only sometimes. */
const SIGNS: Readonly<Record<string, string>> = {
  ECONNRESET: CUT_OFF,
  EPIPE: CUT_OFF,
  'socket hang up': CUT_OFF,
  ETIMEDOUT: NO_CONNECTION,
  ECONNREFUSED: NO_CONNECTION,
  ENOTFOUND: NOT_FOUND,
  EAI_AGAIN: NOT_FOUND,
  EHOSTUNREACH: NO_WAY,
  ENETUNREACH: NO_WAY,
};
const SIGN = new RegExp(`\\b(?:${Object.keys(SIGNS).join('|')})\\b`);

/**
 * Why there was no answer; undefined if there was one. The SDK names its own time-outs and those of the socket
 * TimeoutError, whatever they are of; Node.js tells by a code, and of a host with several addresses by an AggregateError
 * without a message. Of errors that it does not know as such the SDK keeps but the text.
 */
export function whyNoAnswer(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (/requestTimeout|of inactivity/.test(error.message)) return TOO_LATE;
  const sign = SIGN.exec('code' in error ? String(error.code) : '') ?? SIGN.exec(error.message);
  if (sign) return SIGNS[sign[0]];
  if (error instanceof AggregateError) return error.errors.map(whyNoAnswer).find((one) => one !== undefined);
  return error.name === 'TimeoutError' ? NO_CONNECTION : undefined;
}

function noAnswer(
  cause: unknown,
  { clientName = '', commandName = '' }: Call,
  how: string,
  waited: number,
): NoAnswerError {
  const name = clientName.replace(/Client$/, '');
  const attempts = attemptsOf(cause);
  const tries = attempts > 1 ? ` in ${attempts} attempts` : '';
  const seconds = Math.round(waited / 1000);
  return new NoAnswerError(
    `${SPOKEN[name] ?? name} did not answer ${commandName.replace(/Command$/, '')}${tries}, within ` +
      `${seconds} ${seconds === 1 ? 'second' : 'seconds'} in all: ${how}. ${TRY_AGAIN} If it happens again, see ` +
      'whether the AWS Health Dashboard tells of trouble in this region',
    { cause },
  );
}

/** How services are called that the SDK calls otherwise. */
const SPOKEN: Readonly<Record<string, string>> = { ElasticLoadBalancingV2: 'Elastic Load Balancing' };

function attemptsOf(error: unknown): number {
  const metadata = error instanceof Error && '$metadata' in error ? error.$metadata : undefined;
  const attempts =
    typeof metadata === 'object' && metadata !== null && 'attempts' in metadata ? Number(metadata.attempts) : 1;
  return Number.isInteger(attempts) ? attempts : 1;
}
