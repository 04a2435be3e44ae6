import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../project-root';

/**
 * The built bootstrap: that of `npm run build` when this runs from a bundle beside it, else one built from the source
 * into `folder`, so that tests never run an old one.
 */
export async function bootstrapPath(folder: string): Promise<string> {
  const beside = join(__dirname, 'lambda-bootstrap.js');
  if (existsSync(beside)) return beside;
  const outfile = join(folder, 'lambda-bootstrap.js');
  // `build` would leave esbuild's service process behind.
  const { buildSync } = await import('esbuild');
  const entry = join(projectRoot(), 'scripts', 'local-aws', 'lambda', 'bootstrap.ts');
  buildSync({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'cjs', target: 'node20' });
  return outfile;
}
