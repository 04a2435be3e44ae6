import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { DescribeLoadBalancersCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { clientSettings } from '../../../../handlers/gateway/aws/client-settings';
import { whyNoAnswer, withNoAnswerError } from '../../../../handlers/gateway/aws/no-answer';
import { reasonOf } from '../../../../handlers/gateway/protocol/reason';

let server: Server;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let endpoint: string;
const clients: { destroy(): void }[] = [];
beforeEach(async () => {
  server = createServer((request, response) => answer(request.resume(), response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  for (const client of clients.splice(0)) client.destroy();
  server.closeAllConnections();
  server.close();
});

/** A clock that advances by so many seconds with every look. */
function clockOf(seconds: number) {
  let now = 0;
  return () => {
    now += seconds * 1000;
    return now;
  };
}

const settings = (maxAttempts: number) => ({
  endpoint,
  region: 'eu-west-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  maxAttempts,
  requestHandler: { ...clientSettings().requestHandler, requestTimeout: 100 },
});

function listTables() {
  const client = withNoAnswerError(new DynamoDBClient(settings(2)), clockOf(12));
  clients.push(client);
  return client.send(new ListTablesCommand({}));
}

const reason = async (call: Promise<unknown>): Promise<string> =>
  reasonOf(
    await call.then(
      () => 'it was answered',
      (error) => error,
    ),
  );

const ADVICE =
  'Try again: finished steps are not repeated. If it happens again, check the AWS Health Dashboard for problems in this Region';

it('says which call of which service got no answer, after how many attempts and how long', async () => {
  answer = () => {};
  expect(await reason(listTables())).toBe(
    `NoAnswerError: DynamoDB did not answer ListTables in 2 attempts, within 12 seconds in all: no answer came in time. ${ADVICE}`,
  );
});

it("uses the service's own name, and the singular for one second and one attempt", async () => {
  answer = (request) => request.socket.destroy();
  const client = withNoAnswerError(new ElasticLoadBalancingV2Client(settings(1)), clockOf(1));
  clients.push(client);
  expect(await reason(client.send(new DescribeLoadBalancersCommand({})))).toBe(
    `NoAnswerError: Elastic Load Balancing did not answer DescribeLoadBalancers, within 1 second in all: the connection was lost. ${ADVICE}`,
  );
});

it('reports a host that refuses connections without naming the host or a line of code', async () => {
  answer = () => {};
  endpoint = endpoint.replace('127.0.0.1', 'localhost');
  server.close();
  await once(server, 'close');
  const text = await reason(listTables());
  expect(text).toContain('no connection could be made');
  expect(text).not.toMatch(/localhost|127\.0|::1|smithy|\bat\b.*:\d+/);
});

it('leaves errors that AWS answered with unchanged', async () => {
  answer = (_, response) => response.writeHead(400).end('{"__type":"AccessDeniedException","message":"no"}');
  await expect(listTables()).rejects.toMatchObject({ name: 'AccessDeniedException', message: 'no' });
  answer = (_, response) => response.writeHead(200).end('{"TableNames":["one"]}');
  expect(await listTables()).toMatchObject({ TableNames: ['one'] });
});

const coded = (code: string): Error => Object.assign(new Error(`connect ${code} 10.0.0.1:443`), { code });

const timedOut = (message: string): Error =>
  Object.assign(new Error(message), { name: 'TimeoutError', code: 'ETIMEDOUT' });

it.each([
  [
    'an answer that comes too late',
    'no answer came in time',
    timedOut('a request has exceeded the configured 50 ms requestTimeout.'),
  ],
  [
    'a connection that comes too late',
    'no connection could be made',
    timedOut('did not establish a connection within 50 ms.'),
  ],
  ['a connection reset', 'the connection was lost', Object.assign(coded('ECONNRESET'), { name: 'TimeoutError' })],
  ['a socket that hangs up', 'the connection was lost', new Error('socket hang up')],
  [
    'several addresses without an answer',
    'no connection could be made',
    Object.assign(new AggregateError([]), { code: 'ETIMEDOUT' }),
  ],
  ['several addresses that refuse', 'no connection could be made', new AggregateError([coded('ECONNREFUSED')])],
  ['a time-out of another kind', 'no connection could be made', Object.assign(new Error(''), { name: 'TimeoutError' })],
  ['an unknown host', 'its host name was not found', coded('ENOTFOUND')],
  ['an unreachable network', 'the network cannot reach it', coded('ENETUNREACH')],
])('recognises %s: %s', (_, how, error) => {
  expect(whyNoAnswer(error)).toBe(how);
});

it('takes no other error for a missing answer', () => {
  const others = [new Error('no'), coded('ENOENT'), new AggregateError([new Error('no')]), 'text', undefined];
  expect(others.map(whyNoAnswer)).toEqual(others.map(() => undefined));
});
