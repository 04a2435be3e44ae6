// Bundles the search and runs it outside of jest, whose sandbox makes it three times as slow. See README.md.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

const folder = mkdtempSync(join(tmpdir(), 'cfn-express-search-'));
try {
  const outfile = join(folder, 'main.js');
  buildSync({ entryPoints: [join(import.meta.dirname, 'main.ts')], bundle: true, platform: 'node', outfile });
  process.exitCode = spawnSync(process.execPath, [outfile, ...process.argv.slice(2)], { stdio: 'inherit' }).status ?? 1;
} finally {
  rmSync(folder, { recursive: true });
}
