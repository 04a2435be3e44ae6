import http from 'node:http';
import https from 'node:https';
import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { send } from 'cfn-response-async';
import { systemClock } from '../../../../handlers/gateway/protocol/clock';
import { readEvent } from '../../../../handlers/gateway/protocol/event';
import { put } from '../../../../handlers/gateway/protocol/put';
import { failedResponse, successResponse } from '../../../../handlers/gateway/protocol/response';
import { createSender } from '../../../../handlers/gateway/protocol/sender';
import { answering, contextOf, eventOf, hanging, resetting, startServer } from './support';

/**
 * Compares our requests with those of cfn-response-async 1.0.0. It connects only with TLS to port 443. Here its
 * `https.request` is redirected to a plain HTTP server on loopback, and its options are recorded.
 */
type Server = Awaited<ReturnType<typeof startServer>>;

let server: Server;
const asked: https.RequestOptions[] = [];
const setTimeoutOfRequest = vi.spyOn(http.ClientRequest.prototype, 'setTimeout');
const peerLog = vi.spyOn(console, 'log').mockImplementation(() => {});
const httpsRequest = vi.spyOn(https, 'request');

function redirectPeerTo(to: Server): void {
  server = to;
  httpsRequest.mockImplementation(((options: https.RequestOptions, answered: (r: http.IncomingMessage) => void) => {
    asked.push(options);
    return http.request({ ...options, hostname: '127.0.0.1', port: to.port, agent: false }, answered);
  }) as typeof https.request);
}

beforeEach(() => {
  asked.length = 0;
  peerLog.mockClear();
  setTimeoutOfRequest.mockClear();
});
afterEach(() => server.close());

const context = { ...contextOf(), logStreamName: 'the-log-stream' } as unknown as Context;
const typed = (event: Record<string, unknown>) => event as unknown as CloudFormationCustomResourceEvent;

/** The event with the URL of the server. */
const eventFor = ({ url }: Server, overrides: Record<string, unknown> = {}) =>
  eventOf({ ...overrides, ResponseURL: url });

async function ours(event: Record<string, unknown>, answer: (r: ReturnType<typeof readEvent>) => object) {
  const received = readEvent(event);
  const sender = createSender({ clock: systemClock, put, random: () => 0 });
  await sender(received.responseUrl, JSON.stringify(answer(received)), systemClock.now() + 20_000);
}

describe('like cfn-response-async, where that is right,', () => {
  test.each([
    ['SUCCESS', { VpcId: 'vpc-1', SubnetIds: ['a', 'b'], Priority: 7 }],
    ['SUCCESS', undefined],
    ['FAILED', undefined],
  ] as const)('method, path, query, headers and fields of %s with %j', async (status, data) => {
    redirectPeerTo(await startServer(answering(200)));
    const event = eventFor(server);

    await send(typed(event), context, status, data, 'member-1');
    await ours(event, ({ request }) =>
      status === 'SUCCESS'
        ? successResponse(request, { status, physicalResourceId: 'member-1', ...(data && { data }) })
        : failedResponse(request, 'See the details in CloudWatch Log Stream: the-log-stream', undefined, 'member-1'),
    );

    const [peer, own] = server.received.map(({ body, headers, ...line }) => {
      const { host: _, connection: __, 'content-length': length, ...others } = headers;
      return { ...line, headers: others, lengthIsRight: length === `${body.length}`, fields: JSON.parse(body) };
    });
    // The peer sends a Reason with SUCCESS, too. CloudFormation requires one only with FAILED.
    if (status === 'SUCCESS') delete peer?.fields.Reason;
    expect(own).toEqual(peer);
    expect(own).toMatchObject({ method: 'PUT', headers: { 'content-type': '' }, lengthIsRight: true });
  });
});

