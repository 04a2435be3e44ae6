import type { Clock } from './clock';
import type { LambdaContext } from './custom-resource';
import { type ReceivedEvent, readEvent } from './event';
import { readInvocationRecord } from './invocation-record';
import type { Log } from './log';
import { reasonOfFailure } from './on-failure-reason';
import type { PhysicalIdOf } from './physical-id';
import { errorForLog } from './reason';
import type { ResourceRequest } from './resource';
import { failedResponse } from './response';
import { runTimesOf } from './run-times';
import type { Send } from './sender';

export interface OnFailureOptions {
  /** By ResourceType: how a Create derives its physical id. */
  physicalIds: Readonly<Record<string, PhysicalIdOf>>;
  /** What to do when the cause of the failure is fixed, as the end of the sentence "fix the cause, then …". */
  afterFailure(request: ResourceRequest): string;
  send: Send;
  clock: Clock;
  log: Log;
  /** The log group of the function that fails; absent: Lambda's default. */
  logGroupName?: string;
}

/**
 * The Lambda handler that is the on-failure destination of the custom resources' function. Without it CloudFormation would
 * wait for a dropped request until its ServiceTimeout. This handler answers FAILED and changes nothing else. Whatever the
 * request left half done stays as it is until CloudFormation's next request.
 *
 * The response may come too late or too early; neither does harm. A run may have answered before it died: CloudFormation
 * accepts the first response and ignores the others. Another run of the same event may still be working: after a FAILED,
 * CloudFormation's next request supersedes it.
 *
 * Any other event, a record without a usable event, and a record of a record are dropped with a line in the log. So no
 * event can go round in a circle.
 * @throws {UndeliveredResponseError} if the response was not accepted. Lambda then delivers the record again.
 */
export const onFailure =
  (options: OnFailureOptions) =>
  async (event: unknown, context: Pick<LambdaContext, 'getRemainingTimeInMillis'>): Promise<void> => {
    const { clock, log, send, physicalIds } = options;
    const now = clock.now();
    const deadline = now + context.getRemainingTimeInMillis();
    const record = readInvocationRecord(event);
    if (!record) return log({ Event: 'dropped', Why: 'This is not a record of a failed invocation.' });
    const { condition: Condition, attempts: Attempts, requestId: InvocationId } = record;
    const described = { Condition, Attempts, InvocationId };
    const received = receivedIn(record.requestPayload);
    if (typeof received === 'string') return log({ Event: 'dropped', Why: received, ...described });

    const { request, responseUrl } = received;
    const scrub = (text: string) => responseUrl.scrub(text);
    const { RequestType, ResourceType, LogicalResourceId, StackId, RequestId } = request;
    const logEnd = (Status: string, error?: unknown) =>
      log({
        Event: 'given up',
        ...described,
        ...{ RequestType, ResourceType, LogicalResourceId, StackId, RequestId },
        Status,
        ...(error !== undefined && errorForLog(error, scrub)),
      });
    const physicalId = Object.hasOwn(physicalIds, ResourceType) ? physicalIds[ResourceType] : undefined;
    const reason = reasonOfFailure(record, options.afterFailure(request), scrub, options.logGroupName);
    const response = failedResponse(request, reason, physicalId && { physicalId });
    try {
      await send(responseUrl, JSON.stringify(response), runTimesOf(now, deadline, deadline).sendBy);
    } catch (undelivered) {
      logEnd('UNDELIVERED', undelivered);
      throw undelivered;
    }
    logEnd('FAILED');
  };

/** The request that was dropped, or why nobody waits for its response. */
function receivedIn(payload: unknown): ReceivedEvent | string {
  if (readInvocationRecord(payload)) return 'This is a record of another record.';
  try {
    return readEvent(payload);
  } catch {
    return 'The event that failed has no usable response URL.';
  }
}
