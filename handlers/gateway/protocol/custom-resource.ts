import type { Context } from 'aws-lambda';
import { type Clock, within } from './clock';
import { progressOf } from './continuation';
import { begunErrand } from './errand';
import { readEvent } from './event';
import type { Log } from './log';
import { errorForLog } from './reason';
import type { Errand } from './resource';
import { type ResourceHandlers, type RunResult, runRequest } from './run';
import { LAST_WORD_MS, runTimesOf } from './run-times';
import type { Send } from './sender';
import type { UncaughtErrors } from './uncaught-errors';

export type LambdaContext = Pick<
  Context,
  'invokedFunctionArn' | 'logGroupName' | 'logStreamName' | 'getRemainingTimeInMillis'
>;

export interface CustomResourceOptions {
  /** Called under supervision, so that a request is answered even if the handlers fail to load. */
  load(): Promise<ResourceHandlers>;
  send: Send;
  /** Invokes a function asynchronously with an event. Resolves when Lambda has accepted the event. */
  invoke(functionArn: string, event: object): Promise<void>;
  clock: Clock;
  log: Log;
  /** A new id at every call. */
  newId(): string;
  catchUncaughtErrors(): UncaughtErrors;
  /** Ends the process. Lambda then delivers the event again; the repetition changes nothing more. */
  exit(): void;
}

/**
 * The Lambda handler of custom resources. Every event gets one response before the function's deadline, from this run or
 * from one that continues it. Only a superseded request gets none: CloudFormation no longer waits for its response.
 * @throws {UnanswerableEventError} if the event has no usable response URL.
 * @throws {UndeliveredResponseError} if the response was not accepted. Lambda then delivers the event again.
 */
export const customResource =
  (options: CustomResourceOptions) =>
  async (event: unknown, context: LambdaContext): Promise<void> => {
    const { clock, log } = options;
    const now = clock.now();
    const deadline = now + context.getRemainingTimeInMillis();
    const received = readEvent(event);
    const { request, responseUrl } = received;
    const progress = progressOf(received.continuation, received.serviceTimeout, now);
    const times = runTimesOf(now, deadline, progress.answerBy);
    const described = {
      RequestType: request.RequestType,
      ResourceType: request.ResourceType,
      LogicalResourceId: request.LogicalResourceId,
      StackId: request.StackId,
      RequestId: request.RequestId,
      Hops: progress.hops,
    };
    const logEnd = (Status: string, error?: unknown) =>
      log({
        Event: 'end',
        ...described,
        Status,
        DurationMs: clock.now() - now,
        ...(error !== undefined && errorForLog(error, (text) => responseUrl.scrub(text))),
      });

    /** If that fails, the next check-up does what the errand would have done. */
    const leave = async (errand: Errand): Promise<void> => {
      const begun = begunErrand(errand, progress, clock.now());
      const left = Math.max(0, deadline - LAST_WORD_MS - clock.now());
      const invoked = options.invoke(context.invokedFunctionArn, begun);
      try {
        await within(clock, left, invoked, () => new Error('Lambda did not answer in time.'));
      } catch (error) {
        log({ Event: 'errand', ...errand, Status: 'lost', ...errorForLog(error, (text) => responseUrl.scrub(text)) });
      }
    };

    log({ Event: 'start', ...described });
    const uncaught = options.catchUncaughtErrors();
    let running = false;
    try {
      const result = await runRequest({
        received,
        progress,
        times,
        deadline,
        invocationId: options.newId(),
        logStream: context,
        clock,
        load: options.load,
        continueLater: (Continuation) => options.invoke(context.invokedFunctionArn, { ...Object(event), Continuation }),
        uncaught: uncaught.first,
      });
      running = result.running;
      await deliver(result, (body) => options.send(responseUrl, body, times.sendBy), logEnd);
      await Promise.all((result.errands ?? []).map(leave));
    } finally {
      uncaught.release();
      // Lambda freezes a process that has returned and thaws it for the next event. Unfinished work would go on then.
      if (running) options.exit();
    }
  };

async function deliver(
  { response, status, error }: RunResult,
  send: (body: string) => Promise<void>,
  logEnd: (status: string, error?: unknown) => void,
): Promise<void> {
  try {
    if (response) await send(JSON.stringify(response));
  } catch (undelivered) {
    logEnd('UNDELIVERED', undelivered);
    throw undelivered;
  }
  logEnd(status, error);
}
