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
import type { Outcome, ResourceHandler } from './resource';
import { type CustomResourceResponse, failedResponse, successResponse } from './response';
import type { RunTimes } from './run-times';
import { type Ending, supervise } from './supervise';

/** Handlers by ResourceType. */
export type ResourceHandlers = Readonly<Record<string, ResourceHandler>>;

/** What one run of the function is given. */
export interface RequestRun {
  received: ReceivedEvent;
  progress: RequestProgress;
  times: RunTimes;
  /** When Lambda kills the run, in milliseconds since the epoch. */
  deadline: number;
  invocationId: string;
  place: LogStream;
  clock: Clock;
  load(): Promise<ResourceHandlers>;
  /** Gives the event to another run of the function. */
  continueLater(continuation: Continuation): Promise<void>;
  /** Resolves to an error that was thrown where nobody awaits it. */
  stray: Promise<unknown>;
}

/** What is to be done about a request at the end of a run. */
export interface RunResult {
  /** Absent: nothing is answered (by this run, or at all). */
  answer?: CustomResourceResponse;
  status: CustomResourceResponse['Status'] | 'CONTINUED' | 'SILENT';
  /** What stands behind a FAILED, or behind work that was interrupted. */
  error?: unknown;
  /** Something of the work may still be running. */
  running: boolean;
}

/** The event lacks what every event has. */
export class MalformedEventError extends Error {
  override name = 'MalformedEventError';
}

/** No resource of this type is answered for here. */
export class UnknownResourceTypeError extends Error {
  override name = 'UnknownResourceTypeError';
}

/** The rest of the work had to go to another run, and could not. */
export class ContinuationError extends Error {
  override name = 'ContinuationError';
}

/** Carries one request as far as this run can. Never rejects. */
export async function runRequest(run: RequestRun): Promise<RunResult> {
  const { received, progress, times, clock, stray } = run;
  const { request } = received;
  let handler: ResourceHandler | undefined;
  let running = false;
  try {
    if (received.problems.length > 0) throw new MalformedEventError(received.problems.join(' '));
    assertTimeLeft(progress, clock.now());
    const ending = await supervise(
      async (signal) => {
        handler = handlerOf(await run.load(), request.ResourceType);
        if (handler) return handler.handle(request, { id: run.invocationId, deadline: run.deadline, signal });
        return outcomeOfUnknownType(received);
      },
      { clock, stopAt: times.stopAt, graceMs: times.graceMs, stray },
    );
    running = ending.running;
    return await concluded(run, ending, handler);
  } catch (error) {
    return { ...failure(run, error, handler), running };
  }
}

const handlerOf = (handlers: ResourceHandlers, type: string): ResourceHandler | undefined =>
  Object.hasOwn(handlers, type) ? handlers[type] : undefined;

/** What nothing here can have made is gone; anything else is a mistake in the template. */
function outcomeOfUnknownType({ request }: ReceivedEvent): Outcome {
  if (request.RequestType === 'Delete') {
    return { status: 'SUCCESS', physicalResourceId: request.PhysicalResourceId ?? request.LogicalResourceId };
  }
  throw new UnknownResourceTypeError(
    `Resources of type ${request.ResourceType || '(none)'} are not made here; check the resource's Type and ServiceToken.`,
  );
}

/** @throws what ends in FAILED. */
async function concluded(run: RequestRun, ending: Ending<Outcome>, handler?: ResourceHandler): Promise<RunResult> {
  const { result, timeUp, running } = ending;
  if (!result) {
    const error = new RequestTimeoutError(
      `The work neither ended within the function's time nor stopped when it was over. ${TRY_AGAIN}`,
    );
    // One call that AWS throttles or does not answer may outlast a run. Work that outlasts two will never end.
    if (run.received.continuation?.unended) throw error;
    await continueLater(run, { unended: true });
    return { status: 'CONTINUED', error, running };
  }
  if (result.status === 'rejected') {
    if (!timeUp || running) throw result.reason;
    // It was interrupted: what it threw is how it stopped. Another run goes on, and meets a true error again.
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
    await within(clock, left, run.continueLater(continuation), () => new Error('There was no answer in time.'));
  } catch (error) {
    throw new ContinuationError(`The function could not invoke itself to go on: ${reasonOf(error)}`, { cause: error });
  }
}

function success(run: RequestRun, outcome: Outcome & { status: 'SUCCESS' }, handler?: ResourceHandler) {
  try {
    return { status: 'SUCCESS', answer: successResponse(run.received.request, outcome) } as const;
  } catch (error) {
    return failure(run, error, handler, outcome.physicalResourceId);
  }
}

function failure({ received, place }: RequestRun, error: unknown, handler?: ResourceHandler, made?: string) {
  const reason = reasonOf(error, place, (text) => received.responseUrl.scrub(text));
  return { status: 'FAILED', answer: failedResponse(received.request, reason, handler, made), error } as const;
}
