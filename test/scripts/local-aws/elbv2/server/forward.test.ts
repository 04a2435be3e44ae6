/** What goes to a target and what comes back from it, byte by byte. */
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import type { RoutedRequest } from '../../../../../scripts/local-aws/elbv2/routing/view';
import { ask, event, forwardTo, groupOf, listener, open, rule, Stage, TARGET_GROUP, talk, toGroup } from './stage';

let stage: Stage;
beforeEach(() => {
  stage = new Stage();
});
afterEach(() => stage.end());

/** A load balancer before that target. */
async function inFrontOf(target: number, attributes: Record<string, string> = {}, listenerPort = 80) {
  const made = await stage.balancer({
    attributes: new Map(Object.entries(attributes)),
    listeners: [listener([rule(forwardTo(target))], { port: listenerPort })],
  });
  const { server } = made;
  await server.follow();
  return { ...made, port: server.ports.get(listenerPort) ?? 0 };
}

/** A target that answers with the header that it got, as `name: value` in lines. */
const mirror = () =>
  stage.target(({ rawHeaders }, outgoing) => {
    const lines = rawHeaders.flatMap((name, at) => (at % 2 === 0 ? [`${name}: ${rawHeaders[at + 1]}`] : []));
    outgoing.end(lines.join('\n'));
  });

async function seenOf(port: number, headers: Record<string, string>): Promise<string[]> {
  return (await ask(port, { headers })).body.split('\n');
}

const ROOT = /^X-Amzn-Trace-Id: Root=1-70dbd880-[\da-f]{24}$/;

test('the target gets the header as the client wrote it, and what the load balancer adds', async () => {
  const { port } = await inFrontOf(await mirror());
  const seen = await seenOf(port, {
    Host: 'Shop.Test',
    'X-Own': 'a',
    Cookie: 'b=c',
    Connection: 'X-Gone, close',
    'X-Gone': '1',
  });
  expect(seen).toEqual([
    'Host: shop.test',
    'X-Forwarded-For: 127.0.0.1',
    'X-Forwarded-Proto: http',
    'X-Forwarded-Port: 80',
    expect.stringMatching(ROOT),
    'X-Own: a',
    'Cookie: b=c',
    'Connection: keep-alive',
  ]);
});

test.each([
  ['content-length', 'Content-Length: 5', 'hello'],
  ['transfer-encoding', 'Transfer-Encoding: chunked', '5\r\nhello\r\n0\r\n\r\n'],
  ['host', 'Content-Length: 5', 'hello'],
])('Connection: %s does not make a request of the body', async (named, framing, body) => {
  const target = await stage.target(({ method, url, headers }, outgoing) =>
    outgoing.end(`${method} ${url} ${headers.host} ${headers['content-length'] ?? headers['transfer-encoding']}`),
  );
  const { port } = await inFrontOf(target);
  const came = await talk(
    port,
    `GET /a HTTP/1.1\r\nHost: shop.test\r\nConnection: close, ${named}\r\n${framing}\r\n\r\n${body}`,
  );
  expect(came).toContain(`GET /a shop.test ${framing.split(': ')[1]}`);
});

test('a rule sees the values of a header that comes more than once, and a cookie in one piece', async () => {
  let seen: RoutedRequest['headers'] = {};
  const action = forwardTo(await mirror());
  const meets = ({ headers }: RoutedRequest) => {
    seen = headers;
    return true;
  };
  const { port } = await stage.balancer({ listeners: [listener([{ ...rule(action), meets }])] });
  await talk(
    port,
    'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-A: 1\r\nX-A: 2\r\nCookie: a=1\r\nCookie: b=2\r\n\r\n',
  );
  expect(seen).toMatchObject({ 'x-a': ['1', '2'], cookie: 'a=1; b=2' });
});

