import type { Clock } from './clock';
import { type Continuation, MAX_HOPS, readContinuation } from './continuation';
import { fieldsOf } from './fields';
import type { Log } from './log';
import { errorForLog } from './reason';
import { ERRAND_SOURCE, type Errand, type Invocation } from './resource';

/**
 * After this time no further run begins, in milliseconds: it is as long as CloudFormation waits for a request. An errand holds
 * a run of the function all the time, because a function cannot invoke itself later.
 */
const LONGEST_MS = 1_800_000;

export interface ErrandOptions<E extends Errand> {
  /** @returns the errand, with nothing else that the event has */
  read(event: unknown): E;
  /** @returns how the errand ended; `later`: another run is to go on */
  work(errand: E, invocation: Invocation): Promise<string>;
  /** Invokes a function asynchronously with an event. Resolves when Lambda has accepted the event. */
  invoke(functionArn: string, event: object): Promise<void>;
  clock: Pick<Clock, 'now'>;
  log: Log;
  /** A new id at every call. */
  newId(): string;
}

/** What Lambda tells of a run. */
interface ErrandContext {
  invokedFunctionArn: string;
  getRemainingTimeInMillis(): number;
}

export const isErrand = (event: unknown): boolean => fieldsOf(event)?.source === ERRAND_SOURCE;

/**
 * The event with which an errand begins. Its runs are counted on from those of the request, because Lambda counts all of
 * them as one chain.
 */
export const begunErrand = (errand: Errand, { hops }: Pick<Continuation, 'hops'>, now: number): object => ({
  ...errand,
  Continuation: { hops: hops + 1, startedAt: now } satisfies Continuation,
});

/**
 * The Lambda handler of errands. An errand that takes too long, or too many runs, is given up.
 * @throws what the work or the invocation throws. Lambda then delivers the event again.
 */
export const errands =
  <E extends Errand>({ read, work, invoke, clock, log, newId }: ErrandOptions<E>) =>
  async (event: unknown, context: ErrandContext): Promise<void> => {
    const now = clock.now();
    const errand = read(event);
    const { hops, startedAt } = readContinuation(fieldsOf(event)?.Continuation) ?? { hops: 0, startedAt: now };
    const logEnd = (Status: string, error?: unknown) =>
      log({
        Event: 'errand',
        ...fieldsOf(errand),
        Hops: hops,
        Status,
        DurationMs: clock.now() - now,
        ...(error !== undefined && errorForLog(error, (text) => text)),
      });
    try {
      const ending = await work(errand, { id: newId(), deadline: now + context.getRemainingTimeInMillis() });
      const isLate = hops >= MAX_HOPS || clock.now() - startedAt >= LONGEST_MS;
      if (ending === 'later' && !isLate) {
        await invoke(context.invokedFunctionArn, { ...errand, Continuation: { hops: hops + 1, startedAt } });
      }
      logEnd(ending === 'later' && isLate ? 'given up' : ending);
    } catch (error) {
      logEnd('failed', error);
      throw error;
    }
  };
