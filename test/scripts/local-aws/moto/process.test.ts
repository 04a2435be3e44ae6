import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { MOTO_LAUNCHER } from '../../../../scripts/local-aws/moto/launcher';
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
