import { once } from 'node:events';
import { Agent, createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { ask } from '../../../scripts/story/ask';

let server: Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** @returns the URL of a server under a name that only browsers and curl know */
async function serve(listener: Parameters<typeof createServer>[1]): Promise<string> {
  server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://web.us-east-1.elb.localhost:${(server.address() as AddressInfo).port}/`;
}

test('finds a load balancer of this machine, whose name the system may not know', async () => {
  const url = await serve(({ headers }, response) => response.writeHead(404, { a: 'b' }).end(headers.host));
  expect(await ask(url)).toMatchObject({ status: 404, headers: { a: 'b' }, body: new URL(url).host });
});

test('asks again if an idle connection was closed meanwhile, and only then', async () => {
  const agent = new Agent({ keepAlive: true });
  let requests = 0;
  const url = await serve(({ socket }, response) => {
    requests++;
    // The third request comes over the connection of the second.
    if (requests === 1 || requests === 3) return void socket.destroy();
    response.end('ok');
  });
  await expect(ask(url, agent)).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(await ask(url, agent)).toMatchObject({ body: 'ok', askedAgain: false });
  expect(await ask(url, agent)).toMatchObject({ body: 'ok', askedAgain: true });
  expect(requests).toBe(4);
  agent.destroy();
});

test('asks again once at most, and never if a byte has come', async () => {
  const agent = new Agent({ keepAlive: true });
  let requests = 0;
  let last = (socket: Socket) => void socket.destroy();
  const url = await serve(({ socket }, response) => {
    requests++;
    if (requests > 2) last(socket);
    // Both wait for each other, so there are two connections.
    else if (open.push(response) === 2) for (const one of open) one.end();
  });
  const open: ServerResponse[] = [];
  const twoIdle = async () => {
    requests = 0;
    open.length = 0;
    await Promise.all([ask(url, agent), ask(url, agent)]);
  };
  await twoIdle();
  await expect(ask(url, agent)).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(requests).toBe(4);
  last = (socket) => void socket.end('HTTP/1.1 200');
  await twoIdle();
  await expect(ask(url, agent)).rejects.toThrow();
  expect(requests).toBe(3);
  agent.destroy();
});

test('asks again over a new connection, because other idle ones may be closed as well', async () => {
  const agent = new Agent({ keepAlive: true });
  const known = new Set<Socket>();
  const open: ServerResponse[] = [];
  const url = await serve(({ socket }, response) => {
    if (known.has(socket)) return void socket.destroy();
    known.add(socket);
    // The first two wait for each other, so there are two connections.
    if (open.push(response) === 2) for (const one of open) one.end();
    else if (open.length > 2) response.end('new');
  });
  await Promise.all([ask(url, agent), ask(url, agent)]);
  expect(await ask(url, agent)).toMatchObject({ body: 'new', askedAgain: true });
  agent.destroy();
});
