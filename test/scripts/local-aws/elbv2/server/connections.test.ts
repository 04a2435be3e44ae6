/** Connections over their whole life: WebSockets, idle times, ends, and what broken clients and targets leave behind. */

import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { ask, event, forwardTo, listener, open, rule, Stage, talk } from './stage';

let stage: Stage;
beforeEach(() => {
  stage = new Stage();
});
afterEach(() => stage.end());

/** A load balancer before that target. */
const inFrontOf = (target: number, minuteMs = 1000) =>
  stage.balancer({ minuteMs, listeners: [listener([rule(forwardTo(target))])] });

const UPGRADE = [
  'GET /chat HTTP/1.1',
  'Host: a.test',
  'Connection: keep-alive, Upgrade',
  'Upgrade: WebSocket',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Version: 13',
  '\r\n',
].join('\r\n');

/** A target that agrees to WebSockets, and sends back what it gets. */
async function echo(met: (socket: Socket) => void = () => {}): Promise<number> {
  return stage.rawTarget((socket) => {
    met(socket);
    socket.once('data', (header) => {
      const key = /Sec-WebSocket-Key: (\S+)/.exec(String(header))?.[1];
      const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
      const lines = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
      socket.write(`${[...lines, `Sec-WebSocket-Accept: ${accept}`].join('\r\n')}\r\n\r\nfirst`);
      socket.on('data', (bytes) => socket.write(bytes));
    });
  });
}

test('a WebSocket passes in both directions, and ends at both ends', async () => {
  const gone = event();
  const { port } = await inFrontOf(await echo((socket) => socket.on('close', gone.happen)));
  const client = open(port);
  client.socket.write(`${UPGRADE}early `);
  await client.until('firstearly ');
  expect(client.came()).toMatch(
    /^HTTP\/1\.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=\r\n\r\nfirst/,
  );
  client.socket.write('hello');
  await client.until('hello');
  client.socket.end();
  await gone.happened;
  expect(stage.sum('HTTPCode_ELB_4XX_Count')).toBe(0);
  expect(stage.sum('RequestCount')).toBe(1);
});

test('a WebSocket that the target ends, ends for the client', async () => {
  let atTarget: Socket | undefined;
  const target = await echo((socket) => {
    atTarget = socket;
  });
  const { port } = await inFrontOf(target);
  const client = open(port);
  client.socket.write(UPGRADE);
  await client.until('first');
  atTarget?.destroy();
  await once(client.socket, 'close');
});

test('a target that agrees to no WebSocket answers, and the connection ends', async () => {
  const { port } = await inFrontOf(await stage.target((_, outgoing) => outgoing.writeHead(426).end('no')));
  const came = await talk(port, UPGRADE);
  expect(came).toMatch(/^HTTP\/1\.1 426 Upgrade Required\r\n.*Connection: close\r\n/s);
  expect(came).toContain('no');
});

test('a WebSocket to a target that is not there: 502', async () => {
  const { port } = await stage.balancer({ listeners: [listener([rule(forwardTo({ type: 'refused' }))])] });
  expect(await talk(port, UPGRADE)).toMatch(/^HTTP\/1\.1 502 Bad Gateway\r\n/);
});

test.each(['websocket', 'h2c'])(
  'an upgrade to %s behind a request that waits: one answer, and the end',
  async (protocol) => {
    const target = await stage.target(async (_, outgoing) => {
      await delay(100);
      outgoing.end('first');
    });
    const { port } = await inFrontOf(target, 60_000);
    const upgrade = `GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: ${protocol}\r\n\r\n`;
    const came = await talk(port, `GET / HTTP/1.1\r\nHost: x\r\n\r\n${upgrade}`);
    expect(came).toMatch(/^HTTP\/1\.1 200 OK\r\n.*first/s);
    expect(came.match(/HTTP\/1\.1/g)).toHaveLength(1);
    expect(await ask(port)).toMatchObject({ body: 'first' });
  },
);

test('a CONNECT behind a request that waits: one answer, and the end', async () => {
  const target = await stage.target(async (_, outgoing) => {
    outgoing.write('fir');
    await delay(100);
    outgoing.end('st');
  });
  const { port } = await inFrontOf(target, 60_000);
  const came = await talk(port, 'GET / HTTP/1.1\r\nHost: x\r\n\r\nCONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n');
  expect(came).toMatch(/^HTTP\/1\.1 200 OK\r\n.*fir.*st/s);
  expect(came.match(/HTTP\/1\.1/g)).toHaveLength(1);
});

test('a long answer before an upgrade comes to its end', async () => {
  const long = 'x'.repeat(8_000_000);
  const { port } = await inFrontOf(await stage.target((_, outgoing) => outgoing.end(long)), 60_000);
  const upgrade = 'GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
  const client = open(port);
  // It must fill the way before it is read.
  client.socket.pause();
  client.socket.write(`GET / HTTP/1.1\r\nHost: x\r\n\r\n${upgrade}`);
  await delay(200);
  client.socket.resume();
  await once(client.socket, 'close');
  expect(client.came().length).toBeGreaterThan(long.length);
});

