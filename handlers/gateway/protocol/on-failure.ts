import type { Clock } from './clock';
import type { LambdaContext } from './custom-resource';
import { type ReceivedEvent, readEvent } from './event';
import { readInvocationRecord } from './invocation-record';
import type { Log } from './log';
import { reasonOfFailure } from './on-failure-reason';
import type { PhysicalIdOf } from './physical-id';
import { errorForLog } from './reason';
import { failedResponse } from './response';
import { runTimesOf } from './run-times';
import type { Send } from './sender';

export interface OnFailureOptions {
  /** By ResourceType: under which ids Creates worked. */
  physicalIds: Readonly<Record<string, PhysicalIdOf>>;
  send: Send;
  clock: Clock;
  log: Log;
  /** Of the function whose failures these are; absent: Lambda's default. */
  logGroupName?: string;
}

/**
 * The Lambda handler that is the on-failure destination of the function of custom resources. What Lambda has given up,
 * CloudFormation would wait for until its ServiceTimeout: it is answered FAILED here, and nothing else is touched. What
 * was half done waits in its place for CloudFormation's next request.
 *
 * A run may have answered before it died, and another may still be at work, of a copy of the event or handed on.
 * CloudFormation takes the first answer and ignores the others; and after a FAILED its next request supersedes whatever
 * is still at work. So this answer can come too late or too early, and neither does harm.
 *
 * What is no such record, or one of an event that nobody waits for, is dropped with a line in the log, a record of a
 * record too: nothing goes round in circles.
 * @throws {UndeliveredAnswerError} if the answer was not taken, so that Lambda delivers the record again.
 */
export const onFailure =
  (options: OnFailureOptions) =>
  async (event: unknown, context: Pick<LambdaContext, 'getRemainingTimeInMillis'>): Promise<void> => {
    const { clock, log, send, physicalIds } = options;
    const now = clock.now();
    const deadline = now + context.getRemainingTimeInMillis();
    const record = readInvocationRecord(event);
    if (!record) return log({ Event: 'dropped', Why: 'This is no record of a failed invocation.' });
    const { condition: Condition, attempts: Attempts, requestId: InvocationId } = record;
    const about = { Condition, Attempts, InvocationId };
    const received = receivedIn(record.requestPayload);
    if (typeof received === 'string') return log({ Event: 'dropped', Why: received, ...about });

    const { request, responseUrl } = received;
    const scrub = (text: string) => responseUrl.scrub(text);
    const { RequestType, ResourceType, LogicalResourceId, StackId, RequestId } = request;
    const logEnd = (Status: string, error?: unknown) =>
      log({
        Event: 'given up',
        ...about,
        ...{ RequestType, ResourceType, LogicalResourceId, StackId, RequestId },
        Status,
        ...(error !== undefined && errorForLog(error, scrub)),
      });
    const physicalId = Object.hasOwn(physicalIds, ResourceType) ? physicalIds[ResourceType] : undefined;
    const reason = reasonOfFailure(record, request, scrub, options.logGroupName);
    const answer = failedResponse(request, reason, physicalId && { physicalId });
    try {
      await send(responseUrl, JSON.stringify(answer), runTimesOf(now, deadline, deadline).sendBy);
    } catch (undelivered) {
      logEnd('UNDELIVERED', undelivered);
      throw undelivered;
    }
    logEnd('FAILED');
  };

/** The request that was given up, or why nobody waits for its answer. */
function receivedIn(payload: unknown): ReceivedEvent | string {
  if (readInvocationRecord(payload)) return 'This is a record of a record that could not be dealt with.';
  try {
    return readEvent(payload);
  } catch {
    return 'The event that failed names nobody to answer to.';
  }
}
