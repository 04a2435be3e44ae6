import type { Context } from 'aws-lambda';
import type { Clock } from './clock';
import { progressOf } from './continuation';
import { readEvent } from './event';
import type { Log } from './log';
import { errorForLog } from './reason';
import { type ResourceHandlers, type RunResult, runRequest } from './run';
import { runTimesOf } from './run-times';
import type { Send } from './sender';
import type { UncaughtErrors } from './uncaught-errors';

export type LambdaContext = Pick<
  Context,
  'invokedFunctionArn' | 'logGroupName' | 'logStreamName' | 'getRemainingTimeInMillis'
>;

export interface CustomResourceOptions {
  /** Called inside the guard, so that code which fails to load is answered for, too. */
  load(): Promise<ResourceHandlers>;
  send: Send;
  /** Invokes a function asynchronously with an event; resolves when Lambda has taken it. */
  invoke(functionArn: string, event: object): Promise<void>;
  clock: Clock;
  log: Log;
  /** An id that was never given before. */
  newId(): string;
  catchUncaughtErrors(): UncaughtErrors;
  /** Ends the process. Lambda then delivers the event again, which changes nothing more. */
  exit(): void;
}

/**
 * The Lambda handler of custom resources. Every event gets one answer before the function's deadline, from this run or
 * from one that it hands the event on to, unless the resource's handler knows that nobody waits for one.
 * @throws {UnanswerableEventError} if the event names nobody to answer to.
 * @throws {UndeliveredAnswerError} if the answer was not taken, so that Lambda delivers the event again.
 */
export const customResource =
  (options: CustomResourceOptions) =>
  async (event: unknown, context: LambdaContext): Promise<void> => {
    const { clock, log } = options;
    const now = clock.now();
    const deadline = now + context.getRemainingTimeInMillis();
    const received = readEvent(event);
    const { request, responseUrl } = received;
    const standing = progressOf(received.continuation, received.serviceTimeout, now);
    const times = runTimesOf(now, deadline, standing.answerBy);
    const about = {
      RequestType: request.RequestType,
      ResourceType: request.ResourceType,
      LogicalResourceId: request.LogicalResourceId,
      StackId: request.StackId,
      RequestId: request.RequestId,
      Hops: standing.hops,
    };
    const logEnd = (Status: string, error?: unknown) =>
      log({
        Event: 'end',
        ...about,
        Status,
        DurationMs: clock.now() - now,
        ...(error !== undefined && errorForLog(error, (text) => responseUrl.scrub(text))),
      });

    log({ Event: 'start', ...about });
    const strays = options.catchUncaughtErrors();
    let running = false;
    try {
      const verdict = await runRequest({
        received,
        progress: standing,
        times,
        deadline,
        invocationId: options.newId(),
        place: context,
        clock,
        load: options.load,
        continueLater: (Continuation) => options.invoke(context.invokedFunctionArn, { ...Object(event), Continuation }),
        stray: strays.first,
      });
      running = verdict.running;
      await deliver(verdict, (body) => options.send(responseUrl, body, times.sendBy), logEnd);
    } finally {
      strays.release();
      // Lambda freezes a process that has returned and thaws it for the next event: work left over would go on then.
      if (running) options.exit();
    }
  };

async function deliver(
  { answer, status, error }: RunResult,
  send: (body: string) => Promise<void>,
  logEnd: (status: string, error?: unknown) => void,
): Promise<void> {
  try {
    if (answer) await send(JSON.stringify(answer));
  } catch (undelivered) {
    logEnd('UNDELIVERED', undelivered);
    throw undelivered;
  }
  logEnd(status, error);
}
