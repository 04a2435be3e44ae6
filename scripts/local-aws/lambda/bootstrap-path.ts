import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packageRoot } from '../../package';

/**
 * The path of the built bootstrap. If this code runs from a bundle in `dist/`, it is the one beside the bundle. Otherwise it is
 * built from the source into `folder`, so that tests never run an old one.
 */
export async function bootstrapPath(folder: string): Promise<string> {
  const beside = join(__dirname, 'lambda-bootstrap.js');
  if (existsSync(beside)) return beside;
  const outfile = join(folder, 'lambda-bootstrap.js');
  const root = packageRoot();
  const entry = join(root, 'scripts', 'local-aws', 'lambda', 'bootstrap.ts');
  // The command is used, because esbuild's API would leave a process behind.
  const options = ['--bundle', '--platform=node', '--format=cjs', '--target=node20', '--log-level=error'];
  await promisify(execFile)(join(root, 'node_modules', '.bin', 'esbuild'), [entry, `--outfile=${outfile}`, ...options]);
  return outfile;
}