test.each([
  ['the client is appended', {}, 'X-Forwarded-For: 10.0.0.1, 127.0.0.1'],
  ['it stays', { 'routing.http.xff_header_processing.mode': 'preserve' }, 'X-Forwarded-For: 10.0.0.1'],
  ['it is removed', { 'routing.http.xff_header_processing.mode': 'remove' }, undefined],
  [
    'the client is appended with its port',
    { 'routing.http.xff_client_port.enabled': 'true' },
    expect.stringMatching(/^X-Forwarded-For: 10\.0\.0\.1, 127\.0\.0\.1:\d+$/),
  ],
])('X-Forwarded-For: %s by the attributes %j', async (_, attributes, expected) => {
  const { port } = await inFrontOf(await mirror(), attributes as Record<string, string>);
  const seen = await seenOf(port, {
    'X-Forwarded-For': '10.0.0.1',
    'X-Forwarded-Proto': 'https',
    'X-Forwarded-Port': '1',
  });
  expect(seen.find((line) => line.startsWith('X-Forwarded-For'))).toEqual(expected);
  expect(seen).toContain('X-Forwarded-Proto: http');
  expect(seen).toContain('X-Forwarded-Port: 80');
});

test.each([
  ['Root=1-67891233-abcdef012345678912345678', /Self=1-70dbd880-[\da-f]{24};Root=1-67891233-abcdef012345678912345678$/],
  ['Self=1-5-6;Root=1-2-3;CalledFrom=app', /: Self=1-70dbd880-[\da-f]{24};Root=1-2-3;CalledFrom=app$/],
  ['CalledFrom=app', /: Root=1-70dbd880-[\da-f]{24};CalledFrom=app$/],
])('the trace id %s is continued', async (sent, expected) => {
  const { port } = await inFrontOf(await mirror());
  expect(await seenOf(port, { 'X-Amzn-Trace-Id': sent })).toContainEqual(expect.stringMatching(expected));
});

test('the trace id is made anew if the header is greater than 7 KB', async () => {
  const { port } = await inFrontOf(await mirror());
  const seen = await seenOf(port, { 'X-Amzn-Trace-Id': 'Root=1-2-3', 'X-Long': 'x'.repeat(7200) });
  expect(seen).toContainEqual(expect.stringMatching(ROOT));
});

test('Host has the port of a listener that is not the usual one, unless it is preserved', async () => {
  const target = await mirror();
  const changed = await inFrontOf(target, {}, 8443);
  expect(await seenOf(changed.port, { Host: 'Www.amazon.com' })).toContain('Host: www.amazon.com:8443');
  const preserved = await inFrontOf(target, { 'routing.http.preserve_host_header.enabled': 'true' }, 8443);
  expect(await seenOf(preserved.port, { Host: 'Www.amazon.com' })).toContain('Host: Www.amazon.com');
});

test('headers with names that are not valid are dropped if an attribute says so', async () => {
  const target = await mirror();
  const kept = await inFrontOf(target);
  expect(await seenOf(kept.port, { under_score: '1' })).toContain('under_score: 1');
  const dropping = await inFrontOf(target, { 'routing.http.drop_invalid_header_fields.enabled': 'true' });
  expect(await seenOf(dropping.port, { under_score: '1' })).not.toContain('under_score: 1');
});

test('a request goes to the target as the transforms of the rule leave it', async () => {
  const target = await stage.target(({ url, headers }, outgoing) => outgoing.end(`${headers.host}${url}`));
  const rewriting = {
    ...rule(forwardTo(target)),
    transform: (asked: Parameters<ReturnType<typeof rule>['transform']>[0]) => ({
      ...asked,
      host: 'b.test',
      path: '/new',
      query: 'x=y',
    }),
  };
  const { port } = await stage.balancer({ listeners: [listener([rewriting])] });
  expect(await ask(port, { path: '/old', headers: { host: 'a.test' } })).toMatchObject({ body: 'b.test/new?x=y' });
});

