import { once } from 'node:events';
import { connect } from 'node:net';
import type { Listeners, PlayedContainer } from '../../../../../scripts/local-aws/ecs/containers/container';
import { type StandInOptions, startStandIn } from '../../../../../scripts/local-aws/ecs/containers/stand-in';

const running: PlayedContainer[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((container) => container.stop(0)));
});

/** Starts a stand-in for `web:<tag>` on port 80, whose health check is `/healthz`. */
async function start(tag: string, change: Partial<StandInOptions> = {}) {
  const listeners: Listeners = new Map();
  const identity = {
    service: 'shop',
    task: '0123',
    container: 'Main',
    image: `web:${tag}`,
    revision: '42',
    taskDefinition: 'shop:7',
  };
  const container = await startStandIn({
    identity,
    ports: [80],
    healthChecks: new Map([['/healthz', 200]]),
    listeners,
    crash: () => new Promise(() => {}),
    ...change,
  });
  running.push(container);
  const url = (path: string) => `http://127.0.0.1:${listeners.get(80)?.port}${path}`;
  const ask = (path: string, init?: RequestInit) => fetch(url(path), init);
  const statuses = async (paths: string[]) => Promise.all(paths.map(async (path) => (await ask(path)).status));
  const check = (path = '/healthz') => ask(path, { headers: { 'user-agent': 'ELB-HealthChecker/2.0' } });
  return { container, listeners, identity, ask, check, url, statuses };
}

test('a stand-in answers with what it is and the path as received, for any method', async () => {
  const { ask, identity } = await start('1');
  const answer = await ask('/a//b%20c?d=%C3%A4');
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual({ ...identity, path: '/a//b%20c?d=%C3%A4' });
  expect((await ask('/', { method: 'POST', body: 'x'.repeat(100_000) })).status).toBe(200);
  expect(await (await ask('/', { method: 'HEAD' })).text()).toBe('');
});

test.each([
  ['good', { visitor: 200, check: 200 }],
  ['unhealthy', { visitor: 200, check: 503 }],
  ['errors', { visitor: 500, check: 200 }],
])('the tag %s answers visitors and health checks of the same path with %j', async (tag, expected) => {
  const { ask, check } = await start(tag);
  const [visitor, checked] = [await ask('/healthz'), await check()];
  expect({ visitor: visitor.status, check: checked.status }).toEqual(expected);
});

test('a health check of a path that was changed since the start is answered, too', async () => {
  expect((await (await start('errors')).check('/new')).status).toBe(200);
  expect((await (await start('unhealthy')).check('/new')).status).toBe(503);
});

test('a health check that takes 204 for good is answered with it', async () => {
  const { check, ask } = await start('1', { healthChecks: new Map([['/ping', 204]]) });
  expect([(await check('/ping')).status, (await ask('/ping')).status]).toEqual([204, 200]);
});

test('errors-20 fails 20 of 100 requests, and no health check', async () => {
  const { check, statuses } = await start('errors-20');
  const seen = await statuses(Array.from({ length: 100 }, () => '/'));
  expect(seen.filter((status) => status === 500)).toHaveLength(20);
  const checks = await Promise.all(Array.from({ length: 10 }, () => check()));
  expect(checks.every(({ status }) => status === 200)).toBe(true);
});

test('slow answers health checks before a request that came earlier', async () => {
  const { ask, check } = await start('slow');
  const order: string[] = [];
  const late = ask('/').then(({ status }) => order.push(`late ${status}`));
  await check().then(() => order.push('check'));
  await late;
  expect(order).toEqual(['check', 'late 200']);
});

test('refuses listens nowhere, but runs', async () => {
  const { container, listeners } = await start('refuses');
  expect(listeners.size).toBe(0);
  await container.stop(1000);
  expect(await container.ended).toBe(0);
});

test('crash exits with code 1 when its time has come', async () => {
  const { container, listeners } = await start('crash', { crash: async () => {} });
  expect(listeners.size).toBe(0);
  expect(await container.ended).toBe(1);
});

test('after SIGTERM it takes no connection, ends the answers under way, and exits with code 0', async () => {
  const { container, listeners, ask, check, url } = await start('slow');
  const received = ask('/');
  // The answer that is given first shows that the other request has arrived.
  await check();
  const stopped = container.stop(60_000);
  expect((await received).status).toBe(200);
  await stopped;
  expect(await container.ended).toBe(0);
  expect(listeners.size).toBe(0);
  await expect(fetch(url('/'))).rejects.toThrow();
});

