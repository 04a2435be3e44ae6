/**
 * Writes the generated files: the schemas for validators and editors and the reference page, from the description of
 * the block (`handlers/macro/properties/block.ts`), and the table of partitions, from the AWS SDK. Run it with `npm run
 * schema` after every change of that description and every update of the SDK.
 */
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: ['scripts/schema/files.ts'],
  bundle: true,
  platform: 'node',
  format: 'esm',
  write: false,
  logLevel: 'warning',
});
const source = outputFiles[0]?.text ?? '';
const { generatedFiles } = await import(`data:text/javascript;base64,${Buffer.from(source).toString('base64')}`);
const files = Object.entries(generatedFiles(root));
for (const [path, content] of files) {
  await writeFile(`${root}${path}`, String(content));
  console.error(path);
}
execFileSync('npx', ['biome', 'format', '--write', ...files.map(([path]) => path)], {
  cwd: root,
  stdio: ['ignore', 'ignore', 'inherit'],
});
