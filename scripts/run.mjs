/**
 * Bundles a script into `dist/` and runs it: `node scripts/run.mjs test/soak/main.ts --seed 7`. It is for scripts that
 * are not part of the product, so `npm run build` does not build them.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

/** @type {NodeJS.Signals[]} */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * @param {string} script path relative to the project's folder
 * @param {string[]} args
 * @returns {Promise<number>} the script's exit code; more than 128 if a signal ended it
 */
export async function run(script, args = []) {
  const outfile = `dist/${basename(dirname(script))}-${basename(script, '.ts')}.js`;
  await build({
    absWorkingDir: root,
    entryPoints: [script],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    packages: 'external',
    sourcemap: true,
    logLevel: 'warning',
  });
  const child = spawn(process.execPath, ['--enable-source-maps', outfile, ...args], { cwd: root, stdio: 'inherit' });
  return endOf(child, script);
}

/**
 * Waits for the end of a program. Signals that are to end this one are passed on to it.
 * @param {import('node:child_process').ChildProcess} child
 * @param {string} name
 * @returns {Promise<number>} its exit code; 128 plus a signal's number if that ended it
 */
export async function endOf(child, name) {
  /** @param {NodeJS.Signals} signal */
  const pass = (signal) => child.kill(signal);
  for (const signal of SIGNALS) process.on(signal, pass);
  const code = await new Promise((resolve) =>
    child.once('close', (code, signal) => {
      if (signal !== null) console.error(`${name} was ended by ${signal}`);
      resolve(signal === null ? code : 128 + constants.signals[signal]);
    }),
  );
  for (const signal of SIGNALS) process.off(signal, pass);
  return code;
}

const [self, script, ...args] = process.argv.slice(1);
if (self === fileURLToPath(import.meta.url)) {
  if (script === undefined) throw new Error('Usage: node scripts/run.mjs SCRIPT [ARGUMENT…]');
  process.exitCode = await run(script, args);
}
