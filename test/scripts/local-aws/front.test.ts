import { request as httpRequest } from 'node:http';
import { ConnectionResetError, type Front, openFront } from '../../../scripts/local-aws/front';
import { AwsError } from '../../../scripts/local-aws/wire/errors';
import type { AwsCall, AwsRequest } from '../../../scripts/local-aws/wire/messages';

const SIGNED = {
  authorization:
    'AWS4-HMAC-SHA256 Credential=AKID/20260101/eu-west-1/ecs/aws4_request, SignedHeaders=host, Signature=00',
};
const NOW = new Date('2030-01-31T12:00:00Z');
let front: Front;
let seen: AwsRequest[];
let lines: string[];
beforeEach(async () => {
  seen = [];
  lines = [];
  front = await openFront({ port: 0, now: () => NOW, region: 'us-west-2', log: (line) => lines.push(line) });
});
afterEach(() => front.close());

function serve(
  answer: () => Promise<{ status: number; headers: Record<string, string>; body: string | Buffer }>,
): void {
  front.serve((request) => {
    seen.push(request);
    return answer();
  });
}

const ok = async () => ({ status: 200, headers: { 'x-a': 'b' }, body: 'fine' });

test('a signed request names its service and region', async () => {
  serve(ok);
  const headers = { ...SIGNED, 'x-amz-target': 'AmazonEC2ContainerServiceV20141113.ListClusters' };
  const answer = await fetch(`${front.endpoint}/a%20b?c=d`, { method: 'POST', headers, body: '{}' });
  expect([answer.status, answer.headers.get('x-a'), await answer.text()]).toEqual([200, 'b', 'fine']);
  expect(seen[0]).toMatchObject({ service: 'ecs', region: 'eu-west-1', method: 'POST', operation: 'ListClusters' });
  expect(seen[0]?.caller).toBe('AKID');
  expect(seen[0]?.body.toString()).toBe('{}');
  expect(seen[0]?.url.href).toBe(`${front.endpoint}/a%20b?c=d`);
});

test('every answer has the date of AWS time, whatever it is', async () => {
  const dated = { status: 200, headers: { date: 'Thu, 01 Jan 1970 00:00:00 GMT' }, body: 'fine' };
  const refused = () => Promise.reject(new AwsError('AccessDenied', 'not here', 403));
  for (const answer of [ok, refused, async () => dated]) {
    serve(answer);
    const { headers } = await fetch(front.endpoint, { headers: SIGNED });
    expect([headers.get('date'), headers.get('age')]).toEqual([NOW.toUTCString(), '0']);
  }
});

test('onCall is called with every request and its answer, refusals included', async () => {
  const calls: AwsCall[] = [];
  const other = await openFront({
    port: 0,
    now: () => NOW,
    region: 'us-west-2',
    log: () => {},
    onCall: (call) => calls.push(call),
  });
  try {
    other.serve(({ url }) =>
      url.pathname === '/fine' ? ok() : Promise.reject(new AwsError('AccessDenied', 'not here', 403)),
    );
    await fetch(`${other.endpoint}/fine`, { headers: SIGNED });
    await fetch(`${other.endpoint}/refused`);
  } finally {
    await other.close();
  }
  expect(calls.map(({ request, response }) => [request.caller, request.url.pathname, response.status])).toEqual([
    ['AKID', '/fine', 200],
    [undefined, '/refused', 403],
  ]);
});

test('a presigned URL names its service and region in the query', async () => {
  serve(ok);
  await fetch(`${front.endpoint}/bucket/key?X-Amz-Credential=AKID%2F20260101%2Fap-south-1%2Fs3%2Faws4_request`);
  expect(seen[0]).toMatchObject({ service: 's3', region: 'ap-south-1' });
});

test('an unsigned request is for S3 in the region of the front', async () => {
  serve(ok);
  await fetch(`${front.endpoint}/bucket/key`);
  expect(seen[0]).toMatchObject({ service: 's3', region: 'us-west-2', operation: undefined });
});

