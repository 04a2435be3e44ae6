/** `npm run bench`: builds, and runs every benchmark of this folder, or those that are named: `npm run bench gateway`. */
import { spawnSync } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../../scripts/run.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** What benchmarks share, beside them. */
const SHARED = ['table.ts'];

const build = spawnSync(process.execPath, ['scripts/build.mjs'], { cwd: root, stdio: 'inherit' });
if (build.status !== 0) process.exit(build.status ?? 1);

const wanted = process.argv.slice(2);
const all = (await readdir(fileURLToPath(new URL('.', import.meta.url))))
  .filter((name) => name.endsWith('.ts') && !SHARED.includes(name))
  .sort();
const unknown = wanted.filter((name) => !all.includes(`${name}.ts`));
if (unknown.length > 0) {
  console.error(
    `No such benchmark: ${unknown.join(', ')}. There are ${all.map((name) => basename(name, '.ts')).join(', ')}.`,
  );
  process.exit(2);
}
for (const name of all.filter((one) => wanted.length === 0 || wanted.includes(basename(one, '.ts')))) {
  console.log(`\n${basename(name, '.ts')}\n`);
  const code = await run(`test/bench/${name}`);
  process.exitCode = code || process.exitCode;
  if (code > 128) break;
}
