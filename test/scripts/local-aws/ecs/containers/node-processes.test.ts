/** Processes of containers by themselves, without an embedded AWS. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Listeners, PlayedContainer } from '../../../../../scripts/local-aws/ecs/containers/container';
import type { NodeProcessOptions } from '../../../../../scripts/local-aws/ecs/containers/node-process';
import { MOST_PROCESSES, NodeProcesses } from '../../../../../scripts/local-aws/ecs/containers/node-processes';
import { childrenOf, eventually, isAlive, sizeOfGroup } from '../../fixtures';
import { present } from '../stage';

let processes: NodeProcesses;
let before: number[];
const makeFolder = (name: string) => mkdtempSync(join(tmpdir(), `cfn-express-${name}-`));
beforeAll(async () => {
  before = await childrenOf(process.pid);
  processes = new NodeProcesses(makeFolder);
});
afterAll(async () => {
  await processes.stop();
  expect(await childrenOf(process.pid)).toEqual(before);
});

const ORDER = { endpointPort: 9, init: false, usageMs: 50 };

const running: PlayedContainer[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((container) => container.stop(0)));
});

/** Starts that program. `line` resolves with the first line that it prints and that has this text. */
async function start(code: string, change: Partial<NodeProcessOptions> = {}) {
  const lines: string[] = [];
  const listeners: Listeners = new Map();
  const container = present(
    await processes.start({
      args: ['-e', code],
      variables: { PATH: process.env.PATH ?? '' },
      order: ORDER,
      listeners,
      onLine: (line) => lines.push(line),
      ...change,
    }),
  );
  running.push(container);
  const line = (text: string) =>
    eventually(
      async () => lines.find((one) => one.includes(text)),
      (found) => found !== undefined,
    );
  const listens = (port: number) =>
    eventually(
      async () => listeners.get(port)?.port ?? 0,
      (real) => real > 0,
    );
  return { container, lines, listeners, line, listens };
}

/** Ids of the reaper and of the processes that it guards. */
const newProcesses = async (): Promise<number[]> =>
  (await childrenOf(process.pid)).filter((pid) => !before.includes(pid));

const textAt = async (port: number) => (await fetch(`http://127.0.0.1:${port}/`)).text();

const SERVER = `const server = require('node:http').createServer((request, response) => response.end(process.argv[1]));`;

test('several processes listen on the same port, and each is reached at its own', async () => {
  const code = `${SERVER} server.listen(8080, () => console.log(JSON.stringify(server.address())));`;
  const one = await start(code, { args: ['-e', code, 'one'] });
  const other = await start(code, { args: ['-e', code, 'other'] });
  expect(await textAt(await one.listens(8080))).toBe('one');
  expect(await textAt(await other.listens(8080))).toBe('other');
  expect(JSON.parse(present(await one.line('port')))).toEqual({ address: '::', family: 'IPv6', port: 8080 });
});

test.each([
  ['an object', "server.listen({ port: 8080, host: '0.0.0.0' })"],
  ['text', "server.listen('8080', '0.0.0.0', 5)"],
  ['an ES module', 'server.listen(8080)'],
])('a port is understood as %s', async (kind, listen) => {
  const module = `import { createServer } from 'node:http'; const server = createServer((_, response) => response.end('hi')); ${listen}`;
  const args = kind === 'an ES module' ? ['--input-type=module', '-e', module] : ['-e', `${SERVER} ${listen}`, 'hi'];
  const { listens } = await start('', { args });
  expect(await textAt(await listens(8080))).toBe('hi');
});

test('a server that closes is reached no more, and may listen again', async () => {
  const { line, listens, listeners } = await start(`${SERVER} server.listen(8080);
    process.on('SIGUSR2', () => server.listening ? server.close() : server.listen(8081));
    setInterval(() => {}, 1000);
    console.log('pid', process.pid);`);
  const pid = Number((await line('pid'))?.split(' ')[1]);
  await listens(8080);
  process.kill(pid, 'SIGUSR2');
  await eventually(
    async () => listeners.size,
    (size) => size === 0,
  );
  process.kill(pid, 'SIGUSR2');
  await listens(8081);
});

