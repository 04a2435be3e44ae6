/** How the embedded AWS ends when npm is ended, which runs it in a shell. */
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../../../scripts/package';
import { makeProject, type Project, SAYS_READY, startProgram } from './program';

let project: Project;
beforeAll(async () => {
  project = await makeProject();
});
afterAll(() => project.remove());

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)(
  '%s to npm run local ends the server, whatever the shell does with the last command of a line',
  async (signal, code) => {
    await project.python(SAYS_READY);
    const { scripts } = JSON.parse(await readFile(join(packageRoot(), 'package.json'), 'utf8'));
    await writeFile(join(project.folder, 'package.json'), JSON.stringify({ scripts: { local: scripts.local } }));
    await mkdir(join(project.folder, 'scripts'), { recursive: true });
    await writeFile(join(project.folder, 'scripts', 'build.mjs'), '');
    // Many shells replace themselves by the last command of a line. This one does not.
    const shell = join(project.folder, 'bin', 'shell');
    await writeFile(shell, '#!/bin/sh\neval "$2"\nexit $?\n');
    await chmod(shell, 0o755);
    const env = { ...process.env, PATH: `${join(project.folder, 'bin')}:${process.env.PATH}`, NODE_NO_WARNINGS: '1' };
    const npm = startProgram('npm', ['run', 'local', `--script-shell=${shell}`, '--', '--port', '0'], {
      cwd: project.folder,
      env,
    });
    const [endpoint = ''] = /http:\/\/127\.0\.0\.1:\d+/.exec(await npm.says('aws cloudformation deploy')) ?? [];
    npm.child.kill(signal);
    expect(await npm.ended).toEqual([code, null]);
    await expect(fetch(endpoint)).rejects.toThrow('fetch failed');
  },
);

test.each(['start', 'local', 'test', 'coverage', 'bench', 'soak', 'fuzz', 'search'])(
  'npm run %s puts its program into the place of the shell, so that a signal to npm reaches it',
  async (name) => {
    const { scripts } = JSON.parse(await readFile(join(packageRoot(), 'package.json'), 'utf8'));
    expect(scripts[name].split(' && ').at(-1)).toMatch(/^exec /);
  },
);
