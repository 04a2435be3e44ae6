/**
 * Bundles a script into `dist/` and runs it: `node scripts/run.mjs test/soak/main.ts --seed 7`. It is for scripts that
 * are not part of the product, so `npm run build` does not build them.
 */
import { spawn } from 'node:child_process';
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * @param {string} script path relative to the project's folder
 * @param {string[]} args
 * @returns {Promise<number>} the script's exit code
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
  return new Promise((resolve) =>
    child.once('close', (code, signal) => {
      if (signal !== null) console.error(`${script} was ended by ${signal}`);
      resolve(code ?? 1);
    }),
  );
}

const [self, script, ...args] = process.argv.slice(1);
if (self === fileURLToPath(import.meta.url)) {
  if (script === undefined) throw new Error('Usage: node scripts/run.mjs SCRIPT [ARGUMENT…]');
  process.exitCode = await run(script, args);
}
