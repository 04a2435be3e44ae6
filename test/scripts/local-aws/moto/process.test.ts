import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { MOTO_LAUNCHER, MOTO_WORDS } from '../../../../scripts/local-aws/moto/launcher';
import { startMoto } from '../../../../scripts/local-aws/moto/process';
import { eventually, isAlive } from '../fixtures';
import { REAL_PYTHON } from '../program';

/** The Python of this machine that has moto. */
const env = { ...process.env, ...REAL_PYTHON };

test('moto starts on a free port and is gone after stop', async () => {
  const moto = await startMoto('python3', { env });
  const url = `http://127.0.0.1:${moto.port}/moto-api/data.json`;
  expect((await fetch(url)).status).toBe(200);
  await moto.stop();
  await expect(fetch(url)).rejects.toThrow('fetch failed');
  await moto.stop();
});

test('moto ends when its parent is killed', async () => {
  const parent = spawn(
    process.execPath,
    [
      '-e',
      `const moto = require('node:child_process').spawn('python3', ['-c', process.argv[1], 'sts', '5.2.'], { stdio: ['pipe', 'pipe', 'ignore'], detached: true });
     moto.stdout.once('data', () => console.log(moto.pid));`,
      MOTO_LAUNCHER,
    ],
    { env },
  );
  const [pid] = await once(createInterface(parent.stdout), 'line');
  expect(await isAlive(Number(pid))).toBe(true);
  parent.kill('SIGKILL');
  await eventually(
    () => isAlive(Number(pid)),
    (alive) => !alive,
  );
});

test('when its parent ends, whole lines are folders that it removes, and only those that the embedded AWS makes', async () => {
  const root = mkdtempSync(join(tmpdir(), 'cfn-express-test-'));
  try {
    const [mine, other, cut] = ['cfn-express-a', 'other', 'cfn-express-cut'].map((name) => join(root, name));
    const strange = `${other}\u2028cfn-express-b`;
    for (const folder of [mine, other, cut, strange]) mkdirSync(String(folder));
    const program = `${MOTO_WORDS}\nend_with(sys.stdin.buffer)\nthreading.Event().wait()`;
    const launcher = spawn('python3', ['-c', program], { env });
    launcher.stdin.end(`${[mine, other, strange].join('\n')}\n${cut}`);
    await once(launcher, 'exit');
    expect(readdirSync(root).sort()).toEqual(['cfn-express-cut', 'other', 'other\u2028cfn-express-b']);
  } finally {
    rmSync(root, { recursive: true });
  }
});
