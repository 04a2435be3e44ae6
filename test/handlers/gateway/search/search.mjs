// Bundles the search and runs it. See README.md.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { endOf } from '../../../../scripts/run.mjs';

const folder = mkdtempSync(join(tmpdir(), 'cfn-express-search-'));
try {
  const outfile = join(folder, 'main.js');
  buildSync({ entryPoints: [join(import.meta.dirname, 'main.ts')], bundle: true, platform: 'node', outfile });
  const search = spawn(process.execPath, [outfile, ...process.argv.slice(2)], { stdio: 'inherit' });
  process.exitCode = await endOf(search, 'The search');
} finally {
  rmSync(folder, { recursive: true });
}