describe('without a byte for the idle timeout (two seconds at least)', () => {
  test('a target that does not answer: 504, and it is told that nobody waits', async () => {
    const gone = event();
    const { port } = await inFrontOf(await stage.target((incoming) => void incoming.on('close', gone.happen)));
    expect(await ask(port)).toMatchObject({ status: 504, headers: { 'content-length': '132' } });
    await gone.happened;
    expect(stage.sum('HTTPCode_ELB_504_Count')).toBe(1);
    expect(stage.sum('TargetConnectionErrorCount')).toBe(0);
  });

  test('but not if this process could not read the answer: it gets it', async () => {
    const target = await stage.target((_, outgoing) => {
      // Nobody in this process works in the meantime.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2200);
      outgoing.end('late');
    });
    const { port } = await inFrontOf(target);
    expect(await ask(port)).toMatchObject({ status: 200, body: 'late' });
  });

  test('a client that does not send the rest of its header, or of its body: 408', async () => {
    const { port } = await inFrontOf(await stage.target((incoming) => void incoming.resume()));
    const header = 'GET / HTTP/1.1\r\nHost: a\r\n';
    const body = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf';
    const answers = await Promise.all([talk(port, header), talk(port, body)]);
    for (const answer of answers) expect(answer).toMatch(/^HTTP\/1\.1 408 Request Time-out\r\n/);
  });

  test('a connection over which nothing goes on, or nothing ever came, is closed', async () => {
    const { port } = await inFrontOf(await stage.target((_, outgoing) => outgoing.end('hello')));
    const used = open(port);
    used.socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await used.until('hello');
    await Promise.all([once(used.socket, 'close'), once(open(port).socket, 'close')]);
    expect(used.came().match(/HTTP\/1\.1/g)).toHaveLength(1);
  });

  test('an answer that does not go on ends with the connection; one that does, goes on', async () => {
    const target = await stage.target(async (incoming, outgoing) => {
      outgoing.write('begin ');
      if (incoming.url === '/stuck') return;
      for (let i = 0; i < 5; i++) {
        await delay(600);
        outgoing.write('and on ');
      }
      outgoing.end('end');
    });
    const { port } = await inFrontOf(target);
    const [slow] = await Promise.all([
      ask(port, { path: '/slow' }),
      expect(ask(port, { path: '/stuck' })).rejects.toThrow('aborted'),
    ]);
    expect(slow).toMatchObject({ body: `begin ${'and on '.repeat(5)}end` });
  });

  test('a WebSocket ends', async () => {
    const { port } = await inFrontOf(await echo());
    const client = open(port);
    client.socket.write(UPGRADE);
    await client.until('first');
    await once(client.socket, 'close');
  });
});

test('a connection is not used for longer than client_keep_alive.seconds', async () => {
  const { port } = await stage.balancer({
    minuteMs: 60,
    attributes: new Map([['client_keep_alive.seconds', '60']]),
    listeners: [listener([rule(forwardTo(await stage.target((_, outgoing) => outgoing.end('hello'))))])],
  });
  const client = open(port);
  client.socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  await client.until('keep-alive');
  await delay(1_200);
  client.socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  await delay(1_200);
  client.socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  await client.until('Connection: close');
  await once(client.socket, 'close');
});

test('a load balancer that is deleted gives the answers that it owes', async () => {
  const asked = event();
  const go = event();
  const target = await stage.target(async (_, outgoing) => {
    asked.happen();
    await go.happened;
    outgoing.end('late');
  });
  const { port, server } = await inFrontOf(target);
  const waiting = open(port);
  await once(waiting.socket, 'connect');
  const answer = ask(port);
  await asked.happened;
  server.drain(() => {});
  await once(waiting.socket, 'close');
  await expect(ask(port)).rejects.toThrow('ECONNREFUSED');
  go.happen();
  expect(await answer).toMatchObject({ body: 'late' });
});

/** What this process holds open, but for what belongs to the test's own timers and pipes. */
const held = () => process.getActiveResourcesInfo().filter((name) => /TCP|TLS|Timeout/.test(name)).length;

test('storms of broken clients and targets leave nothing behind and end nothing', async () => {
  const garbage = ['HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx', 'nonsense\r\n\r\n', '', 'HTTP/1.1 200 OK\r\nA'];
  let turn = 0;
  const broken = await stage.rawTarget((socket) => {
    const next = turn++ % (garbage.length + 2);
    socket.once('data', () => {
      const bytes = garbage[next];
      if (bytes !== undefined) socket.end(bytes);
      else if (next === garbage.length) socket.resetAndDestroy();
      else socket.destroy();
    });
  });
  const good = await stage.target(
    (incoming, outgoing) => void incoming.resume().on('end', () => outgoing.end('hello')),
  );
  const { port, server } = await stage.balancer({
    listeners: [listener([rule(forwardTo(broken), '/broken'), rule(forwardTo(good))])],
  });
  expect(await ask(port)).toMatchObject({ body: 'hello' });
  await delay(100);
  const heldBefore = held();
  const requests = [
    'GET /broken HTTP/1.1\r\nHost: a\r\n\r\n',
    'POST /broken HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\nxxx',
    'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\nxxx',
    'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
    'GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n',
    'GET / HTTP/1.1\r\nHo',
    '\x16\x03\x01',
    '\0\0\0',
    UPGRADE,
    UPGRADE.replace('/chat', '/broken'),
    '',
  ];
  const closings: ((socket: Socket) => void)[] = [
    (socket) => socket.destroy(),
    (socket) => socket.resetAndDestroy(),
    (socket) => socket.end(),
  ];
  await Promise.all(
    Array.from({ length: 330 }, async (_, at) => {
      const { socket } = open(port);
      const closed = new Promise((resolve) => socket.on('close', resolve));
      socket.write(requests[at % requests.length] ?? '', 'latin1');
      if (at % 2 === 0) await delay(at % 20);
      closings[at % 3]?.(socket);
      // Whoever only ends its own side is closed by the load balancer.
      await closed;
    }),
  );
  expect(await ask(port)).toMatchObject({ body: 'hello' });
  for (let left = 50; held() > heldBefore && left > 0; left--) await delay(100);
  expect(held()).toBeLessThanOrEqual(heldBefore);
  expect(stage.log).toEqual([]);
  server.destroy();
});
