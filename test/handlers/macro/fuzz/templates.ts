import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExpandInput } from '../../../../handlers/macro/expand';
import { inputOf } from '../fixtures';

/** Where templates lie, from the project's folder: every test and script is run there. */
const FOLDERS = [
  'test/handlers/macro/fixtures/valid',
  'test/handlers/macro/fixtures/invalid',
  'templates/examples',
] as const;

/** Every template that the project has, right or wrong, to start from. */
export const TEMPLATES: readonly ExpandInput[] = FOLDERS.flatMap((folder) =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => inputOf(readFileSync(join(folder, file), 'utf8'))),
);
