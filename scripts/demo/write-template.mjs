/** Writes the bundle of the demonstration into its template. Run it with `npm run demo` after every change in this folder. */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const path = `${root}templates/examples/traffic.yaml`;

/** The app is the last thing of the block; each of its lines stands behind ten spaces. */
const APP = /(?<= {8}- \|-\n)(?:(?: {10}.*)?\n)*/;

const template = await readFile(path, 'utf8');
const bundle = (await readFile(`${root}dist/demo.js`, 'utf8')).trimEnd();
const lines = bundle.split('\n').map((line) => (line === '' ? '\n' : `          ${line}\n`));
await writeFile(
  path,
  template.replace(APP, () => lines.join('')),
);
