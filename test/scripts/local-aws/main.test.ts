import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { childrenOf, clientConfig, eventually, isAlive } from './fixtures';
import { createFunction } from './lambda/functions';
import { makeProject, type Program, type Project, REAL_PYTHON } from './program';

let project: Project;
beforeAll(async () => {
  project = await makeProject();
});
beforeEach(() => project.clear());
afterAll(() => project.remove());

/** The endpoint, when the program has said it. */
async function endpointOf({ says }: Program): Promise<string> {
  return /http:\/\/127\.0\.0\.1:\d+/.exec(await says('aws cloudformation deploy'))?.[0] ?? '';
}

/** Has a function run that never ends. @returns the processes of moto and of the function */
async function busyFunction(endpoint: string, { child }: Program): Promise<number[]> {
  const lambda = new LambdaClient(clientConfig({ endpoint, region: 'us-east-1' }));
  await createFunction(lambda, 'busy', `exports.handler = async () => { console.log('busy'); for (;;); };`, {
    Timeout: 900,
  });
  await lambda.send(new InvokeCommand({ FunctionName: 'busy', InvocationType: 'Event', Payload: '{}' }));
  const logs = async () => (await fetch(`${endpoint}/local-aws/logs/busy`)).text();
  await eventually(logs, (text) => text.includes('Z busy\n'));
  const started = await childrenOf(child.pid);
  expect(started).toHaveLength(2);
  return started;
}

const allGone = (processes: number[]) =>
  eventually(
    () => Promise.all(processes.map(isAlive)),
    (alive) => !alive.includes(true),
  );

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)('npm run local says how to use the embedded AWS, and %s ends all its processes', async (signal, code) => {
  const program = project.start(undefined, REAL_PYTHON);
  const endpoint = await endpointOf(program);
  expect(program.err()).toBe('Starting the embedded AWS …\n');
  expect(program.out()).toContain('npx cfn-express deploy templates/examples/hello.yaml --stack-name hello\n');
  expect((await fetch(`${endpoint}/local-aws/nothing`)).status).toBe(404);
  const started = await busyFunction(endpoint, program);
  program.child.kill(signal);
  // As npm does: it passes on the signal that the terminal has sent to its children already.
  program.child.kill(signal);
  expect(await program.ended).toEqual([code, null]);
  expect(await Promise.all(started.map(isAlive))).toEqual([false, false]);
  expect(project.left()).toEqual([]);
  await expect(fetch(endpoint)).rejects.toThrow('fetch failed');
});

test('when it is killed, moto and even a function that never yields end with it', async () => {
  const program = project.start(undefined, REAL_PYTHON);
  const started = await busyFunction(await endpointOf(program), program);
  program.child.kill('SIGKILL');
  await allGone(started);
});

test('when it is killed while moto starts, moto ends with it', async () => {
  const program = project.start(undefined, REAL_PYTHON);
  const started = await eventually(
    () => childrenOf(program.child.pid),
    ({ length }) => length > 0,
  );
  program.child.kill('SIGKILL');
  await allGone(started);
});

test('when moto is killed, it says so in one sentence and ends with 1, and nothing of it is left', async () => {
  const program = project.start(undefined, REAL_PYTHON);
  const endpoint = await endpointOf(program);
  const started = await busyFunction(endpoint, program);
  const [moto = 0] = await childrenOf(program.child.pid, /python/);
  process.kill(moto, 'SIGKILL');
  expect(await program.ended).toEqual([1, null]);
  expect(program.err()).toBe(
    'Starting the embedded AWS …\nmoto was ended by SIGKILL and said nothing. The embedded AWS has ended with it, and all that was in it is lost.\n',
  );
  expect(await Promise.all(started.map(isAlive))).toEqual([false, false]);
  expect(project.left()).toEqual([]);
});

test('a port that is taken is explained in one sentence', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { err, ended } = project.start(['--port', String((server.address() as AddressInfo).port)]);
  expect(await ended).toEqual([1, null]);
  expect(err()).toMatch(/address already in use .*: choose another --port/);
  server.close();
});

test.each([
  [['--port', 'x'], "--port must be a whole number from 0 to 65535, not 'x'"],
  [['--minute-ms', '0'], '--minute-ms must be a whole number from 1 to 60000'],
  [['--unknown'], '--unknown'],
])('wrong usage %j is explained', async (args, text) => {
  const { err, out, ended } = project.start(args);
  expect([await ended, out()]).toEqual([[2, null], '']);
  expect(err()).toContain(text);
  expect(err()).toContain('Usage: npm run local');
});

test('--help prints the help to standard output', async () => {
  const { out, ended } = project.start(['--help']);
  expect(await ended).toEqual([0, null]);
  expect(out()).toMatch(/^Usage: npm run local/);
  for (const tag of ['missing', 'crash', 'unhealthy', 'errors', 'errors-20', 'slow', 'refuses']) {
    expect(out()).toContain(`:${tag} `);
  }
});
