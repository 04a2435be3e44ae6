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

/** Seconds on a clock that goes on by so many with every look. */
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
  'Try again; what is done stays done. If it happens again, see whether the AWS Health Dashboard tells of trouble in this region';

it('says which call of which service got no answer, after how many attempts and how long', async () => {
  answer = () => {};
  expect(await reason(listTables())).toBe(
    `NoAnswerError: DynamoDB did not answer ListTables in 2 attempts, within 12 seconds in all: no answer came in time. ${ADVICE}`,
  );
});

it('calls a service by its name, and one second and one attempt as they are', async () => {
  answer = (request) => request.socket.destroy();
  const client = withNoAnswerError(new ElasticLoadBalancingV2Client(settings(1)), clockOf(1));
  clients.push(client);
  expect(await reason(client.send(new DescribeLoadBalancersCommand({})))).toBe(
    `NoAnswerError: Elastic Load Balancing did not answer DescribeLoadBalancers, within 1 second in all: the connection was cut off. ${ADVICE}`,
  );
});

it('says so of a host that takes no connection, too, and names neither it nor a line of code', async () => {
  answer = () => {};
  endpoint = endpoint.replace('127.0.0.1', 'localhost');
  server.close();
  await once(server, 'close');
  const text = await reason(listTables());
  expect(text).toContain('no connection came about');
  expect(text).not.toMatch(/localhost|127\.0|::1|smithy|\bat\b.*:\d+/);
});

it('leaves alone what AWS answers', async () => {
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
    'no answer in time',
    'no answer came in time',
    timedOut('a request has exceeded the configured 50 ms requestTimeout.'),
  ],
  ['no connection in time', 'no connection came about', timedOut('did not establish a connection within 50 ms.')],
  ['a connection reset', 'the connection was cut off', Object.assign(coded('ECONNRESET'), { name: 'TimeoutError' })],
  ['a socket that hangs up', 'the connection was cut off', new Error('socket hang up')],
  ['addresses in vain', 'no connection came about', Object.assign(new AggregateError([]), { code: 'ETIMEDOUT' })],
  ['addresses that refuse', 'no connection came about', new AggregateError([coded('ECONNREFUSED')])],
  ['a time-out of another kind', 'no connection came about', Object.assign(new Error(''), { name: 'TimeoutError' })],
  ['an unknown host', 'its host name was not found', coded('ENOTFOUND')],
  ['a network without a way', 'the network has no way to it', coded('ENETUNREACH')],
])('knows %s: %s', (_, how, error) => {
  expect(whyNoAnswer(error)).toBe(how);
});

it('takes nothing else for silence', () => {
  const others = [new Error('no'), coded('ENOENT'), new AggregateError([new Error('no')]), 'text', undefined];
  expect(others.map(whyNoAnswer)).toEqual(others.map(() => undefined));
});
