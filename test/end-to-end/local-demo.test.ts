/** `npm run local -- --demo`, as `npm run build` makes it. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packageRoot } from '../../scripts/package';
import { ask } from '../../scripts/story/ask';
import { childrenOf, eventually, isAlive } from '../scripts/local-aws/fixtures';
import { REAL_PYTHON, startProgram } from '../scripts/local-aws/program';

test('--demo keeps two services up, of which one has visitors, and Ctrl-C ends all of it', async () => {
  const args = [join(packageRoot(), 'dist', 'local-aws.js'), '--port', '0', '--minute-ms', '1000', '--demo'];
  const { child, says, ended } = startProgram(process.execPath, args, { env: { ...process.env, ...REAL_PYTHON } });
  const said = await says('--parameter ErrorPercent=100\n');
  const [hello = '', demo = ''] = said.match(/(?<=^ {2})http:\S+$/gm) ?? [];
  expect((await ask(hello)).status).toBe(200);
  expect((await ask(demo)).body).toContain('<title>Who answers?</title>');
  expect(JSON.parse((await ask(`${demo}tasks`)).body)).toEqual({ running: 1, desired: 1 });
  const children = await childrenOf(child.pid);
  const { stdout } = await promisify(execFile)('ps', ['-o', 'args=', '-p', children.join(',')]);
  expect(stdout).toContain('visitors.js');
  child.kill('SIGINT');
  expect(await ended).toEqual([130, null]);
  await eventually(
    () => Promise.all(children.map(isAlive)),
    (alive) => !alive.includes(true),
  );
});
