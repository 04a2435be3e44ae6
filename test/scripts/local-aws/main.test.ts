import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { packageRoot } from '../../../scripts/package';
import { clientConfig, eventually, isAlive } from './fixtures';
import { createFunction } from './lambda/functions';

let folder: string;
let main: string;
beforeAll(async () => {
  const cache = join(packageRoot(), 'node_modules', '.cache');
  await mkdir(cache, { recursive: true });
  folder = await mkdtemp(join(cache, 'cfn-express-'));
  main = join(folder, 'main.js');
  const esbuild = join(packageRoot(), 'node_modules', '.bin', 'esbuild');
  const entry = join(packageRoot(), 'scripts', 'local-aws', 'main.ts');
  const options = ['--bundle', '--platform=node', '--packages=external', '--log-level=error'];
  await promisify(execFile)(esbuild, [entry, `--outfile=${main}`, ...options]);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Ids of the processes that a process started. */
async function childrenOf(parent: number): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'pid=,ppid=', '-e']);
  const rows = stdout.split('\n').map((line) => line.trim().split(/\s+/).map(Number));
  return rows.filter(([, ppid]) => ppid === parent).map(([pid = 0]) => pid);
}

function start(...args: string[]): {
  child: ChildProcess;
  out(): string;
  err(): string;
  ended: Promise<number | null>;
} {
  const child = spawn(process.execPath, [main, ...args], { env: { ...process.env, NODE_NO_WARNINGS: '1' } });
  const texts = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    texts.out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    texts.err += chunk.toString();
  });
  return { child, out: () => texts.out, err: () => texts.err, ended: once(child, 'close').then(([code]) => code) };
}

test.each(['SIGINT', 'SIGTERM'] as const)(
  'npm run local says how to use the embedded AWS, and %s ends all its processes',
  async (signal) => {
    const { child, out, err, ended } = start('--port', '0', '--minute-ms', '100');
    await once(child.stdout ?? child, 'data');
    expect(err()).toBe('Starting the embedded AWS …\n');
    const [, endpoint = ''] = /AWS_ENDPOINT_URL=(http:\/\/127\.0\.0\.1:\d+) /.exec(out()) ?? [];
    expect(out()).toContain('npx cfn-express deploy templates/examples/hello.yaml --stack-name hello\n');
    expect(out()).toContain('aws cloudformation deploy');
    expect((await fetch(`${endpoint}/local-aws/nothing`)).status).toBe(404);
    child.kill(signal);
    expect(await ended).toBe(0);
    await expect(fetch(endpoint)).rejects.toThrow('fetch failed');
  },
);

test('when it is killed, moto and even a function that never yields end with it', async () => {
  const { child, out } = start('--port', '0');
  await once(child.stdout ?? child, 'data');
  const [endpoint = ''] = /http:\/\/127\.0\.0\.1:\d+/.exec(out()) ?? [];
  const lambda = new LambdaClient(clientConfig({ endpoint, region: 'us-east-1' }));
  await createFunction(lambda, 'busy', `exports.handler = async () => { console.log('busy'); for (;;); };`, {
    Timeout: 900,
  });
  await lambda.send(new InvokeCommand({ FunctionName: 'busy', InvocationType: 'Event', Payload: '{}' }));
  const logs = async () => (await fetch(`${endpoint}/local-aws/logs/busy`)).text();
  await eventually(logs, (text) => text.includes('\nbusy\n'));
  const started = await childrenOf(child.pid ?? 0);
  expect(started).toHaveLength(2);
  child.kill('SIGKILL');
  await eventually(
    () => Promise.all(started.map(isAlive)),
    (alive) => !alive.includes(true),
  );
});

test('a port that is taken is explained in one sentence', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { err, ended } = start('--port', String((server.address() as AddressInfo).port));
  expect(await ended).toBe(1);
  expect(err()).toMatch(/address already in use .*: choose another --port/);
  server.close();
});

test.each([
  [['--port', 'x'], "--port must be a whole number from 0 to 65535, not 'x'"],
  [['--minute-ms', '0'], '--minute-ms must be a whole number from 1 to 60000'],
  [['--unknown'], '--unknown'],
])('wrong usage %j is explained', async (args, text) => {
  const { err, out, ended } = start(...args);
  expect([await ended, out()]).toEqual([2, '']);
  expect(err()).toContain(text);
  expect(err()).toContain('Usage: npm run local');
});

test('--help prints the help to standard output', async () => {
  const { out, ended } = start('--help');
  expect(await ended).toBe(0);
  expect(out()).toMatch(/^Usage: npm run local/);
});
