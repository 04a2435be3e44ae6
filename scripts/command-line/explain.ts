/** What the user can do about errors that the SDK does not explain, by the error's name. */
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

/** One or two sentences about an unexpected error: what happened and, where that is known, what to do. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const known = advice.get(error.name);
  if (known !== undefined) return known;
  if (error.message === 'Region is missing') return 'No Region is set. Give --region, or set AWS_REGION.';
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'ERR_INVALID_URL') {
    return `${JSON.stringify('input' in error ? error.input : '')} is not a URL. Check AWS_ENDPOINT_URL.`;
  }
  if (unreachable.has(code) || error.name === 'TimeoutError') {
    return `AWS cannot be reached (${messageOf(error)}). Check the network, the Region and AWS_ENDPOINT_URL.`;
  }
  if (error.message.includes('Deserialization error')) {
    return 'The answer is not in the format of AWS. Check AWS_ENDPOINT_URL.';
  }
  return `${error.name}: ${messageOf(error)}`;
}

/** Error codes of Node.js for a host that is not found or does not answer. */
const unreachable = new Set(['ECONNREFUSED', 'ECONNRESET', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENOTFOUND', 'ETIMEDOUT']);

/** Node.js leaves the message empty when every address of a host has refused the connection. */
function messageOf(error: Error): string {
  const inner =
    error instanceof AggregateError ? error.errors.map((one) => String(one?.message ?? one)).join('; ') : '';
  return error.message || inner || 'no message';
}
