import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createDemo, type DemoOptions } from '../../../scripts/demo/server';

const PAGE = '<!doctype html><style>p{}</style><script>let a;</script>';

let server: Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** @returns asks the app for a path */
async function start(options: Partial<DemoOptions> = {}) {
  const settings = { version: '7', errorPercent: 0 };
  const counts = async () => ({ running: 2, desired: 3 });
  server = createDemo({ settings, task: { id: 'abc' }, page: PAGE, countTasks: counts, ...options });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${port}${path}`, init);
}

test('an answer says which version and task it comes from, and is not kept', async () => {
  const ask = await start();
  const answer = await ask('/answer');
  expect(await answer.json()).toEqual({ version: '7', task: 'abc' });
  expect(answer.headers.get('cache-control')).toBe('no-store');
});

test('a bad version fails as many visitors as its settings say, and tells who it is, but looks well to the health check', async () => {
  const ask = await start({ settings: { version: 'bad', errorPercent: 50 } });
  const answers = [
    await ask('/answer'),
    await ask('/answer'),
    await ask('/answer?errorPercent=0'),
    await ask('/answer'),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 500, 200, 500]);
  expect(await answers[1]?.json()).toEqual({ version: 'bad', task: 'abc' });
  expect([(await ask('/healthz')).status, (await ask('/')).status]).toEqual([200, 200]);
});

test('the page may run its own script and style and ask its own service, and nothing else', async () => {
  const ask = await start();
  const answer = await ask('/');
  expect(await answer.text()).toBe(PAGE);
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  expect(answer.headers.get('content-security-policy')).toBe(
    `default-src 'none'; script-src ${hash('let a;')}; style-src ${hash('p{}')}; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'`,
  );
});

test('many pages that ask for the number of tasks make one question to ECS', async () => {
  const asked = vi.fn(async () => ({ running: 2, desired: 3 }));
  const ask = await start({ countTasks: asked });
  const answers = await Promise.all([ask('/tasks'), ask('/tasks'), ask('/tasks')]);
  expect(await Promise.all(answers.map((answer) => answer.json()))).toEqual(Array(3).fill({ running: 2, desired: 3 }));
  expect(asked).toHaveBeenCalledTimes(1);
});

test('says why the number of tasks is not known', async () => {
  const ask = await start({ countTasks: () => Promise.reject(new Error('the task has no role')) });
  expect(await (await ask('/tasks')).json()).toEqual({ problem: 'the task has no role' });
});

test.each([
  ['/nothing', undefined, 404],
  ['//', undefined, 404],
  ['/', { method: 'HEAD' }, 200],
  ['/answer', { method: 'POST', body: 'x'.repeat(100_000) }, 405],
])('%s with %j is answered with %d', async (path, init, status) => {
  const ask = await start();
  expect((await ask(path, init)).status).toBe(status);
});

test('connections live longer than those of a load balancer, which are idle for 60 seconds at most', async () => {
  await start();
  expect(server.keepAliveTimeout).toBeGreaterThan(60_000);
});
