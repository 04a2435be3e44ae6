import { type Clock, within } from './clock';
import {
  assertTimeLeft,
  type Continuation,
  nextContinuation,
  type RequestProgress,
  RequestTimeoutError,
  TRY_AGAIN,
} from './continuation';
import type { ReceivedEvent } from './event';
import { type LogStream, reasonOf } from './reason';
import type { Errand, Outcome, ResourceHandler } from './resource';
import { type CustomResourceResponse, failedResponse, successResponse } from './response';
import type { RunTimes } from './run-times';
import { type Ending, supervise } from './supervise';

/** Handlers by ResourceType. */
export type ResourceHandlers = Readonly<Record<string, ResourceHandler>>;

/** One run of the function at work on one request. */
export interface RequestRun {
  received: ReceivedEvent;
  progress: RequestProgress;
  times: RunTimes;
  /** When Lambda kills the run, in milliseconds since the epoch. */
  deadline: number;
  invocationId: string;
  logStream: LogStream;
  clock: Clock;
  load(): Promise<ResourceHandlers>;
  /** Starts another run of the function with the same event. */
  continueLater(continuation: Continuation): Promise<void>;
  /** Resolves to an error that no code caught. */
  uncaught: Promise<unknown>;
}

/** What one run came to. */
export interface RunResult {
  /** Absent if this run sends no response. */
  response?: CustomResourceResponse;
  status: CustomResourceResponse['Status'] | 'CONTINUED' | 'SILENT';
  /** What the request leaves behind. */
  errands?: readonly Errand[];
  /** The error behind a FAILED, or behind interrupted work. */
  error?: unknown;
  /** Parts of the work may still be running. */
  running: boolean;
}

/** The event lacks a field that every event has. */
export class MalformedEventError extends Error {
  override name = 'MalformedEventError';
}

/** The function has no handler for this resource type. */
export class UnknownResourceTypeError extends Error {
  override name = 'UnknownResourceTypeError';
}

/** The function could not start the run that was to continue the work. */
export class ContinuationError extends Error {
  override name = 'ContinuationError';
}

/** Works on one request until it is done or this run has no time left. Never rejects. */
export async function runRequest(run: RequestRun): Promise<RunResult> {
  const { received, progress, times, clock, uncaught } = run;
  const { request } = received;
  let handler: ResourceHandler | undefined;
  let running = false;
  try {
    if (received.problems.length > 0) throw new MalformedEventError(received.problems.join(' '));
    assertTimeLeft(progress, clock.now());
    const ending = await supervise(
      async (signal) => {
        handler = handlerOf(await run.load(), request.ResourceType);
        const { invocationId: id, deadline } = run;
        if (handler) return handler.handle(request, { id, deadline, answerBy: progress.answerBy, signal });
        return outcomeOfUnknownType(received);
      },
      { clock, stopAt: times.stopAt, graceMs: times.graceMs, uncaught },
    );
    running = ending.running;
    return await concluded(run, ending, handler);
  } catch (error) {
    return { ...failure(run, error, handler), running };
  }
}

const handlerOf = (handlers: ResourceHandlers, type: string): ResourceHandler | undefined =>
  Object.hasOwn(handlers, type) ? handlers[type] : undefined;

/** A Delete succeeds, because nothing of that type was ever made here. Anything else is a mistake in the template. */
function outcomeOfUnknownType({ request }: ReceivedEvent): Outcome {
  if (request.RequestType === 'Delete') {
    return { status: 'SUCCESS', physicalResourceId: request.PhysicalResourceId ?? request.LogicalResourceId };
  }
  throw new UnknownResourceTypeError(
    `This function has no resource type ${request.ResourceType || '(none)'}; check the resource's Type and ServiceToken.`,
  );
}

/** @throws every error that is to be answered with FAILED. */
async function concluded(run: RequestRun, ending: Ending<Outcome>, handler?: ResourceHandler): Promise<RunResult> {
  const { result, timeUp, running } = ending;
  if (!result) {
    const error = new RequestTimeoutError(
      `The work did not end within the function's time-out and did not stop when told to. ${TRY_AGAIN}`,
    );
    // A call that AWS throttles or does not answer may outlast one run. Work that outlasts two runs will never end.
    if (run.received.continuation?.unended) throw error;
    await continueLater(run, { unended: true });
    return { status: 'CONTINUED', error, running };
  }
  if (result.status === 'rejected') {
    if (!timeUp || running) throw result.reason;
    // The work was interrupted, so its error only says how it stopped. Another run continues, and meets a real error again.
    await continueLater(run);
    return { status: 'CONTINUED', error: result.reason, running };
  }
  const outcome = result.value;
  if (outcome.status === 'SILENT') return { status: 'SILENT', running };
  if (outcome.status === 'CONTINUE') {
    await continueLater(run, { waitingFor: outcome.waitingFor });
    return { status: 'CONTINUED', running };
  }
  return { ...success(run, outcome, handler), running };
}

async function continueLater(
  run: RequestRun,
  { waitingFor, unended }: { waitingFor?: string; unended?: true } = {},
): Promise<void> {
  const { clock, times, progress } = run;
  const continuation = { ...nextContinuation(progress, clock.now(), waitingFor), ...(unended && { unended }) };
  const left = Math.max(0, times.continueBy - clock.now());
  try {
    await within(clock, left, run.continueLater(continuation), () => new Error('Lambda did not answer in time.'));
  } catch (error) {
    throw new ContinuationError(`The function could not invoke itself to continue: ${reasonOf(error)}`, {
      cause: error,
    });
  }
}

function success(run: RequestRun, outcome: Outcome & { status: 'SUCCESS' }, handler?: ResourceHandler) {
  try {
    const { errands } = outcome;
    const response = successResponse(run.received.request, outcome);
    return { status: 'SUCCESS', response, ...(errands && { errands }) } as const;
  } catch (error) {
    return failure(run, error, handler, outcome.physicalResourceId);
  }
}

function failure({ received, logStream }: RequestRun, error: unknown, handler?: ResourceHandler, made?: string) {
  const reason = reasonOf(error, logStream, (text) => received.responseUrl.scrub(text));
  return { status: 'FAILED', response: failedResponse(received.request, reason, handler, made), error } as const;
}
