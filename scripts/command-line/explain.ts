/** What the user can do about errors that the SDK leaves bare. Keys are error names. */
const advice: ReadonlyMap<string, string> = new Map([
  [
    'CredentialsProviderError',
    'No AWS credentials were found. Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
  ],
  ['ExpiredToken', 'The AWS credentials have expired. Sign in again.'],
  ['ExpiredTokenException', 'The AWS credentials have expired. Sign in again.'],
  ['UnrecognizedClientException', 'AWS does not know these credentials. Check AWS_PROFILE and the access key.'],
  ['InvalidClientTokenId', 'AWS does not know these credentials. Check AWS_PROFILE and the access key.'],
]);

/** An error that is nobody's finding, in one or two sentences: what happened, and what to do where that is known. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const known = advice.get(error.name);
  if (known !== undefined) return known;
  if (error.message === 'Region is missing') return 'No Region is set. Give --region, or set AWS_REGION.';
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'ERR_INVALID_URL') {
    return `${JSON.stringify('input' in error ? error.input : '')} is no URL. Check AWS_ENDPOINT_URL.`;
  }
  if (unreachable.has(code) || error.name === 'TimeoutError') {
    return `AWS cannot be reached (${messageOf(error)}). Check the network, the Region and AWS_ENDPOINT_URL.`;
  }
  if (error.message.includes('Deserialization error')) {
    return 'What answers does not speak as AWS does. Check AWS_ENDPOINT_URL.';
  }
  return `${error.name}: ${messageOf(error)}`;
}

/** Error codes of Node.js for a host that is not found, or does not answer. */
const unreachable = new Set(['ECONNREFUSED', 'ECONNRESET', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENOTFOUND', 'ETIMEDOUT']);

/** Node leaves the message empty when every address of a host refused the connection. */
function messageOf(error: Error): string {
  const inner =
    error instanceof AggregateError ? error.errors.map((one) => String(one?.message ?? one)).join('; ') : '';
  return error.message || inner || 'no message';
}
