import { AwsError, errorResponse } from '../../../../scripts/local-aws/wire/errors';
import { jsonResponse, readJson } from '../../../../scripts/local-aws/wire/json';
import type { AwsRequest } from '../../../../scripts/local-aws/wire/messages';
import { operationOf, protocolOf } from '../../../../scripts/local-aws/wire/protocol';
import { restResponse } from '../../../../scripts/local-aws/wire/rest';

const FORM = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };

function request(service: string, headers: Record<string, string> = {}, body = ''): AwsRequest {
  const url = new URL('http://127.0.0.1/');
  return { service, region: 'us-east-1', method: 'POST', url, headers, body: Buffer.from(body) };
}

test('the query protocol has an ErrorResponse, whose type is Sender below 500', () => {
  const { status, body } = errorResponse(
    request('elasticloadbalancing', FORM),
    new AwsError('RuleNotFound', 'no <rule>'),
  );
  expect(status).toBe(400);
  expect(body).toContain(
    '<ErrorResponse><Error><Type>Sender</Type><Code>RuleNotFound</Code><Message>no &lt;rule&gt;</Message></Error>',
  );
  const broken = errorResponse(request('sts', FORM), new AwsError('InternalFailure', 'x', 501));
  expect([broken.status, broken.body]).toEqual([501, expect.stringContaining('<Type>Receiver</Type>')]);
});

test('EC2 has its own form of errors', () => {
  const { body } = errorResponse(request('ec2', FORM), new AwsError('DependencyViolation', 'used'));
  expect(body).toContain(
    '<Response><Errors><Error><Code>DependencyViolation</Code><Message>used</Message></Error></Errors>',
  );
});

test('the JSON protocols name the exception in the body and in a header', () => {
  const target = { 'x-amz-target': 'DynamoDB_20120810.GetItem', 'content-type': 'application/x-amz-json-1.0' };
  const { headers, body } = errorResponse(
    request('dynamodb', target),
    new AwsError('ResourceNotFoundException', 'gone', 404),
  );
  expect(headers).toMatchObject({
    'content-type': 'application/x-amz-json-1.0',
    'x-amzn-errortype': 'ResourceNotFoundException',
  });
  expect(JSON.parse(String(body))).toEqual({ __type: 'ResourceNotFoundException', message: 'gone' });
});

test('a rest-json error is JSON whatever the request was, with further members', () => {
  const error = new AwsError('TooManyRequestsException', 'slow', 429, { Reason: 'why' });
  const { status, headers, body } = errorResponse(
    request('lambda', { 'content-type': 'application/octet-stream' }),
    error,
  );
  expect([status, headers['content-type'], JSON.parse(String(body))]).toEqual([
    429,
    'application/json',
    { __type: 'TooManyRequestsException', message: 'slow', Reason: 'why' },
  ]);
});

test('S3 answers with a bare Error, Route 53 with a wrapped one', () => {
  const error = new AwsError('NoSuchKey', 'gone', 404);
  expect(errorResponse(request('s3'), error).body).toContain('?>\n<Error><Code>NoSuchKey</Code>');
  expect(errorResponse(request('route53'), error).body).toContain('<ErrorResponse><Error>');
});

test('the protocol follows from the target, the content type and the service', () => {
  expect(protocolOf(request('ecs', { 'x-amz-target': 'a.B' }))).toBe('json');
  expect(protocolOf(request('ec2', FORM))).toBe('ec2');
  expect(protocolOf(request('cloudformation', FORM))).toBe('query');
  expect(protocolOf(request('s3'))).toBe('rest-xml');
  expect(protocolOf(request('scheduler'))).toBe('rest-json');
});

test('the operation follows from the target or the Action', () => {
  expect(operationOf({ 'x-amz-target': 'Service_20.2.ListThings' }, Buffer.from(''))).toBe('ListThings');
  expect(operationOf(FORM, Buffer.from('Version=1&Action=DoIt'))).toBe('DoIt');
  expect(operationOf(FORM, Buffer.from('Version=1'))).toBeUndefined();
  expect(operationOf({}, Buffer.from('Action=DoIt'))).toBeUndefined();
});

test('a body that is not a JSON object is refused', () => {
  expect(readJson(request('lambda'))).toEqual({});
  expect(readJson(request('lambda', {}, '{"a":1}'))).toEqual({ a: 1 });
  for (const body of ['{', '[1]', 'null', '"x"']) {
    expect(() => readJson(request('lambda', {}, body))).toThrow(
      expect.objectContaining({ code: 'SerializationException' }),
    );
  }
});

test('JSON answers have the content type of their protocol, and an answer of 204 has no body', () => {
  expect(jsonResponse({ a: 1 })).toMatchObject({
    status: 200,
    headers: { 'content-type': 'application/x-amz-json-1.1' },
    body: '{"a":1}',
  });
  expect(restResponse(204)).toMatchObject({ status: 204, body: '' });
  expect(restResponse(200, { a: 1 }, { x: 'y' })).toMatchObject({
    headers: { 'content-type': 'application/json', x: 'y' },
    body: '{"a":1}',
  });
});
