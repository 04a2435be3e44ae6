import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findMoto } from '../../../../scripts/local-aws/moto/install';

let root: string;
let lines: string[];
const log = (line: string) => lines.push(line);
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'cfn-express-install-'));
  lines = [];
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** A `python3` that is a shell script; `$1` is `-c` for the launcher, `-m` for a module. */
async function python(folder: string, script: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'python3'), `#!/bin/sh\n${script}\n`);
  await chmod(join(folder, 'python3'), 0o755);
}

const options = () => ({ venv: join(root, 'venv'), env: { PATH: `${join(root, 'bin')}:/usr/bin:/bin` } });
const SAYS_READY = `echo '{"moto": "5.2.1", "port": 1234}'; exec cat > /dev/null`;

test('a python3 that has moto is used', async () => {
  await python(join(root, 'bin'), SAYS_READY);
  const moto = await findMoto(log, options());
  expect([moto.port, lines]).toEqual([1234, []]);
  await moto.stop();
});

test('the project’s virtual environment comes before python3', async () => {
  await python(join(root, 'bin'), 'exit 9');
  await python(join(root, 'venv', 'bin'), SAYS_READY);
  const moto = await findMoto(log, options());
  expect(moto.port).toBe(1234);
  await moto.stop();
});

test.each([
  ['missing', `echo '{"missing": "No module named moto"}'; exit 3`, 'No module named moto'],
  [
    'another series',
    `echo '{"moto": "4.0.0", "port": 1}'; exec cat > /dev/null`,
    'moto 4.0.0 was found, but the embedded AWS needs 5.2.x',
  ],
])('if moto is %s, it is installed into a virtual environment, and each step is logged', async (_, script, reason) => {
  const made = join(root, 'venv', 'bin');
  const inVenv = `if [ "$1" = -m ]; then echo "Collecting $5"; exit 0; fi; ${SAYS_READY}`;
  await python(join(root, 'template'), inVenv);
  await python(
    join(root, 'bin'),
    `if [ "$1 $2" = "-m venv" ]; then mkdir -p "${made}" && cp "${join(root, 'template', 'python3')}" "${made}/"; exit; fi; ${script}`,
  );
  const moto = await findMoto(log, options());
  expect(moto.port).toBe(1234);
  expect(lines[0]).toContain(reason);
  expect(lines).toContain('Collecting moto[server]==5.2.1');
  await moto.stop();
});

test('if moto cannot be installed, the error says what to do', async () => {
  await python(
    join(root, 'bin'),
    `if [ "$1" = -m ]; then echo no network >&2; exit 1; fi; echo '{"missing": "moto"}'; exit 3`,
  );
  await expect(findMoto(log, options())).rejects.toThrow('run `python3 -m pip install "moto[server]==5.2.1"`');
  expect(lines).toContain('no network');
});

test('if there is no Python, the error says so', async () => {
  await mkdir(join(root, 'bin'));
  const nowhere = { venv: join(root, 'venv'), env: { PATH: join(root, 'bin') } };
  await expect(findMoto(log, nowhere)).rejects.toThrow('install python3');
});

test('if Python fails for another reason, the error gives that reason', async () => {
  await python(join(root, 'bin'), 'echo "Illegal instruction" >&2; exit 4');
  await expect(findMoto(log, options())).rejects.toThrow('needs moto 5.2.1');
  expect(lines[0]).toContain('ended with 4: Illegal instruction');
});
