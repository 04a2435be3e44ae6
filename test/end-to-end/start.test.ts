import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../../scripts/package';

const START = join(__dirname, '../../dist/start.js');

/** Another project, without a virtual environment, that finds the packages of this one. */
let project: string;
beforeEach(async () => {
  const cache = join(packageRoot(), 'node_modules', '.cache');
  await mkdir(cache, { recursive: true });
  project = await mkdtemp(join(cache, 'cfn-express-start-'));
  await writeFile(join(project, 'package.json'), '{}');
  await copyFile(START, join(project, 'start.js'));
  await mkdir(join(project, 'bin'));
});
afterEach(() => rm(project, { recursive: true }));

const start = (): Promise<{ code: unknown; stderr: string }> =>
  new Promise((resolve) => {
    const env = { ...process.env, PATH: join(project, 'bin') };
    execFile(process.execPath, [join(project, 'start.js')], { env }, (error, _stdout, stderr) => {
      resolve({ code: error?.code, stderr });
    });
  });

test('npm start says in a sentence what to install if Python is missing', async () => {
  expect(await start()).toEqual({
    code: 1,
    stderr:
      '\nThe embedded AWS needs Python 3.10 or newer as python3 on the PATH: install it, or mend it (python3 was not found)\n',
  });
});

test.each([
  [
    'cannot be installed',
    'exit 1',
    /^\nThe embedded AWS needs moto: run `python3 -m pip install .* ended with exit code 1: \)\n$/,
  ],
  [
    'is missing after it was installed',
    `/bin/mkdir -p "$3/bin" && /bin/ln -sf /bin/true "$3/bin/python3"`,
    /^\nThe embedded AWS cannot use what was installed into \S*\.venv; remove it \(.* ended with exit code 0 and said nothing\)\n$/,
  ],
])('npm start says in a sentence that moto %s', async (_, venv, sentence) => {
  const python = join(project, 'bin', 'python3');
  const launch = `echo '{"missing": "no module moto"}'; exit 3`;
  await writeFile(python, `#!/bin/sh\nif [ "$1" = -c ]; then ${launch}; else ${venv}; fi\n`);
  await chmod(python, 0o755);
  const { code, stderr } = await start();
  expect(code).toBe(1);
  expect(stderr).toMatch(sentence);
});
