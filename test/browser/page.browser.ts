/** The demonstration's page, served by two versions of the app that take turns. */
import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { type App, startApp } from '../scripts/demo/app';
import { type Fargate, startFargate } from '../scripts/demo/fargate';
import { openPage, rowOf, startBrowser } from './browser';

let fargate: Fargate;
let apps: App[];
let balancer: Server;
let url: string;
let browser: Browser;
/** Every fourth request goes to the new version, and of its answers every second is an error. */
beforeAll(async () => {
  fargate = await startFargate();
  apps = await Promise.all([
    startApp({ ...fargate.env, VERSION: '1' }),
    startApp({ ...fargate.env, VERSION: '2', ERROR_PERCENT: '50' }),
  ]);
  await Promise.all(apps.map((app) => app.says('listens')));
  const ports = apps.map((app) => new URL(app.url).port);
  let count = 0;
  balancer = createServer(({ url: path, method, headers }, response) => {
    const port = path === '/answer' && ++count % 4 === 0 ? ports[1] : ports[0];
    const sent = request({ port, path, method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    sent.on('error', () => response.destroy());
    sent.end();
  }).listen(0, '127.0.0.1');
  await once(balancer, 'listening');
  url = `http://127.0.0.1:${(balancer.address() as AddressInfo).port}/`;
  browser = await startBrowser();
});
afterAll(async () => {
  await browser?.close();
  balancer?.closeAllConnections();
  balancer?.close();
  for (const { child } of apps ?? []) child.kill('SIGKILL');
  await fargate?.stop();
});

test('shows who answers, with shares and errors, and how many tasks ECS counts', async () => {
  const { page, asked, complaints } = await openPage(browser, url);
  await page.getByLabel('Requests').fill('40');
  while (Number((await rowOf(page, 'Version 1'))[0] ?? 0) < 150) await page.waitForTimeout(100);
  await page.getByRole('button', { name: 'Pause' }).click();
  const [answers = 0] = (await rowOf(page, 'Version 1')).map(Number);
  const [bad = 0, , errors = 0] = (await rowOf(page, 'Version 2')).map(Number);
  expect(Math.abs(answers - 3 * bad)).toBeLessThanOrEqual(10);
  expect(Math.abs(bad - 2 * errors)).toBeLessThanOrEqual(10);
  expect((await rowOf(page, 'Version 2'))[1]).toMatch(/^2[456]\.\d %$/);
  expect(await page.locator('#errors').textContent()).toMatch(/^1[123]\.\d %$/);
  expect(await page.locator('#tasks').textContent()).toBe('3 (4 wanted)');
  expect((await page.getByRole('log').getByRole('listitem').allTextContents()).sort()).toEqual(
    [/Running tasks: 3 \(4 wanted\)$/, /Version 1 has answered/, /Version 2 has answered/].map((text) =>
      expect.stringMatching(text),
    ),
  );
  expect(complaints).toEqual([]);
  expect([...asked].filter((each) => !each.startsWith('data:')).sort()).toEqual(
    ['', 'answer', 'tasks'].map((path) => url + path),
  );
  await page.context().close();
});

test('sends as many requests as are asked for, and none while it pauses', async () => {
  const { page } = await openPage(browser, url);
  const slider = page.getByRole('slider', { name: 'Requests' });
  await slider.focus();
  await page.keyboard.press('Home');
  expect(await slider.getAttribute('aria-valuetext')).toBe('0 a second, 0 a minute');
  await page.keyboard.press('End');
  expect(await slider.inputValue()).toBe('50');
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByRole('button', { name: 'Go on' }).waitFor();
  let sent = 0;
  page.on('request', (request) => {
    if (request.url().endsWith('/answer')) sent++;
  });
  await page.waitForTimeout(500);
  expect(sent).toBe(0);
  await page.keyboard.press('Enter');
  await page.waitForRequest(/answer$/);
  await page.context().close();
});

test.each([
  ['light', 'rgb(255, 255, 255)'],
  ['dark', 'rgb(17, 23, 29)'],
] as const)('fits a phone, and is %s where the system is', async (colorScheme, ground) => {
  const { page } = await openPage(browser, url, { viewport: { width: 320, height: 640 }, colorScheme });
  await page.getByRole('row', { name: 'Version 2' }).waitFor();
  // Pages are scripts of the browser, which this program's types know nothing of.
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
  expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe(ground);
  for (const control of [page.getByRole('slider'), page.getByRole('button')]) {
    expect((await control.boundingBox())?.height).toBeGreaterThanOrEqual(44);
  }
  await page.context().close();
});

test('says to assistive technology what it shows', async () => {
  const { page } = await openPage(browser, url);
  await page.getByRole('row', { name: 'Version 2' }).waitFor();
  const tree = await page.locator('body').ariaSnapshot();
  expect(tree).toContain('- heading "Who answers?" [level=1]');
  expect(tree).toMatch(/- slider "Requests"/);
  expect(tree).toContain('- button "Pause"');
  expect(tree).toContain('- table "The last minute"');
  expect(tree).toMatch(
    /- columnheader "Who"\n\s+- columnheader "Answers"\n\s+- columnheader "Share"\n\s+- columnheader "Errors"/,
  );
  const shares = /^Answers of the last minute, a column for each second. version \d: \d+\.\d %, version \d: \d+\.\d %$/;
  await page.getByRole('img', { name: shares }).waitFor();
  await page.context().close();
});

test('an app that goes away is shown as requests that no task answers', async () => {
  const { page } = await openPage(browser, url);
  await page.getByRole('row', { name: 'Version 1' }).waitFor();
  await page.route(/answer$/, (route) => route.abort());
  await page.getByRole('row', { name: 'No task' }).waitFor();
  await page.context().close();
});
