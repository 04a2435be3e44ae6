import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/**
 * The gateway's handlers and its custom-resource protocol, as they are shipped, over a model of AWS, Lambda and
 * CloudFormation in which every call is a step and every order of steps is possible. The search runs in a process of
 * its own, because jest's sandbox makes it three times as slow.
 */
const SEARCH = join(__dirname, 'search.mjs');

const extent = process.env.SEARCH === 'long' ? 'long' : 'short';

/** Milliseconds: a short search takes two to three minutes of computing, and the machine may have other things to do. */
const PATIENCE = 30 * 60_000;
const LONG_PATIENCE = 24 * 60 * 60_000;

function search(what: 'short' | 'long' | 'sown', timeout: number): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [SEARCH, what], { encoding: 'utf8', timeout });
  process.stdout.write(stdout);
  return status === 0 ? 'as it should be' : stdout + stderr;
}

const patience = extent === 'long' ? LONG_PATIENCE : PATIENCE;

it(
  'no order of calls, and no fault, breaks an invariant',
  () => expect(search(extent, patience)).toBe('as it should be'),
  patience,
);

it('every mistake sown on purpose is found', () => expect(search('sown', PATIENCE)).toBe('as it should be'), PATIENCE);
