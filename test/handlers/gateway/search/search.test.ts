import { execFile } from 'node:child_process';
import { join } from 'node:path';

/**
 * The gateway's handlers and its custom-resource protocol, as they are shipped, over a model of AWS, Lambda and
 * CloudFormation in which every call is a step and every order of steps is possible. It runs as `npm run search` runs it.
 */
const SEARCH = join(__dirname, 'search.mjs');

/** Milliseconds: a short search takes two minutes of computing, and the machine may have other things to do. */
const PATIENCE = 30 * 60_000;

/** Bytes. A violation is printed with every step. */
const MOST_OUTPUT = 64 * 1024 * 1024;

function search(what: 'short' | 'sown'): Promise<string> {
  const options = { timeout: PATIENCE, maxBuffer: MOST_OUTPUT };
  return new Promise((resolve) => {
    execFile(process.execPath, [SEARCH, what], options, (error, stdout, stderr) => {
      process.stdout.write(stdout);
      resolve(error ? stdout + stderr + error.message : 'as it should be');
    });
  });
}

// Side by side, because each is a process of its own.
it.concurrent(
  'no order of calls, and no fault, breaks an invariant',
  async () => expect(await search('short')).toBe('as it should be'),
  PATIENCE,
);

it.concurrent(
  'every mistake sown on purpose is found',
  async () => expect(await search('sown')).toBe('as it should be'),
  PATIENCE,
);
