/** The demonstration through a load balancer of the embedded AWS, while a new version is a canary. Makes its screenshots. */
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { packageRoot } from '../../scripts/package';
import { urlIn } from '../../scripts/story/tools';
import { type InstalledAws, startInstalledAws } from '../end-to-end/installed-aws';
import { openPage, rowOf, startBrowser } from './browser';

/** Real milliseconds for one minute of AWS time: a canary of five minutes is to be seen, and requests take real time. */
const MINUTE_MS = 3000;
/** `UPDATE=1 npm run test:browser` writes the screenshots that are in the repository. */
const SCREENSHOTS = join(packageRoot(), process.env.UPDATE ? 'templates/examples' : 'dist');

let installed: InstalledAws;
let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
  installed = await startInstalledAws({ minuteMs: MINUTE_MS, runNode: true });
});
afterAll(async () => {
  await browser?.close();
  await installed?.stop();
});

const deploy = (...parameters: string[]) =>
  installed.run('deploy', 'templates/examples/traffic.yaml', '--stack-name', 'traffic', ...parameters);

test('the page shows a canary: one answer in twenty comes from the new version, then all of them', async () => {
  const url = urlIn(await deploy());
  const wide = await openPage(browser, url, { viewport: { width: 900, height: 900 }, colorScheme: 'light' });
  const phone = await openPage(browser, url, { viewport: { width: 390, height: 844 }, colorScheme: 'dark' });
  await wide.page.getByLabel('Requests').fill('40');
  await wide.page.getByRole('row', { name: 'Version 1' }).waitFor();
  expect(await wide.page.locator('#tasks').textContent()).toBe('1 (1 wanted)');

  const deployed = deploy('--parameter', 'Version=2');
  await wide.page.getByRole('row', { name: 'Version 2' }).waitFor({ timeout: 120_000 });
  // Three fifths of the canary.
  await wide.page.waitForTimeout(3 * MINUTE_MS);
  const canary = await rowOf(wide.page, 'Version 2');
  expect(Number(canary[0])).toBeGreaterThan(0);
  expect(Number.parseFloat(canary[1] ?? '')).toBeLessThan(6);
  const share = async (): Promise<number> => Number.parseFloat((await rowOf(wide.page, 'Version 2'))[1] ?? '');
  while ((await share()) < 20) await wide.page.waitForTimeout(100);
  await wide.page.evaluate('document.activeElement.blur()');
  await wide.page.screenshot({ path: join(SCREENSHOTS, 'traffic.png'), fullPage: true });
  await phone.page.screenshot({ path: join(SCREENSHOTS, 'traffic-phone.png'), fullPage: true });
  await deployed;

  await wide.page.getByRole('row', { name: 'Version 1' }).waitFor({ state: 'detached', timeout: 120_000 });
  expect(await rowOf(wide.page, 'Version 2')).toEqual([expect.any(String), '100.0 %', '0']);
  expect(await wide.page.locator('#errors').textContent()).toBe('0.0 %');
  expect([...wide.complaints, ...phone.complaints]).toEqual([]);
  await installed.run('delete', '--stack-name', 'traffic');
});
