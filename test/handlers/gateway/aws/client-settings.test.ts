import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { clientSettings } from '../../../../handlers/gateway/aws/client-settings';
import { createFunctions } from '../../../../handlers/gateway/aws/lambda';

let server: Server;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let endpoint: string;
beforeEach(async () => {
  server = createServer((request, response) => answer(request.resume(), response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
});

const local = () => ({ endpoint, region: 'eu-west-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } });

test('repeats a call that was not answered in time', async () => {
  let calls = 0;
  answer = (_, response) => {
    if (++calls > 1) response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end('{"TableNames":[]}');
  };
  const client = new DynamoDBClient({ ...local(), ...clientSettings({ answerMs: 100 }) });
  expect(await client.send(new ListTablesCommand({}))).toMatchObject({ $metadata: { attempts: 2 }, TableNames: [] });
});

test('throws when Lambda does not accept an event in time', async () => {
  answer = () => {};
  const client = new LambdaClient({ ...local(), ...clientSettings({ answerMs: 50, maxAttempts: 1 }) });
  await expect(createFunctions(client).invoke('arn:aws:lambda:eu-west-1:1:function:f', {})).rejects.toMatchObject({
    name: 'TimeoutError',
  });
});

/** The SDK pauses after a throttled attempt for a random time of up to 500 ms, 1 s, 2 s, … 20 s. */
const THROTTLED_MS = 500;
const LONGEST_MS = 20_000;

test('retries a throttled call for half a minute on average', () => {
  const pauses = Array.from({ length: clientSettings().maxAttempts - 1 }, (_, retry) =>
    Math.min(THROTTLED_MS * 2 ** retry, LONGEST_MS),
  );
  expect(pauses.reduce((sum, longest) => sum + longest / 2, 0)).toBeGreaterThanOrEqual(25_000);
});

test('ends an attempt long before Lambda would kill the function', () => {
  const { maxAttempts, requestHandler } = clientSettings();
  const { connectionTimeout, requestTimeout, throwOnRequestTimeout } = requestHandler;
  expect(throwOnRequestTimeout).toBe(true);
  expect((connectionTimeout + requestTimeout) * maxAttempts).toBeLessThan(100_000);
});
