/** The process of the visitors, as `npm run build` makes it, against a server of the test. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SeenAnswers } from '../../../../scripts/story/visitors/answers';
import { Visitors } from '../../../../scripts/story/visitors/visitors';
import { childrenOf, eventually, isAlive } from '../../local-aws/fixtures';

let server: Server;
let visitors: Visitors;
let all: SeenAnswers;
beforeEach(() => {
  visitors = new Visitors();
  all = new SeenAnswers([]);
});
afterEach(async () => {
  await visitors.stop();
  server?.closeAllConnections();
  server?.close();
});

/** @returns the server's URL, by a name that only browsers and curl know */
async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://a.elb.localhost:${(server.address() as AddressInfo).port}/`;
}

/** Gathers what the visitors see until it is enough. */
const gather = (enough: (seen: SeenAnswers) => boolean) =>
  eventually(async () => {
    all = new SeenAnswers([...all.all, ...(await visitors.seen()).all]);
    return all;
  }, enough);

test('tell who answered, and what failed, each answer once', async () => {
  let count = 0;
  const url = await serve((_request, response) => {
    count++;
    if (count === 2) return void response.writeHead(503).end('<html>');
    const more = { 'content-length': 100 };
    if (count === 3) return void response.writeHead(200, more).write('{', () => response.destroy());
    response.writeHead(count === 4 ? 500 : 200).end(JSON.stringify({ version: '1', task: 'a' }));
  });
  visitors.send(url, 20);
  // On a busy machine a later answer may come before an earlier one.
  const seen = await gather(({ all: told }) => told.filter(({ status }) => status !== 200).length >= 3);
  const ofStatus = (wanted: number) => seen.all.filter(({ status }) => status === wanted);
  expect(ofStatus(503)).toEqual([{ status: 503 }]);
  expect(ofStatus(0)).toEqual([{ status: 0, error: 'ECONNRESET' }]);
  expect(ofStatus(500)).toEqual([{ status: 500, version: '1', task: 'a' }]);
  expect(ofStatus(200)).toContainEqual({ status: 200, version: '1', task: 'a' });
});

test('come when they are few, too', async () => {
  visitors.send(await serve((_request, response) => response.end('{}')), 4);
  await gather(({ count }) => count > 1);
});

test('come no more when none are sent', async () => {
  let served = 0;
  const url = await serve((_request, response) => {
    served++;
    response.end('{}');
  });
  visitors.send(url, 500);
  await gather(({ count }) => count > 100);
  visitors.send(url, 0);
  // Who was on the way arrives.
  await gather(({ count }) => count === served);
  const before = served;
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(served).toBe(before);
});

test('see nothing of a server that is not there', async () => {
  const url = await serve(() => {});
  server.close();
  visitors.send(url, 50);
  const seen = await gather(({ count }) => count > 3);
  expect(seen.failed()).toEqual(seen.all);
});

test('leave no process', async () => {
  const before = await childrenOf(process.pid, /node/);
  expect((await visitors.seen()).count).toBe(0);
  await visitors.stop();
  await visitors.stop();
  expect((await Promise.all(before.map(isAlive))).filter(Boolean).length).toBeLessThan(before.length);
  await expect(visitors.seen()).rejects.toThrow('The process of the visitors has ended');
});

test('end with whoever has sent them, however that ends', async () => {
  const parent = spawn(
    process.execPath,
    ['-e', `process.send(require('node:child_process').fork('dist/visitors.js').pid)`],
    {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    },
  );
  const [pid] = (await once(parent, 'message')) as [number];
  expect(await isAlive(pid)).toBe(true);
  parent.kill('SIGKILL');
  await eventually(
    () => isAlive(pid),
    (alive) => !alive,
  );
});