test('a listener on loopback is reached by the program itself only, at its own port', async () => {
  const { listeners, line } =
    await start(`${SERVER.replace('process.argv[1]', "'me'")} server.listen(8080, '127.0.0.1', async () => {
    console.log('I hear ' + await (await fetch('http://localhost:8080/')).text());
  });`);
  expect(await line('I hear')).toBe('I hear me');
  expect(listeners.size).toBe(0);
});

test('a port that the program has taken is in use for itself', async () => {
  const { line } = await start(`${SERVER} server.listen(8080);
    require('node:net').createServer().listen(8080).on('error', ({ code, port }) => console.log('refused', code, port));`);
  expect(await line('refused')).toBe('refused EADDRINUSE 8080');
});

test('names below localhost are this machine', async () => {
  const server = createServer((request, response) => response.end(request.headers.host)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { line } = await start(`const { lookup, promises } = require('node:dns');
    (async () => {
      const { address } = await promises.lookup('web.us-east-1.elb.localhost');
      const promised = await require('node:util').promisify(lookup)('a.localhost', { all: true });
      console.log('found', address, JSON.stringify(promised));
      console.log('host', await (await fetch('http://web.us-east-1.elb.localhost:${port}/')).text());
    })();`);
  expect(await line('found')).toBe('found 127.0.0.1 [{"address":"127.0.0.1","family":4}]');
  expect(await line('host')).toBe(`host web.us-east-1.elb.localhost:${port}`);
  server.close();
});

test('what it prints comes line by line, errors too, the last line without its end', async () => {
  const { container, lines } = await start(
    `console.log('one\\ntwo'); console.error('wrong'); process.stdout.write('ä'.repeat(20000) + '\\nlast');`,
  );
  expect(await container.ended).toBe(0);
  const short = lines.map((line) => (line.length > 10 ? line.length : line));
  expect(short.toSorted()).toEqual([16_384, 3616, 'last', 'one', 'two', 'wrong']);
});

test('the environment is what it was given and nothing else', async () => {
  const { line } = await start(`console.log('env', JSON.stringify(process.env))`, { variables: { A: '1' } });
  expect(await line('env')).toBe('env {"A":"1"}');
});

const READY = `console.log('ready'); setInterval(() => {}, 1000);`;

test.each([
  ['a program that exits by itself', `process.exit(7)`, 7],
  ['an error that nobody catches', `throw new Error('bad')`, 1],
])('%s ends the container with its exit code', async (_, code, exitCode) => {
  const { container } = await start(code);
  expect(await container.ended).toBe(exitCode);
});

test('SIGTERM lets a program end in its own way', async () => {
  const { container, line, lines } = await start(
    `process.once('SIGTERM', () => { console.log('good bye'); process.exit(3); }); ${READY}`,
  );
  await line('ready');
  await container.stop(60_000);
  expect([await container.ended, lines.at(-1)]).toEqual([3, 'good bye']);
});

test.each([
  // As the first process of a container it does not get signals that it does not handle.
  ['that ignores it', READY, false, 1, 137],
  ['that never looks', `console.log('ready'); for (;;);`, false, 1, 137],
  ['behind an init process', READY, true, 60_000, 143],
])('SIGTERM to a program %s', async (_, code, init, graceMs, exitCode) => {
  const { container, line } = await start(code, { order: { endpointPort: 9, init, usageMs: 50 } });
  await line('ready');
  await container.stop(graceMs);
  expect(await container.ended).toBe(exitCode);
});

test('what a program has started ends with it', async () => {
  const { container, line } = await start(`
    const { pid } = require('node:child_process').spawn('sleep', ['1000'], { stdio: 'inherit' });
    console.log('group', process.pid); setTimeout(() => process.exit(0), 100);`);
  const group = Number((await line('group'))?.split(' ')[1]);
  await container.ended;
  expect(await sizeOfGroup(group)).toBe(0);
});

test.each([
  ['has left its group', {}],
  ['has left its group and holds its output', { stdio: 'inherit' }],
])('what a program has started ends with it, even if it %s', async (_, how) => {
  const options = JSON.stringify({ stdio: 'ignore', detached: true, ...how });
  const code = `const { pid } = require('node:child_process').spawn('sleep', ['1000'], ${options});
    console.log('outside', pid); setInterval(() => {}, 1000);`;
  const variables = { PATH: process.env.PATH ?? '', ECS_CONTAINER_METADATA_URI_V4: `http://localhost/${randomUUID()}` };
  const { container, line } = await start(code, { variables });
  const pid = Number((await line('outside'))?.split(' ')[1]);
  await container.stop(0);
  expect(await isAlive(pid)).toBe(false);
});

const VARIABLE = 'ECS_CONTAINER_METADATA_URI_V4';
/** Becomes `sleep` with a terminal of its own, as a person's shell has one. */
const WITH_TERMINAL = `import os, pty, sys
pid, terminal = pty.fork()
if pid == 0: os.execve(sys.argv[1], [sys.argv[1], "1000"], {sys.argv[2]: sys.argv[3]})
print(pid, flush=True); sys.stdin.read()`;
test('what others started does not end with it: with such a variable, with one that tells of it, or from a terminal', async () => {
  const address = `http://localhost/${randomUUID()}`;
  const { container, line } = await start(READY, { variables: { PATH: process.env.PATH ?? '', [VARIABLE]: address } });
  await line('ready');
  const [sleep = ''] = ['/bin/sleep', '/usr/bin/sleep'].filter((path) => existsSync(path));
  const others = [{ [VARIABLE]: `${address}0` }, { NOTE: `see ${VARIABLE}=${address}` }].map((env) =>
    spawn(sleep, ['1000'], { env, stdio: 'ignore' }),
  );
  const terminal = spawn('python3', ['-c', WITH_TERMINAL, sleep, VARIABLE, address], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = [...others, terminal].map((child) => once(child, 'exit'));
  try {
    const inTerminal = Number((await once(terminal.stdout, 'data'))[0]);
    await container.stop(0);
    const pids = [...others.map(({ pid }) => pid), inTerminal].map(Number);
    expect(await Promise.all(pids.map(isAlive))).toEqual([true, true, true]);
    process.kill(inTerminal, 'SIGKILL');
  } finally {
    for (const child of [...others, terminal]) child.kill('SIGKILL');
    await Promise.all(ended);
  }
});

test('a stop does not wait for a process that cannot be found and holds the output', async () => {
  const { container, line } = await start(`const { pid } = require('node:child_process').spawn('sleep', ['1000'], {
    stdio: 'inherit', detached: true, env: { PATH: process.env.PATH },
  }); console.log('outside', pid); setInterval(() => {}, 1000);`);
  const pid = Number((await line('outside'))?.split(' ')[1]);
  await container.stop(0);
  expect(await container.ended).toBe(137);
  process.kill(pid, 'SIGKILL');
});

test('a program forks another one and talks to it', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'cfn-express-test-')), 'child.js');
  writeFileSync(file, `process.once('message', (number) => process.send(number + 1, () => process.disconnect()));`);
  const { container, lines } = await start(`const child = require('node:child_process').fork(${JSON.stringify(file)});
    child.on('message', (number) => console.log('it says', number)); child.on('exit', (code) => process.exit(code)); child.send(1);`);
  expect(await container.ended).toBe(0);
  expect(lines).toEqual(['it says 2']);
  rmSync(dirname(file), { recursive: true });
});

