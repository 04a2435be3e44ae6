import { obstacleOf } from '../../../scripts/stacks/obstacles';
import { EmptyAnswerError } from '../../../scripts/stacks/stacks';
import { expired, failure, reset, throttled } from './watched';

const answered = (httpStatusCode: number) => ({ $metadata: { httpStatusCode, attempts: 3 } });

describe('an answer that did not come', () => {
  it.each([
    ['throttling', throttled],
    ['throttling in the words of the SDK', failure('TooManyRequestsException', 'Too many requests', answered(429))],
    ['an internal failure', failure('InternalFailure', 'm', answered(500))],
    ['an error of a kind that nobody knows, with a 5xx', failure('SomethingNew', 'm', answered(503))],
    ['a reset connection', reset],
    ['a connection that breaks off within the answer', failure('Error', 'aborted', { code: 'ECONNRESET' })],
    ['a host that is not found for a while', failure('Error', 'getaddrinfo EAI_AGAIN', { code: 'EAI_AGAIN' })],
    ['a certificate that is not AWS’s', failure('Error', 'm', { code: 'ERR_TLS_CERT_ALTNAME_INVALID' })],
    ['a page of a proxy with a 502', failure('Error', '@aws-sdk XML parse error: mismatched tags', answered(502))],
    [
      'a sign-in page with a 200',
      failure('Error', '@aws-sdk XML parse error: unexpected end of input.', answered(200)),
    ],
    ['a page that is not XML', failure('Error', 'x\n  Deserialization error: to see the raw', answered(200))],
    ['a proxy that forbids', failure('Unknown', 'Unknown', answered(403))],
    ['a redirection', failure('UnknownError', 'UnknownError', answered(302))],
    ['an empty answer', new EmptyAnswerError('CloudFormation answered without a stack.')],
    ['a call that slept on its way', failure('SignatureDoesNotMatch', 'Signature expired: 1 is now earlier than 2')],
    [
      'a change set that is not ready',
      failure('InvalidChangeSetStatus', 'An operation on this ChangeSet is currently in progress.'),
    ],
  ])('may come later: %s', (_what, error) => {
    expect(obstacleOf(error)).toBe('passing');
  });

  it.each([
    ['an expired token', expired],
    ['a key that was deleted', failure('InvalidClientTokenId', 'm', answered(403))],
    ['a session that is over', failure('CredentialsProviderError', 'The SSO session has expired.')],
  ])('needs other credentials: %s', (_what, error) => {
    expect(obstacleOf(error)).toBe('credentials');
  });

  it.each([
    ['a right that is missing', failure('AccessDenied', 'not you', answered(403))],
    ['a request that is wrong', failure('ValidationError', 'Stack [x] does not exist', answered(400))],
    [
      'a wrong key',
      failure('SignatureDoesNotMatch', 'The request signature we calculated does not match', answered(403)),
    ],
    ['an address that is no URL', failure('TypeError', 'Invalid URL', { code: 'ERR_INVALID_URL' })],
    ['a mistake of this program', new TypeError('x is not a function')],
    ['what is no error', 'text'],
  ])('is a refusal: %s', (_what, error) => {
    expect(obstacleOf(error)).toBe('refusal');
  });
});
