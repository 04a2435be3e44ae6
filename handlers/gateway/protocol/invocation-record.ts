import { fieldsOf, textOf } from './fields';

/**
 * The record that Lambda sends to a function's on-failure destination when it drops an event ("Capturing records of Lambda
 * asynchronous invocations" in its developer guide). The record contains the event and so the secret response URL: never
 * log `requestPayload`.
 */
export interface InvocationRecord {
  /** The function that failed, with its version at the end. */
  functionArn: string;
  /** The id of the invocation, as in the function's log. */
  requestId: string;
  /** `RetriesExhausted`, `EventAgeExceeded`, or a value that Lambda adds later. */
  condition: string;
  /** Approximately how often the function ran; absent if the record does not say. */
  attempts?: number;
  /** The event. */
  requestPayload: unknown;
  /** The error of the last run; absent if there was no run or no error text. */
  error?: { name: string; message: string };
}

/** @returns undefined if the event is not such a record. */
export function readInvocationRecord(event: unknown): InvocationRecord | undefined {
  const { requestContext, requestPayload, responsePayload } = fieldsOf(event) ?? {};
  const { functionArn, requestId, condition, approximateInvokeCount } = fieldsOf(requestContext) ?? {};
  if (typeof condition !== 'string' || requestPayload === undefined) return undefined;
  const { errorType, errorMessage } = fieldsOf(responsePayload) ?? {};
  const [name, message] = [textOf(errorType), textOf(errorMessage)];
  return {
    functionArn: textOf(functionArn),
    requestId: textOf(requestId),
    condition,
    ...(typeof approximateInvokeCount === 'number' && { attempts: approximateInvokeCount }),
    requestPayload,
    ...((name || message) && { error: { name, message } }),
  };
}
