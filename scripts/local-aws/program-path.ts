import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packageRoot } from '../package';

/**
 * The path of a built program that runs in a process of its own. If this code runs from a bundle in `dist/`, it is the one beside
 * the bundle. Otherwise it is built from the source into a folder, so that tests never run an old one.
 * @param name in `dist/`, without `.js` @param source below `scripts/local-aws/`
 * @param folder called only if something is built
 */
export async function programPath(name: string, source: string, folder: () => string): Promise<string> {
  const beside = join(__dirname, `${name}.js`);
  if (existsSync(beside)) return beside;
  const outfile = join(folder(), `${name}.js`);
  const root = packageRoot();
  const entry = join(root, 'scripts', 'local-aws', source);
  // The command is used, because esbuild's API would leave a process behind.
  const options = ['--bundle', '--platform=node', '--format=cjs', '--target=node20', '--log-level=error'];
  await promisify(execFile)(join(root, 'node_modules', '.bin', 'esbuild'), [entry, `--outfile=${outfile}`, ...options]);
  return outfile;
}