describe('unlike cfn-response-async, where that is wrong,', () => {
  const made = ({ request }: ReturnType<typeof readEvent>) =>
    successResponse(request, { status: 'SUCCESS', physicalResourceId: 'member-1' });

  test('we try again (it never does, whatever number of retries is given)', async () => {
    redirectPeerTo(await startServer(resetting, answering(200)));
    await expect(send(typed(eventFor(server)), context, 'SUCCESS', {}, 'id', 5)).rejects.toMatchObject({
      code: 'ECONNRESET',
    });
    expect(server.received).toHaveLength(1);
    await server.close();

    redirectPeerTo(await startServer(resetting, answering(200)));
    await ours(eventFor(server), made);
    expect(server.received).toHaveLength(2);
  });

  test.each([403, 500])('we do not take HTTP %d for success', async (status) => {
    redirectPeerTo(await startServer(answering(status), answering(403)));
    await expect(send(typed(eventFor(server)), context, 'SUCCESS')).resolves.toBeUndefined();
    await expect(ours(eventFor(server), made)).rejects.toThrow('HTTP 403');
  });

  test('we count bytes (it counts characters, so that text that is not ASCII arrives cut)', async () => {
    redirectPeerTo(await startServer(answering(200)));
    const event = eventFor(server);
    await send(typed(event), context, 'SUCCESS', { Name: 'Größe' }, 'id').catch(() => {});
    expect(server.received).toHaveLength(1);
    expect(() => JSON.parse(server.received[0]?.body ?? '')).toThrow(SyntaxError);

    await ours(event, ({ request }) =>
      successResponse(request, { status: 'SUCCESS', physicalResourceId: 'id', data: { Name: 'Größe' } }),
    );
    expect(JSON.parse(server.received.at(-1)?.body ?? '').Data).toEqual({ Name: 'Größe' });
  });

  test('we send the reason (it always sends the name of a log stream)', async () => {
    redirectPeerTo(await startServer(answering(200)));
    const event = eventFor(server);
    await send(typed(event), context, 'FAILED', { Reason: 'The pool is full.' });
    await ours(event, ({ request }) => failedResponse(request, 'The pool is full.'));
    expect(server.received.map(({ body }) => JSON.parse(body).Reason)).toEqual([
      'See the details in CloudWatch Log Stream: the-log-stream',
      'The pool is full.',
    ]);
  });

  test('we keep the physical id of an Update (it sends another one, which brings a Delete)', async () => {
    redirectPeerTo(await startServer(answering(200)));
    const event = eventFor(server, { RequestType: 'Update', PhysicalResourceId: 'old', OldResourceProperties: {} });
    await send(typed(event), context, 'FAILED');
    await ours(event, ({ request }) => failedResponse(request, 'no'));
    expect(server.received.map(({ body }) => JSON.parse(body).PhysicalResourceId)).toEqual(['the-log-stream', 'old']);
  });

  test('we have a time-out', async () => {
    redirectPeerTo(await startServer(hanging));
    const sent = send(typed(eventFor(server)), context, 'SUCCESS').catch((error: Error) => error);
    expect(asked).toHaveLength(1);
    expect(asked[0]).not.toHaveProperty('timeout');
    expect(asked[0]).not.toHaveProperty('signal');
    expect(setTimeoutOfRequest).not.toHaveBeenCalled();
    await expect(put(new URL(server.url), '{}', 50)).rejects.toMatchObject({ code: 'ETIMEDOUT' });
    await server.close();
    await sent;
  });

  test('we connect to the port in the URL (it always connects to 443)', async () => {
    redirectPeerTo(await startServer(answering(200)));
    await send(typed(eventOf({ ResponseURL: 'https://localhost:8443/x' })), context, 'SUCCESS');
    expect(asked).toMatchObject([{ hostname: 'localhost', port: 443 }]);
    await ours(eventFor(server), made);
    expect(server.received).toHaveLength(2);
  });

  test('we keep attributes out of the log, and can mask them', async () => {
    redirectPeerTo(await startServer(answering(200)));
    await send(typed(eventFor(server)), context, 'SUCCESS', { Password: 's3cret' });
    expect(peerLog.mock.calls.join()).toContain('s3cret');
    peerLog.mockClear();
    await ours(eventFor(server), ({ request }) =>
      successResponse(request, {
        status: 'SUCCESS',
        physicalResourceId: 'id',
        data: { Password: 's3cret' },
        noEcho: true,
      }),
    );
    expect(peerLog).not.toHaveBeenCalled();
    expect(server.received.map(({ body }) => JSON.parse(body).NoEcho)).toEqual([undefined, true]);
  });
});
