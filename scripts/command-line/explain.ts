import type { CredentialSource } from '../credentials';
import { UserError } from '../user-error';

/** What is known about errors that the SDK does not explain, by the error's name. */
const known: ReadonlyMap<string, string> = new Map([
  ['ExpiredToken', 'The AWS credentials have expired.'],
  ['ExpiredTokenException', 'The AWS credentials have expired.'],
  ['UnrecognizedClientException', 'AWS does not know these credentials.'],
  ['InvalidClientTokenId', 'AWS does not know these credentials.'],
]);

/**
 * One or two sentences about an unexpected error: what happened and, where that is known, what to do.
 * @param credentials where the credentials come from, for what to do about them
 */
export function explain(error: unknown, credentials: CredentialSource): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof UserError) return error.message;
  const sentence = known.get(error.name);
  if (sentence !== undefined) return `${sentence} ${credentials.renewal}`;
  if (error.name === 'CredentialsProviderError') return withoutCredentials(error.message, credentials);
  if (error.message.startsWith('Region not accepted')) return `${error.message} Check AWS_REGION and the profile.`;
  if (error.message === 'Region is missing') return 'No Region is set. Give --region, or set AWS_REGION.';
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'ERR_INVALID_URL') {
    return `${JSON.stringify('input' in error ? error.input : '')} is not a URL. Check AWS_ENDPOINT_URL.`;
  }
  if (unreachable.has(code) || error.name === 'TimeoutError') {
    return `AWS cannot be reached (${messageOf(error)}). Check the network, the Region and AWS_ENDPOINT_URL.`;
  }
  if (error.message.includes('Deserialization error') || ['Unknown', 'UnknownError'].includes(error.name)) {
    return `The answer${statusOf(error)} is not in the format of AWS. Check the network, its proxy and AWS_ENDPOINT_URL.`;
  }
  return `${error.name}: ${messageOf(error)}`;
}

/** The SDK names the profile, or the command that signs in; what it says otherwise names nothing. */
function withoutCredentials(message: string, { unreadable }: CredentialSource): string {
  if (/ sso login| aws login/.test(message)) return message;
  const which = /using profile/.test(message) ? `${message} ` : '';
  const what = unreadable === undefined ? which : `${which}${unreadable} `;
  return `No AWS credentials were found. ${what}Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.`;
}

/** The HTTP status of an answer that is not AWS's; empty when there was none. */
function statusOf(error: Error): string {
  const { $metadata } = error as { $metadata?: { httpStatusCode?: number } };
  return $metadata?.httpStatusCode === undefined ? '' : ` (HTTP ${$metadata.httpStatusCode})`;
}

/** Error codes of Node.js for a host that is not found or does not answer. */
const unreachable = new Set(['ECONNREFUSED', 'ECONNRESET', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENOTFOUND', 'ETIMEDOUT']);

/** Node.js leaves the message empty when every address of a host has refused the connection. */
function messageOf(error: Error): string {
  const inner =
    error instanceof AggregateError ? error.errors.map((one) => String(one?.message ?? one)).join('; ') : '';
  return error.message || inner || 'no message';
}