test('workers of a cluster listen on one port, also in several tasks', async () => {
  // Without a file, a worker runs the same code as its cluster.
  const cluster = (name: string) => `const cluster = require('node:cluster');
    if (cluster.isPrimary) {
      cluster.setupPrimary({ exec: 'none' });
      cluster.on('listening', (_, { port }) => console.log('listening', port));
      cluster.on('exit', () => Object.keys(cluster.workers).length === 0 && cluster.fork());
      cluster.fork(); cluster.fork();
    } else require('node:http').createServer(({ url }, response) => {
      if (url === '/end') process.exit();
      response.end('${name}');
    }).listen(8080);`;
  const [one, other] = [await start(cluster('one')), await start(cluster('other'))];
  await eventually(
    async () => [...one.lines, ...other.lines].length,
    (count) => count === 4,
  );
  expect(await textAt(await one.listens(8080))).toBe('one');
  expect(await textAt(await other.listens(8080))).toBe('other');
  // When all workers have ended, the next one listens anew.
  for (let count = 0; count < 2; count += 1) {
    await expect(fetch(`http://127.0.0.1:${await one.listens(8080)}/end`)).rejects.toThrow();
  }
  await eventually(
    async () => one.lines.length,
    (count) => count === 3,
  );
  expect(await textAt(await one.listens(8080))).toBe('one');
});

