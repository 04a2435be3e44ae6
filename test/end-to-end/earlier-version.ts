/** Earlier versions of cfn-express, kept so that updates from them can be tested. */
import { createHash } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { packageRoot } from '../../scripts/package';

export interface EarlierVersion {
  /** A folder like that of the package. `dist/` holds the earlier functions and today's command line. */
  folder: string;
  /** The SHA-256 of each function's code, in hex. */
  hashes: Record<'macro' | 'gateway', string>;
  /** The paths of its examples. */
  examples: string[];
}

/** Puts the package of an earlier version together in a new folder, which the caller removes. */
export async function unpack(version: '0.1.0'): Promise<EarlierVersion> {
  const kept = join(__dirname, version);
  const folder = await mkdtemp(join(tmpdir(), `cfn-express-${version}-`));
  await Promise.all(['dist', 'templates'].map((name) => mkdir(join(folder, name))));
  const [macro, gateway] = await Promise.all([earlierBundle(version, 'macro'), earlierBundle(version, 'gateway')]);
  await Promise.all([
    writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'cfn-express', version })),
    writeFile(join(folder, 'dist', 'macro.js'), macro),
    writeFile(join(folder, 'dist', 'gateway.js'), gateway),
    copyFile(join(packageRoot(), 'dist', 'cfn-express.js'), join(folder, 'dist', 'cfn-express.js')),
    copyFile(join(kept, 'express.yaml'), join(folder, 'templates', 'express.yaml')),
    symlink(join(packageRoot(), 'node_modules'), join(folder, 'node_modules'), 'dir'),
  ]);
  const examples = (await readdir(join(kept, 'examples'))).map((name) => join(kept, 'examples', name));
  return { folder, hashes: { macro: sha256(macro), gateway: sha256(gateway) }, examples };
}

/** The code of a function of an earlier version. */
export const earlierBundle = async (version: '0.1.0', name: 'macro' | 'gateway'): Promise<Buffer> =>
  brotliDecompressSync(await readFile(join(__dirname, version, `${name}.js.br`)));

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
