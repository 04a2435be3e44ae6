import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { packageRoot } from '../../scripts/package';
import { startProgram } from './local-aws/program';

let folder: string;
beforeEach(async () => {
  const cache = join(packageRoot(), 'node_modules', '.cache');
  await mkdir(cache, { recursive: true });
  folder = await mkdtemp(join(cache, 'cfn-express-run-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
  for (const end of ['js', 'js.map']) await rm(join(packageRoot(), 'dist', `${basename(folder)}-main.${end}`));
});

async function run(script: string) {
  await writeFile(join(folder, 'main.ts'), script);
  const path = relative(packageRoot(), join(folder, 'main.ts'));
  return startProgram(process.execPath, [join(packageRoot(), 'scripts', 'run.mjs'), path, 'a', 'b'], {
    env: process.env,
  });
}

test('a script gets its arguments, and its exit code is passed on', async () => {
  const { out, ended } = await run('console.log(process.argv.slice(2).join()); process.exitCode = 7;');
  expect(await ended).toEqual([7, null]);
  expect(out()).toBe('a,b\n');
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s is passed on to the script, and its end is waited for', async (signal, code) => {
  const cleansUp = `process.on('${signal}', () => setImmediate(() => { console.log('clean'); process.exit(${code}); }))`;
  const program = await run(`${cleansUp}; setInterval(() => {}, 1000); console.log('ready');`);
  await program.says('ready');
  program.child.kill(signal);
  expect(await program.ended).toEqual([code, null]);
  expect(program.out()).toBe('ready\nclean\n');
});

test('a script that a signal ends is told', async () => {
  const { err, ended } = await run(`process.kill(process.pid, 'SIGKILL')`);
  expect(await ended).toEqual([137, null]);
  expect(err()).toMatch(/main\.ts was ended by SIGKILL\n$/);
});
