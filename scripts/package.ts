import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of this package, from the sources and from a bundle in `dist/` alike. */
export function packageRoot(folder = __dirname): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  if (dirname(folder) === folder) throw new Error('cfn-express cannot find its own package.json.');
  return packageRoot(dirname(folder));
}

/** The version in package.json. */
export const packageVersion = (): string =>
  JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')).version;
