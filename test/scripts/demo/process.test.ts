/** The app as its template has it, as a process of Node.js. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Fargate, startFargate } from './fargate';
import { appOfTemplate } from './template';

let fargate: Fargate;
beforeEach(async () => {
  fargate = await startFargate();
});
const started: ChildProcess[] = [];
afterEach(async () => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
  await fargate.stop();
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await once(server.close(), 'close');
  return port;
}

/** @param env more than what a task has anyway */
async function startApp(env: Record<string, string> = {}) {
  const port = await freePort();
  const child = spawn(process.execPath, ['-e', appOfTemplate()], {
    env: { ...fargate.env, PORT: String(port), ...env },
  });
  started.push(child);
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => lines.push(String(data)));
  const ended = once(child, 'close');
  return {
    child,
    ended,
    url: `http://127.0.0.1:${port}`,
    output: () => lines.join(''),
    says: async (text: string) => {
      while (!lines.join('').includes(text))
        await Promise.race([once(child.stdout, 'data'), ended.then(() => fail(text, lines))]);
    },
  };
}

function fail(text: string, lines: string[]): never {
  throw new Error(`ended without saying '${text}': ${lines.join('')}`);
}

test('serves the page, answers, and the number of tasks that ECS tells', async () => {
  const { url, says } = await startApp({ VERSION: '2' });
  await says('Version 2 listens on port');
  const [page, answer, tasks] = await Promise.all(['/', '/answer', '/tasks'].map((path) => fetch(`${url}${path}`)));
  const text = await page?.text();
  expect(text).toContain('<title>Who answers?</title>');
  expect(text).not.toMatch(/(?:src|href)="(?!data:)|url\(|@import/);
  expect(await answer?.json()).toEqual({ version: '2', task: '0123456789abcdef' });
  expect(await tasks?.json()).toEqual({ running: 3, desired: 4 });
});

test('after SIGTERM it takes no more connections, answers what has begun, and ends with 0', async () => {
  const { url, child, says, ended, output } = await startApp();
  await says('listens');
  let answer = () => {};
  fargate.ready = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const idle = await fetch(`${url}/healthz`);
  await idle.text();
  const begun = fetch(`${url}/tasks`);
  while (fargate.calls.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  child.kill('SIGTERM');
  await says('SIGTERM: finishing what has begun');
  await expect(fetch(`${url}/healthz`)).rejects.toThrow('fetch failed');
  answer();
  const last = await begun;
  expect([last.status, last.headers.get('connection')]).toEqual([200, 'close']);
  expect(await ended).toEqual([0, null]);
  expect(output()).toBe(`Version 1 listens on port ${new URL(url).port}\nSIGTERM: finishing what has begun\n`);
});

test.each([
  [{ ERROR_PERCENT: 'many' }, "ERROR_PERCENT must be a number from 0 to 100, not 'many'\n"],
  [{ ECS_CONTAINER_METADATA_URI_V4: 'http://127.0.0.1:9' }, 'fetch failed\n'],
])('with %j it ends with 1 and a sentence', async (env: Record<string, string>, sentence) => {
  const { ended, output } = await startApp(env);
  expect([await ended, output()]).toEqual([[1, null], sentence]);
});