test.each([
  'no JSON',
  'null',
  '[]',
  '{"listen":8081,"at":"x","loopback":false}',
  '{"listen":8081,"at":65536,"loopback":false}',
])('a program that writes %s where its listeners are told is heard further on', async (text) => {
  const { listens, listeners } = await start(`require('node:fs').writeSync(3, ${JSON.stringify(`${text}\n`)});
      ${SERVER.replace('process.argv[1]', "'me'")} server.listen(8080);`);
  expect(await textAt(await listens(8080))).toBe('me');
  expect([...listeners.keys()]).toEqual([8080]);
});

test('what it uses is measured', async () => {
  const { container } = await start(`for (const end = Date.now() + 300; Date.now() < end;); ${READY}`);
  const { memoryMiB } = await eventually(
    async () => present(container.usage?.()),
    ({ cpuSeconds }) => cpuSeconds > 0.1,
  );
  expect(memoryMiB).toBeGreaterThan(10);
});

test('there are at most eight at once, and a stop makes room', async () => {
  for (let count = 0; count < 8; count += 1) await start(READY);
  const options = { args: ['-e', ''], variables: {}, order: ORDER, listeners: new Map(), onLine: () => {} };
  expect(MOST_PROCESSES).toBe(8);
  expect(await processes.start(options)).toBeUndefined();
  await running.pop()?.stop(0);
  await start(READY);
});

test('if somebody ends the reaper, no process goes on unguarded, and the next one is guarded again', async () => {
  const { container, line } = await start(READY);
  await line('ready');
  const [reaper] = await newProcesses();
  process.kill(present(reaper), 'SIGKILL');
  expect(await container.ended).toBe(137);
  const next = await start(READY);
  await next.line('ready');
  expect((await newProcesses()).length).toBe(2);
});

test('if the reaper ends while a process is being started, that one does not begin', async () => {
  await (await start(READY)).line('ready');
  const [reaper] = await newProcesses();
  const count = (await newProcesses()).length;
  // It guards nothing more.
  process.kill(present(reaper), 'SIGSTOP');
  const starting = start(READY);
  await eventually(newProcesses, ({ length }) => length > count);
  process.kill(present(reaper), 'SIGKILL');
  const { container, lines } = await starting;
  expect(await container.ended).toBe(137);
  expect(lines).toEqual([]);
});

test('a stop waits for a process that is being started, and leaves none', async () => {
  const others = await childrenOf(process.pid);
  const stopped = new NodeProcesses(makeFolder);
  const options = { args: ['-e', READY], variables: {}, order: ORDER, listeners: new Map(), onLine: () => {} };
  const starting = stopped.start(options);
  await stopped.stop();
  expect(await childrenOf(process.pid)).toEqual(others);
  expect(await (await starting)?.ended).toBeGreaterThan(128);
  expect(await stopped.start(options)).toBeUndefined();
});
