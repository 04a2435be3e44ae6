import { readResponse } from '../../../../../scripts/local-aws/cloudformation/custom-resource/response';

const expected = { RequestId: 'r', StackId: 's', LogicalResourceId: 'T' };
const text = (more: object): string =>
  JSON.stringify({ ...expected, Status: 'SUCCESS', PhysicalResourceId: 'thing', ...more });

test('a SUCCESS response gives the physical id and the data', () => {
  expect(readResponse(text({ Data: { A: 1 } }), expected)).toEqual({ physicalId: 'thing', data: { A: 1 } });
  expect(readResponse(text({}), expected).data).toEqual({});
});

test.each([
  ['is not JSON', 'oops', 'Invalid response object: it is not a JSON object'],
  ['is not an object', '[]', 'Invalid response object: it is not a JSON object'],
  ['belongs to another request', text({ RequestId: 'x' }), "Invalid response object: RequestId is not the request's"],
  ['belongs to another stack', text({ StackId: 'x' }), "Invalid response object: StackId is not the request's"],
  [
    'belongs to another resource',
    text({ LogicalResourceId: 'x' }),
    "Invalid response object: LogicalResourceId is not the request's",
  ],
  ['has no status', text({ Status: 'Fine' }), 'Invalid response object: Status must be SUCCESS or FAILED'],
  ['has no physical id', text({ PhysicalResourceId: undefined }), 'Invalid PhysicalResourceId'],
  ['has an empty physical id', text({ PhysicalResourceId: '' }), 'Invalid PhysicalResourceId'],
  [
    'has a physical id that is too long',
    text({ PhysicalResourceId: 'x'.repeat(1025) }),
    'PhysicalResourceId exceeds 1024 bytes',
  ],
  ['fails without a reason', text({ Status: 'FAILED' }), 'Invalid response object: a FAILED response needs a Reason'],
  ['has data that is not an object', text({ Data: 'x' }), 'Invalid response object: Data is not an object'],
  ['has more than 4096 bytes', text({ Data: { A: 'ü'.repeat(2048) } }), 'Response object is too long.'],
])('a response that %s fails the resource', (_, answer, message) => {
  expect(() => readResponse(answer, expected)).toThrow(message);
});

test('a FAILED response gives an error with its reason and the physical id to delete', () => {
  expect(() => readResponse(text({ Status: 'FAILED', Reason: 'no room' }), expected)).toThrow(
    expect.objectContaining({
      message: 'Received response status [FAILED] from custom resource. Message returned: no room',
      physicalId: 'thing',
    }),
  );
});

test('a response of 4096 bytes is not too long', () => {
  const padding = 4096 - Buffer.byteLength(text({ Data: { A: '' } }));
  expect(() => readResponse(text({ Data: { A: 'x'.repeat(padding) } }), expected)).not.toThrow();
  expect(() => readResponse(text({ Data: { A: 'x'.repeat(padding + 1) } }), expected)).toThrow('too long');
});
