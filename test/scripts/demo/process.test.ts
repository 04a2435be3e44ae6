import { type App, startApp } from './app';
import { type Fargate, startFargate } from './fargate';

let fargate: Fargate;
let app: App;
beforeEach(async () => {
  fargate = await startFargate();
});
afterEach(async () => {
  app.child.kill('SIGKILL');
  await fargate.stop();
});

/** @param env more than what a task has anyway */
async function start(env: Record<string, string> = {}): Promise<App> {
  app = await startApp({ ...fargate.env, ...env });
  return app;
}

test('serves the page, answers, and the number of tasks that ECS tells', async () => {
  const { url, says } = await start({ VERSION: '2' });
  await says('Version 2 listens on port');
  const [page, answer, tasks] = await Promise.all(['/', '/answer', '/tasks'].map((path) => fetch(`${url}${path}`)));
  const text = await page?.text();
  expect(text).toContain('<title>Who answers?</title>');
  expect(text).not.toMatch(/(?:src|href)="(?!data:)|url\(|@import/);
  expect(await answer?.json()).toEqual({ version: '2', task: '0123456789abcdef' });
  expect(await tasks?.json()).toEqual({ running: 3, desired: 4 });
});

test('after SIGTERM it takes no more connections, answers what has begun, and ends with 0', async () => {
  const { url, child, says, ended, output } = await start();
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
  const { ended, output } = await start(env);
  expect([await ended, output()]).toEqual([[1, null], sentence]);
});
