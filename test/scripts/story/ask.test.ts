import { once } from 'node:events';
import { Agent, createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
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
  expect((await ask(url, agent)).body).toBe('ok');
  expect((await ask(url, agent)).body).toBe('ok');
  expect(requests).toBe(4);
  agent.destroy();
});
