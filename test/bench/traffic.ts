/**
 * What a request through a load balancer of the embedded AWS costs: beside a proxy of node:http that only passes on, and beside the
 * target alone. The load, the target and each proxy are processes of their own.
 */
import { readFileSync } from 'node:fs';
import { median } from './macro/median';
import { table } from './table';
import { balancer, heapOf } from './traffic/balancer';
import { bare } from './traffic/bare';
import { type Load, load, type Measured } from './traffic/load';
import { asked, type BenchPart, roleOf, startPart, stopAll } from './traffic/parts';
import { target } from './traffic/target';

const ROUNDS = 5;
const CONNECTIONS = 64;
const SECONDS = 2;
/** Requests a second at which the times of answers are looked at. */
const RATE = 1_500;
const MANY = 200_000;

const ROLES = { target, bare, balancer, load };

async function main(): Promise<void> {
  const [processor = ''] = /(?<=model name\s*: ).*/.exec(readFileSync('/proc/cpuinfo', 'utf8')) ?? [];
  console.log(
    `${processor}, Node.js ${process.version}, ${ROUNDS} rounds of ${SECONDS} s with ${CONNECTIONS} connections\n`,
  );
  const server = await startPart('target');
  const proxies = [
    { name: 'target alone', part: server },
    { name: 'bare proxy', part: await startPart('bare', server.port) },
    { name: 'load balancer, 51 rules', part: await startPart('balancer', server.port) },
  ];
  const client = await startPart('load');
  const run = (part: BenchPart, wanted: Omit<Load, 'port'>) => asked<Measured>(client, { port: part.port, ...wanted });
  for (const { part } of proxies) await run(part, { connections: CONNECTIONS, seconds: 1 });
  const rows = proxies.map(({ name }) => ({ name, full: [] as Measured[], paced: [] as Measured[] }));
  // They take turns, so that a busy moment affects all of them.
  for (let round = 0; round < ROUNDS; round++) {
    for (const [at, { part }] of proxies.entries()) {
      rows[at]?.full.push(await run(part, { connections: CONNECTIONS, seconds: SECONDS }));
      rows[at]?.paced.push(await run(part, { connections: CONNECTIONS, seconds: SECONDS, rate: RATE }));
    }
  }
  console.log(summary(rows));
  await memory(proxies.at(-1)?.part ?? server, run);
}

interface Row {
  name: string;
  full: Measured[];
  paced: Measured[];
}

function summary(rows: readonly Row[]): string {
  const middle = (all: readonly Measured[], of: (one: Measured) => number) => median(all.map(of));
  const bareRate = middle(rows[1]?.full ?? [], ({ rate }) => rate);
  const ms = (value: number) => value.toFixed(2);
  return table(
    ['', 'requests/s', 'of the bare proxy', 'p50 ms', 'p99 ms', `at ${RATE}/s: p50 ms`, 'p99 ms', 'failed'],
    rows.map(({ name, full, paced }) => [
      name,
      Math.round(middle(full, ({ rate }) => rate)),
      `${Math.round((100 * middle(full, ({ rate }) => rate)) / bareRate)} %`,
      ms(middle(full, ({ p50 }) => p50)),
      ms(middle(full, ({ p99 }) => p99)),
      ms(middle(paced, ({ p50 }) => p50)),
      ms(middle(paced, ({ p99 }) => p99)),
      [...full, ...paced].reduce((sum, { failed }) => sum + failed, 0),
    ]),
  );
}

async function memory(
  part: BenchPart,
  run: (part: BenchPart, load: Omit<Load, 'port'>) => Promise<Measured>,
): Promise<void> {
  const heaps = [await heapOf(part)];
  for (let quarter = 0; quarter < 4; quarter++) {
    await run(part, { connections: CONNECTIONS, requests: MANY / 4 });
    heaps.push(await heapOf(part));
  }
  const megabytes = heaps.map((bytes) => (bytes / 1e6).toFixed(1)).join(', ');
  console.log(
    `\nHeap of the load balancer's process over ${MANY} requests, after garbage collection, MB: ${megabytes}`,
  );
}

const role = roleOf(process.argv);
if (role !== undefined) ROLES[role]();
else {
  void main()
    .catch((error: unknown) => {
      console.error(error);
      process.exitCode = 1;
    })
    .finally(stopAll);
}