test('the client gets the answer as the target wrote it', async () => {
  const target = await stage.target((_, outgoing) => {
    outgoing.writeHead(201, 'Made', [
      'Server',
      'app/1',
      'Set-Cookie',
      'a=1',
      'Set-Cookie',
      'b=2',
      'Keep-Alive',
      'timeout=9',
      'X-A',
      'b',
    ]);
    outgoing.end('done');
  });
  const { port } = await inFrontOf(target);
  expect(await talk(port, 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')).toMatch(
    /^HTTP\/1\.1 201 Made\r\nServer: app\/1\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nX-A: b\r\nDate: .*\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n4\r\ndone\r\n0\r\n\r\n$/,
  );
});

test.each([204, 304])('an answer %i has no body', async (status) => {
  const { port } = await inFrontOf(await stage.target((_, outgoing) => outgoing.writeHead(status).end()));
  expect(await ask(port)).toMatchObject({ status, body: '' });
});

test('HEAD gets the header of GET', async () => {
  const target = await stage.target((_, outgoing) => outgoing.writeHead(200, { 'content-length': '5' }).end('hello'));
  const { port } = await inFrontOf(target);
  expect(await ask(port, { method: 'HEAD' })).toMatchObject({
    status: 200,
    headers: { 'content-length': '5' },
    body: '',
  });
});

test.each([
  ['a length', { 'Content-Length': '5' }, 'content-length: 5'],
  ['chunks', { 'Transfer-Encoding': 'chunked' }, 'transfer-encoding: chunked'],
])('a body with %s comes to the target in the same way', async (_, headers, expected) => {
  const target = await stage.target(async (incoming, outgoing) => {
    let body = '';
    for await (const bytes of incoming) body += bytes;
    const { 'content-length': length, 'transfer-encoding': encoding } = incoming.headers;
    outgoing.end(`${body} ${length === undefined ? `transfer-encoding: ${encoding}` : `content-length: ${length}`}`);
  });
  const { port } = await inFrontOf(target);
  expect(await ask(port, { method: 'POST', headers }, 'hello')).toMatchObject({ body: `hello ${expected}` });
});

test('a client of HTTP/1.0 gets an answer that ends with the connection', async () => {
  const { port } = await inFrontOf(
    await stage.target((_, outgoing) => {
      outgoing.write('a');
      outgoing.end('b');
    }),
  );
  expect(await talk(port, 'GET / HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 OK\r\n(?!.*chunked).*\r\n\r\nab$/s);
});

test('Expect: 100-continue is answered at once and does not come to the target', async () => {
  const { port } = await inFrontOf(await mirror());
  const client = open(port);
  client.socket.write(
    'POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1\r\nConnection: close\r\n\r\n',
  );
  await client.until('HTTP/1.1 100 Continue\r\n\r\n');
  client.socket.write('x');
  await client.until('Content-Length: 1');
  expect(client.came()).not.toContain('Expect');
});

test('trailers pass in both directions', async () => {
  const target = await stage.target(async (incoming, outgoing) => {
    await incoming.resume().toArray();
    outgoing.writeHead(200, { Trailer: 'X-End' });
    outgoing.write('body');
    outgoing.addTrailers({ 'X-End': `got ${incoming.trailers['x-sum']}` });
    outgoing.end();
  });
  const { port } = await inFrontOf(target);
  const came = await talk(
    port,
    'POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\nX-Sum: 7\r\n\r\n',
  );
  expect(came).toContain('\r\n0\r\nX-End: got 7\r\n\r\n');
});

test('bytes pass as they come, in both directions at once', async () => {
  const target = await stage.target((incoming, outgoing) => {
    outgoing.flushHeaders();
    incoming.pipe(outgoing);
  });
  const { port } = await inFrontOf(target);
  const asked = request({ port, host: '127.0.0.1', method: 'POST' });
  asked.write('one');
  const [answer]: [IncomingMessage] = (await once(asked, 'response')) as [IncomingMessage];
  expect(String((await once(answer, 'data'))[0])).toBe('one');
  asked.write('two');
  expect(String((await once(answer, 'data'))[0])).toBe('two');
  asked.end();
  await once(answer.resume(), 'end');
});

const MEGABYTES = 64;

test('a client that does not read holds the target back', async () => {
  let written = 0;
  const target = await stage.target((_, outgoing) => {
    const piece = Buffer.alloc(1 << 20);
    const more = () => {
      while (written < MEGABYTES && outgoing.write(piece)) written++;
      if (written === MEGABYTES) outgoing.end();
    };
    outgoing.on('drain', () => {
      written++;
      more();
    });
    more();
  });
  const { port } = await inFrontOf(target);
  const asked = request({ port, host: '127.0.0.1' }).end();
  const [answer]: [IncomingMessage] = (await once(asked, 'response')) as [IncomingMessage];
  let seen: number;
  do {
    seen = written;
    await new Promise((resolve) => setTimeout(resolve, 200));
  } while (written > seen);
  expect(written).toBeLessThan(MEGABYTES / 2);
  let bytes = 0;
  for await (const piece of answer) bytes += piece.length;
  expect(bytes).toBe(MEGABYTES << 20);
});

test('a target that does not read holds the client back', async () => {
  const reading = event();
  const target = await stage.target(async (incoming, outgoing) => {
    await reading.happened;
    let bytes = 0;
    for await (const piece of incoming) bytes += piece.length;
    outgoing.end(String(bytes));
  });
  const { port } = await inFrontOf(target);
  const asked = request({ port, host: '127.0.0.1', method: 'POST' });
  const answer = once(asked, 'response') as Promise<[IncomingMessage]>;
  const piece = Buffer.alloc(1 << 20);
  let sent = 0;
  const isTaken = () =>
    once(asked, 'drain', { signal: AbortSignal.timeout(300) }).then(
      () => true,
      () => false,
    );
  while (sent < MEGABYTES && (asked.write(piece) || (await isTaken()))) sent++;
  expect(sent).toBeLessThan(MEGABYTES / 2);
  reading.happen();
  asked.end();
  const [came] = await answer;
  const bytes = Number(await came.toArray().then((pieces) => Buffer.concat(pieces).toString()));
  expect(bytes).toBeGreaterThanOrEqual(sent << 20);
});

test('the connection to a target is used again', async () => {
  const ports = new Set<number | undefined>();
  const target = await stage.target(({ socket }, outgoing) => {
    ports.add(socket.remotePort);
    outgoing.end();
  });
  const { port } = await inFrontOf(target);
  for (let i = 0; i < 5; i++) await ask(port);
  expect(ports.size).toBe(1);
});

test.each<[string, string, number]>([
  ['closes the connection without an answer', '', 502],
  ['answers with what is no HTTP', 'hello\r\n\r\n', 502],
  ['answers with a header that is not valid', 'HTTP/1.1 200 OK\r\nA\0: b\r\n\r\n', 502],
  ['answers with a header of more than 32 K', `HTTP/1.1 200 OK\r\nA: ${'x'.repeat(33_000)}\r\n\r\n`, 502],
  ['answers with half a header', 'HTTP/1.1 200 OK\r\nA: b', 502],
])('a target that %s: 502', async (_, bytes, status) => {
  const target = await stage.rawTarget((socket) => socket.once('data', () => socket.end(bytes)));
  const { port } = await inFrontOf(target);
  expect(await ask(port)).toMatchObject({ status, headers: { server: 'awselb/2.0' } });
  expect(stage.sum('HTTPCode_ELB_502_Count')).toBe(1);
  expect(stage.sum('HTTPCode_ELB_5XX_Count')).toBe(1);
  expect(stage.sum('RequestCount')).toBe(1);
  expect(stage.sum('HTTPCode_Target_2XX_Count')).toBe(0);
});

test('a target that resets the connection: 502', async () => {
  const target = await stage.rawTarget((socket) => socket.once('data', () => socket.resetAndDestroy()));
  const { port } = await inFrontOf(target);
  expect(await ask(port)).toMatchObject({ status: 502 });
  expect(stage.sum('TargetConnectionErrorCount')).toBe(0);
});

test.each([
  ['with another protocol', 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'],
  ['with none', 'HTTP/1.1 101 Switching Protocols\r\n\r\n'],
])('a target that switches protocols unasked, %s: 502', async (_, bytes) => {
  const target = await stage.rawTarget((socket) => socket.once('data', () => socket.write(bytes)));
  const { port } = await stage.balancer({ listeners: [listener([rule(forwardTo(target))])] });
  expect(await ask(port)).toMatchObject({ status: 502 });
  expect(stage.sum('HTTPCode_ELB_502_Count')).toBe(1);
});

test('a target where nobody listens: 502, and a connection error of its target group', async () => {
  const { port } = await stage.balancer({ listeners: [listener([rule(forwardTo({ type: 'refused' }))])] });
  expect(await ask(port)).toMatchObject({ status: 502 });
  expect(await ask(port)).toMatchObject({ status: 502 });
  expect(stage.sum('TargetConnectionErrorCount')).toBe(2);
  expect(stage.sum('TargetConnectionErrorCount', TARGET_GROUP)).toBe(2);
  expect(stage.log).toEqual(['Load balancer web: no connection to 10.0.0.1:80: nobody listens there']);
});

test('a target whose port has just closed: 502, and a connection error', async () => {
  const closed = new Stage();
  const target = await closed.target(() => {});
  closed.end();
  const { port } = await inFrontOf(target);
  expect(await ask(port)).toMatchObject({ status: 502 });
  expect(stage.sum('TargetConnectionErrorCount')).toBe(1);
});

test('a target that cannot be reached: 504 and a connection error after two seconds, the least for the ten of AWS', async () => {
  const { port } = await stage.balancer({ listeners: [listener([rule(forwardTo({ type: 'dropped' }))])] });
  const begin = performance.now();
  expect(await ask(port)).toMatchObject({ status: 504 });
  expect(performance.now() - begin).toBeGreaterThan(1_900);
  expect(stage.sum('TargetConnectionErrorCount')).toBe(1);
  expect(stage.sum('HTTPCode_ELB_504_Count')).toBe(1);
});

test('a target that breaks off in its answer: the client learns it by the end of its connection', async () => {
  const target = await stage.rawTarget((socket) =>
    socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf')),
  );
  const { port } = await inFrontOf(target);
  await expect(ask(port)).rejects.toThrow('aborted');
  expect(stage.sum('HTTPCode_Target_2XX_Count')).toBe(1);
});

test('a client that goes away is counted as 460, and the target learns of it', async () => {
  const asked = event();
  const gone = event();
  const target = await stage.target((incoming) => {
    incoming.on('close', gone.happen);
    asked.happen();
  });
  const { port } = await inFrontOf(target);
  const client = open(port);
  client.socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  await asked.happened;
  client.socket.destroy();
  await gone.happened;
  expect(stage.sum('HTTPCode_ELB_4XX_Count')).toBe(1);
  expect(stage.sum('HTTPCode_ELB_5XX_Count')).toBe(0);
});

test('a target that answers before it has read the request is no trouble for the next request', async () => {
  const target = await stage.target((_, outgoing) => outgoing.writeHead(413, { connection: 'close' }).end('too much'));
  const { port } = await inFrontOf(target);
  const client = open(port);
  client.socket.write(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n`);
  await client.until('too much');
  client.socket.write(`${'x'.repeat(1_000_000)}GET /second HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
  await once(client.socket, 'close');
  expect(client.came().match(/HTTP\/1\.1 413/g)).toHaveLength(2);
});

test('counts what CloudWatch shows', async () => {
  const statuses = [200, 301, 404, 500];
  const make = (status: number) => stage.target((_, outgoing) => outgoing.writeHead(status).end('body'));
  const targets = await Promise.all(statuses.map(make));
  const { port } = await stage.balancer({ listeners: [listener([rule(toGroup(groupOf(targets)))])] });
  for (const status of statuses) expect(await ask(port)).toMatchObject({ status });
  for (const code of ['2XX', '3XX', '4XX', '5XX']) {
    expect(stage.sum(`HTTPCode_Target_${code}_Count`)).toBe(1);
    expect(stage.sum(`HTTPCode_Target_${code}_Count`, TARGET_GROUP)).toBe(1);
    expect(stage.sum(`HTTPCode_ELB_${code}_Count`)).toBe(0);
  }
  expect(stage.sum('RequestCount')).toBe(4);
  expect(stage.sum('RequestCount', TARGET_GROUP)).toBe(4);
  expect(stage.sum('RequestCountPerTarget', TARGET_GROUP)).toBe(1);
  expect(stage.sum('RequestCountPerTarget', { TargetGroup: TARGET_GROUP.TargetGroup })).toBe(1);
  expect(stage.sum('TargetResponseTime')).toBeGreaterThan(0);
  expect(stage.sum('NewConnectionCount')).toBe(8);
  expect(stage.sum('ActiveConnectionCount')).toBe(4);
  expect(stage.sum('ProcessedBytes')).toBeGreaterThan(4 * 'HTTP/1.1 200 OK'.length);
});
