import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findMoto } from '../../../../scripts/local-aws/moto/install';
import { makeVenv } from '../../../../scripts/local-aws/moto/virtual-environment';
import { childrenOf } from '../fixtures';

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
  ['missing', `echo '{"missing": "No module named moto"}'; exit 3`, 'python3 cannot import moto: No module named moto'],
  [
    'broken',
    `echo '{"missing": "AttributeError: no attribute x"}'; exit 3`,
    'python3 cannot import moto: AttributeError: no attribute x',
  ],
  ['of another series', `echo '{"moto": "4.0.0"}'; exit 3`, 'python3 has moto 4.0.0, but the embedded AWS needs 5.2.x'],
])('if moto is %s, it is installed into a virtual environment, and each step is logged', async (_, script, reason) => {
  await python(join(root, 'template'), `if [ "$1" = -m ]; then echo "Collecting $5"; exit 0; fi; ${SAYS_READY}`);
  const template = join(root, 'template', 'python3');
  await python(
    join(root, 'bin'),
    `if [ "$1 $2" = "-m venv" ]; then mkdir -p "$3/bin" && cp "${template}" "$3/bin/"; exit; fi; ${script}`,
  );
  const moto = await findMoto(log, options());
  expect(moto.port).toBe(1234);
  expect(lines[0]).toBe(reason);
  expect(lines).toContain('Collecting moto[server]==5.2.1');
  await moto.stop();
});

test('a virtual environment knows the place to which it is moved', async () => {
  await python(join(root, 'template'), `if [ "$1" = -m ]; then exit 0; fi; ${SAYS_READY}`);
  const template = join(root, 'template', 'python3');
  const activate = 'echo "VIRTUAL_ENV=$3" > "$3/bin/activate"';
  await python(
    join(root, 'bin'),
    `if [ "$1" = -m ]; then mkdir -p "$3/bin" && cp "${template}" "$3/bin/" && ${activate}; exit; fi; echo '{"missing": "moto"}'`,
  );
  await (await findMoto(log, options())).stop();
  expect(await readFile(join(root, 'venv', 'bin', 'activate'), 'utf8')).toBe(`VIRTUAL_ENV=${join(root, 'venv')}\n`);
});

test('if moto cannot be installed, the error says what to do', async () => {
  await python(
    join(root, 'bin'),
    `if [ "$1" = -m ]; then echo no network >&2; exit 1; fi; echo '{"missing": "moto"}'; exit 3`,
  );
  await expect(findMoto(log, options())).rejects.toThrow('run `python3 -m pip install "moto[server]==5.2.1"`');
  expect(lines).toContain('no network');
});

test('a python3 that says nothing for too long is ended, and so is a pip', async () => {
  const before = await childrenOf(process.pid);
  await python(join(root, 'bin'), 'exec sleep 1000');
  await expect(findMoto(log, { ...options(), seconds: 0.1 })).rejects.toThrow(
    'install it, or mend it (python3 has not started moto within 0.1 seconds)',
  );
  const venv = { requirement: 'moto', env: options().env, log, seconds: 0.1 };
  await expect(makeVenv(join(root, 'venv'), undefined, venv)).rejects.toThrow('` printed nothing for 0.1 seconds');
  expect(await childrenOf(process.pid)).toEqual(before);
});

test('if there is no Python, the error says so', async () => {
  await mkdir(join(root, 'bin'));
  const nowhere = { venv: join(root, 'venv'), env: { PATH: join(root, 'bin') } };
  await expect(findMoto(log, nowhere)).rejects.toThrow('as python3 on the PATH: install it');
});

test('if the virtual environment does not run, python3 is used', async () => {
  await python(join(root, 'venv', 'bin'), 'exit 9');
  await python(join(root, 'bin'), SAYS_READY);
  await (await findMoto(log, options())).stop();
  expect(lines).toEqual([`${join(root, 'venv', 'bin', 'python3')} ended with exit code 9 and said nothing`]);
});