test('what does not end in time is ended by SIGKILL, with exit code 137', async () => {
  const { container, ask, check } = await start('slow');
  const broken = expect(ask('/')).rejects.toThrow();
  await check();
  await container.stop(1);
  expect(await container.ended).toBe(137);
  await broken;
});

/** A frame as a client sends it: masked with zeros. */
function masked(opcode: number, payload: Buffer): Buffer {
  const length = payload.length < 126 ? [] : payload.length < 65_536 ? [0, 0] : [0, 0, 0, 0, 0, 0, 0, 0];
  const head = Buffer.from([0x80 | opcode, 0x80, ...length, 0, 0, 0, 0]);
  head[1] = 0x80 | (length.length === 0 ? payload.length : length.length === 2 ? 126 : 127);
  if (length.length === 2) head.writeUInt16BE(payload.length, 2);
  if (length.length === 8) head.writeBigUInt64BE(BigInt(payload.length), 2);
  return Buffer.concat([head, payload]);
}

async function openWebSocket(port = 0, tag = '/chat') {
  const socket = connect(port, '127.0.0.1');
  let received = Buffer.alloc(0);
  const more = new Set<() => void>();
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    for (const look of more) look();
  });
  /** Resolves with the next bytes, as soon as there are that many. */
  const read = (count: number) =>
    new Promise<Buffer>((resolve) => {
      const look = () => {
        if (received.length < count) return;
        more.delete(look);
        resolve(received.subarray(0, count));
        received = received.subarray(count);
      };
      more.add(look);
      look();
    });
  const key = 'dGhlIHNhbXBsZSBub25jZQ==';
  const head = ['Host: a', 'Connection: Upgrade', 'Upgrade: websocket', `Sec-WebSocket-Key: ${key}`];
  socket.write(`GET ${tag} HTTP/1.1\r\n${head.join('\r\n')}\r\nSec-WebSocket-Version: 13\r\n\r\n`);
  return { socket, read };
}

/** With the key and the answer of RFC 6455, section 1.3. */
const ACCEPTED =
  'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
  'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n';

test('a WebSocket gets back what it sends, a pong for a ping, and a close frame when the container stops', async () => {
  const { container, listeners } = await start('1');
  const { socket, read } = await openWebSocket(listeners.get(80)?.port);
  expect((await read(ACCEPTED.length)).toString()).toBe(ACCEPTED);
  for (const [length, head] of [
    [5, 2],
    [300, 4],
    [70_000, 10],
  ] as const) {
    socket.write(masked(1, Buffer.alloc(length, 'x')));
    const frame = await read(head + length);
    expect(frame[0]).toBe(0x81);
    expect(frame.subarray(head).equals(Buffer.alloc(length, 'x'))).toBe(true);
  }
  socket.write(masked(9, Buffer.from('?')));
  expect(await read(3)).toEqual(Buffer.from([0x8a, 1, '?'.charCodeAt(0)]));
  const stopped = container.stop(60_000);
  expect(await read(4)).toEqual(Buffer.from([0x88, 2, 1001 >> 8, 1001 & 0xff]));
  await stopped;
  expect(await container.ended).toBe(0);
});

test('a WebSocket whose client closes, or breaks the protocol, is closed', async () => {
  const { listeners } = await start('1');
  for (const [sent, answer] of [
    [masked(8, Buffer.from([0x03, 0xe8])), [0x88, 2, 0x03, 0xe8]],
    // Not masked.
    [Buffer.from([0x81, 0]), [0x88, 2, 1002 >> 8, 1002 & 0xff]],
    [Buffer.from([0x82, 0xff, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]), [0x88, 2, 1009 >> 8, 1009 & 0xff]],
  ] as const) {
    const { socket, read } = await openWebSocket(listeners.get(80)?.port);
    await read(ACCEPTED.length);
    socket.write(sent);
    expect(await read(4)).toEqual(Buffer.from(answer));
    await once(socket, 'close');
  }
});

test('an image that answers with errors takes no WebSocket', async () => {
  const { listeners } = await start('errors');
  const { read } = await openWebSocket(listeners.get(80)?.port);
  expect((await read(12)).toString()).toBe('HTTP/1.1 500');
});

test('bytes that are no HTTP end their connection only', async () => {
  const { listeners, ask } = await start('1');
  const socket = connect(listeners.get(80)?.port ?? 0, '127.0.0.1');
  socket.on('error', () => {});
  socket.write('\0\r\n\r\n');
  await once(socket, 'close');
  expect((await ask('/')).status).toBe(200);
});
