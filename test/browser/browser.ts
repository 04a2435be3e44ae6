/** Chromium, as the system's package has it, without a window. */
import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium';

/** @throws Error that says what to install */
export async function startBrowser(): Promise<Browser> {
  if (!existsSync(CHROMIUM)) throw new Error(`${CHROMIUM} is missing: install Chromium, for example with apt-get`);
  return chromium.launch({
    executablePath: CHROMIUM,
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
}

export interface OpenPage {
  page: Page;
  /** What the page has asked for, each address once. */
  asked: Set<string>;
  /** What the page has complained about, but for answers that are errors. */
  complaints: string[];
}

/** Opens a page in a browser of its own: nothing is kept of other pages. */
export async function openPage(browser: Browser, url: string, options?: BrowserContextOptions): Promise<OpenPage> {
  const page = await (await browser.newContext(options)).newPage();
  const asked = new Set<string>();
  const complaints: string[] = [];
  page.on('request', (request) => asked.add(request.url()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (line) => {
    if (!line.text().startsWith('Failed to load resource')) complaints.push(line.text());
  });
  await page.goto(url);
  return { page, asked, complaints };
}

/** What the table of the last minute says of somebody: answers, share, errors. */
export async function rowOf(page: Page, name: string): Promise<string[]> {
  return page.getByRole('row', { name }).first().getByRole('cell').allTextContents();
}
