/**
 * Why a call to AWS has failed:
 * - `passing`: it was throttled, lost, or answered by somebody who is not AWS. The same call may succeed later.
 * - `credentials`: AWS does not accept the credentials any more, or there are none. It may succeed with new ones.
 * - `refusal`: AWS has understood the call and refuses it, or the error is not about a call at all.
 */
export type Obstacle = 'passing' | 'credentials' | 'refusal';

/** What stands in the way of an answer to a call that is worth asking for. */
export function obstacleOf(error: unknown): Obstacle {
  if (!(error instanceof Error)) return 'refusal';
  if (CREDENTIALS.includes(error.name)) return 'credentials';
  if (PASSING.includes(error.name) || PASSING_WORDS.test(error.message)) return 'passing';
  const { code, $metadata } = error as { code?: unknown; $metadata?: { httpStatusCode?: number } };
  // Node.js and the SDK give a code to what goes wrong on the way: a reset, an unknown host, a certificate.
  if (typeof code === 'string' && /^[A-Z][A-Z0-9_]+$/.test(code) && !code.startsWith('ERR_INVALID')) return 'passing';
  if ((DURING_A_CALL.test(error.message) || UNREADABLE.includes(error.name)) && $metadata) return 'passing';
  return ($metadata?.httpStatusCode ?? 0) >= 500 ? 'passing' : 'refusal';
}

/** The names that AWS's services and the SDK give to credentials that are over, deleted or nowhere to be found. */
const CREDENTIALS = [
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidClientTokenId',
  'UnrecognizedClientException',
  'CredentialsProviderError',
  'TokenProviderError',
];

const PASSING = [
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/CommonErrors.html and the SDK's own list
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'TooManyRequestsException',
  'InternalFailure',
  'ServiceUnavailable',
  // A machine slept between the signature and the call.
  'RequestExpired',
  'RequestTimeTooSkewed',
  'TimeoutError',
  // What `patiently` is told of an answer that says nothing.
  'EmptyAnswerError',
];

/** A machine slept before the call, or CloudFormation is not ready with a change set that it calls complete. */
const PASSING_WORDS = /^(Signature (expired|not yet current)|An operation on this ChangeSet is currently in progress)/;

/** The SDK's name for an answer without AWS's error code: a proxy's page, for example. */
const UNREADABLE = ['Unknown', 'UnknownError'];

/** The SDK's words for an answer that it cannot read, and Node.js's for one that breaks off. */
const DURING_A_CALL = /Deserialization error|XML parse error|is not valid JSON|^aborted$/;