test('the answer to HEAD has no body, but the length that the service gave', async () => {
  serve(async () => ({ status: 200, headers: { 'content-length': '42' }, body: '' }));
  const answer = await fetch(`${front.endpoint}/bucket/key`, { method: 'HEAD' });
  expect([answer.headers.get('content-length'), await answer.text()]).toEqual(['42', '']);
});

test('an AwsError is answered in the protocol of the request', async () => {
  serve(() => Promise.reject(new AwsError('ClusterNotFoundException', 'no cluster')));
  const answer = await fetch(front.endpoint, {
    method: 'POST',
    headers: { ...SIGNED, 'x-amz-target': 'a.B' },
    body: '{}',
  });
  expect([answer.status, await answer.json()]).toEqual([
    400,
    { __type: 'ClusterNotFoundException', message: 'no cluster' },
  ]);
  expect(lines).toEqual([]);
});

test('any other error is logged, and answered with 501, which SDKs do not try again', async () => {
  serve(() => Promise.reject(new TypeError('oops')));
  const answer = await fetch(front.endpoint, {
    method: 'POST',
    headers: { ...SIGNED, 'x-amz-target': 'a.B' },
    body: '{}',
  });
  expect([answer.status, await answer.json()]).toEqual([
    501,
    { __type: 'InternalFailure', message: 'The embedded AWS broke down: TypeError: oops' },
  ]);
  expect(lines).toEqual([expect.stringContaining('ecs B broke down: TypeError: oops')]);
});

test('every request is answered with 503 until a dispatcher is set', async () => {
  expect((await fetch(front.endpoint)).status).toBe(503);
});

test('a port that is taken is refused', async () => {
  const port = Number(new URL(front.endpoint).port);
  await expect(openFront({ port, now: () => NOW, region: 'us-east-1', log: () => {} })).rejects.toMatchObject({
    code: 'EADDRINUSE',
  });
});

test('closing the front ends requests that wait for their answer', async () => {
  const opened = await openFront({ port: 0, now: () => NOW, region: 'us-east-1', log: () => {} });
  const arrived = new Promise<void>((resolve) => {
    opened.serve(() => {
      resolve();
      return new Promise(() => {});
    });
  });
  const ended = new Promise((resolve) => {
    httpRequest(opened.endpoint).once('error', resolve).end();
  });
  await arrived;
  await opened.close();
  expect(await ended).toMatchObject({ code: 'ECONNRESET' });
});

test('a connection that is to be reset ends without an answer', async () => {
  serve(async () => {
    throw new ConnectionResetError();
  });
  await expect(fetch(front.endpoint)).rejects.toMatchObject({ cause: { code: 'UND_ERR_SOCKET' } });
  expect(seen).toHaveLength(1);
});

test.each([
  ['another site', { origin: 'https://attacker.example' }, 403],
  ['another site without a name', { origin: 'null' }, 403],
  ['a link or a form of another site', { 'sec-fetch-site': 'cross-site' }, 403],
  ['a name that leads to this machine', { host: 'attacker.example:4566' }, 403],
  ['a name that only ends alike', { host: 'notlocalhost' }, 403],
  ['a program', {}, 200],
  ['a program that says localhost', { host: 'localhost:4566' }, 200],
  ['a program that names a bucket', { host: 'bucket.s3.localhost' }, 200],
])('a request from %s is let through only if no page of a browser can have sent it', async (_, headers, expected) => {
  serve(ok);
  const status = await new Promise((resolve, reject) => {
    const asked = httpRequest(front.endpoint, { method: 'POST', headers: { ...SIGNED, ...headers } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    asked.on('error', reject);
    asked.end('Action=CreateStack');
  });
  expect(status).toBe(expected);
  expect(seen).toHaveLength(expected === 200 ? 1 : 0);
});
