/**
 * What Lambda sends to the on-failure destination of a function when it gives an event up ("Capturing records of Lambda
 * asynchronous invocations" in its developer guide). It holds the whole event, its response URL too: nothing of
 * `requestPayload` may be logged.
 */
export interface InvocationRecord {
  /** With the version at its end. */
  functionArn: string;
  /** Of the invocation, as the function's log has it. */
  requestId: string;
  /** `RetriesExhausted`, `EventAgeExceeded`, or a word that Lambda comes to use. */
  condition: string;
  /** How often the function ran, about; undefined if that is not told. */
  attempts?: number;
  /** The event. */
  requestPayload: unknown;
  /** What the last run ended with; absent if there was none, or if it said nothing. */
  error?: { name: string; message: string };
}

/** @returns undefined if the event is no such record. */
export function readInvocationRecord(event: unknown): InvocationRecord | undefined {
  const { requestContext, requestPayload, responsePayload } = fieldsOf(event);
  const { functionArn, requestId, condition, approximateInvokeCount } = fieldsOf(requestContext);
  if (typeof condition !== 'string' || requestPayload === undefined) return undefined;
  const { errorType, errorMessage } = fieldsOf(responsePayload);
  const [name, message] = [text(errorType), text(errorMessage)];
  return {
    functionArn: text(functionArn),
    requestId: text(requestId),
    condition,
    ...(typeof approximateInvokeCount === 'number' && { attempts: approximateInvokeCount }),
    requestPayload,
    ...((name || message) && { error: { name, message } }),
  };
}

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
