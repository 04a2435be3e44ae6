import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { probe } from '../../../../../scripts/local-aws/elbv2/targets/probe';

const servers: Server[] = [];
const sockets = new Set<Socket>();
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers.splice(0)) {
    server.close();
    await once(server, 'close');
  }
});

async function portOf(server: Server): Promise<number> {
  servers.push(server);
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const serve = (listener: RequestListener) => portOf(createHttpServer(listener));
const speak = (bytes: string) => portOf(createTcpServer((socket) => socket.on('error', () => {}).end(bytes)));

const check = (port: number, path = '/', timeoutMs = 5000) =>
  probe({
    port,
    path,
    protocol: 'HTTP',
    host: '10.0.0.1:8080',
    timeoutMs,
    signal: new AbortController().signal,
  });

test('a target whose answer came while this process could not read it is in time', async () => {
  const port = await serve((_, answer) => {
    // Nobody in this process works in the meantime.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1100);
    answer.end();
  });
  expect(await check(port, '/', 1000)).toEqual({ type: 'status', status: 200 });
});

test('a check is a GET of the path by ELB-HealthChecker, to the address of the target, on a connection of its own', async () => {
  const seen: unknown[] = [];
  const port = await serve(({ method, url, headers }, answer) => {
    const { host, connection, 'user-agent': agent } = headers;
    seen.push([method, url, host, agent, connection]);
    answer.writeHead(204).end();
  });
  expect(await check(port, '/healthz?full=1')).toEqual({ type: 'status', status: 204 });
  expect(seen).toEqual([['GET', '/healthz?full=1', '10.0.0.1:8080', 'ELB-HealthChecker/2.0', 'close']]);
});

test('a redirect is not followed', async () => {
  const port = await serve((_, answer) => answer.writeHead(302, { location: '/login' }).end());
  expect(await check(port)).toEqual({ type: 'status', status: 302 });
});

test('a port where nobody listens, a connection that is closed and an answer that is no HTTP fail', async () => {
  const port = await serve(() => {});
  const [server] = servers.splice(0);
  server?.close();
  expect(await check(port)).toEqual({ type: 'failed' });
  expect(await check(await speak(''))).toEqual({ type: 'failed' });
  expect(await check(await speak('SSH-2.0-OpenSSH_9.6\r\n'))).toEqual({ type: 'failed' });
  expect(
    await check(await speak('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n')),
  ).toEqual({ type: 'failed' });
});

test('a target that does not answer in time is given up, and its connection closed', async () => {
  const port = await serve(() => {});
  expect(await check(port, '/', 20)).toEqual({ type: 'timeout' });
  const [socket] = sockets;
  if (socket !== undefined) await once(socket, 'close');
  expect(sockets.size).toBe(0);
});

test('the end of the world ends a check', async () => {
  const ending = new AbortController();
  const port = await serve(() => ending.abort());
  const result = probe({
    port,
    path: '/',
    protocol: 'HTTP',
    host: 'a',
    timeoutMs: 60_000,
    signal: ending.signal,
  });
  expect(await result).toEqual({ type: 'failed' });
});
