import { cutToBytes } from './byte-length';
import type { InvocationRecord } from './invocation-record';
import { reasonOf, type Scrub } from './reason';

/** Bytes for the error of the last run, so that there is room for what to do about it. */
const MAX_ERROR_BYTES = 1500;

/** The prefix of a function's default log group (Lambda's developer guide). */
const DEFAULT_LOG_GROUP = '/aws/lambda/';

/**
 * The Reason for a request that Lambda has dropped: what happened, where the log is, and what to do.
 * @param then what to do when the cause is fixed, as the end of the sentence "fix the cause, then …"
 * @param scrub removes secrets from the error of the last run
 * @param logGroup of the function that failed; absent: Lambda's default
 */
export function reasonOfFailure(record: InvocationRecord, then: string, scrub: Scrub, logGroup?: string): string {
  const name = functionName(record.functionArn);
  const place = logGroup || `${DEFAULT_LOG_GROUP}${name}`;
  const what = record.condition === 'EventAgeExceeded' ? aged(name, record, scrub) : failed(name, record, scrub);
  return (
    `${what} Its log is in log group ${place}${spokenId(record)}. ` +
    `Finished steps are not repeated: fix the cause, then ${then}.`
  );
}

const failed = (name: string, record: InvocationRecord, scrub: Scrub): string =>
  `Function ${name} failed ${times(record.attempts)} on this request${lastError(record, scrub)}; Lambda has dropped the request.`;

function aged(name: string, record: InvocationRecord, scrub: Scrub): string {
  const why = record.error
    ? `it failed ${times(record.attempts)}${lastError(record, scrub)}`
    : 'the requests exceeded the concurrency of the function or of the account';
  return `Function ${name} did not process this request before Lambda dropped it as too old: ${why}.`;
}

const times = (attempts = 0): string =>
  attempts < 1 ? 'without running' : attempts === 1 ? 'once' : `${attempts} times`;

function lastError({ error, attempts = 0 }: InvocationRecord, scrub: Scrub): string {
  if (!error) return '';
  // Lambda's own messages begin with the request id, which the Reason names already.
  const message = error.message.replace(/^RequestId: \S+ (?:Error: )?/, '');
  const sentence = reasonOf({ name: error.name, message }, undefined, scrub).replace(/\.$/, '');
  return `${attempts > 1 ? ', the last time with' : ' with'} ${cutToBytes(sentence, MAX_ERROR_BYTES)}`;
}

/** `arn:aws:lambda:region:account:function:NAME:$LATEST` → NAME */
const functionName = (arn: string): string => arn.split(':')[6] || '(unknown)';

const spokenId = ({ requestId }: InvocationRecord): string => (requestId ? `, under RequestId ${requestId}` : '');
