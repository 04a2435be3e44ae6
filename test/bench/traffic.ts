/**
 * What a request through a load balancer of the embedded AWS costs: beside a proxy of node:http that only passes on, and beside the
 * target alone. The load, the target and each proxy are processes of their own. It fails if an aim is missed (traffic/aims.ts).
 */
import { readFileSync } from 'node:fs';
import { median } from './macro/median';
import { table } from './table';
import { missedAims } from './traffic/aims';
import { balancer } from './traffic/balancer';
import { bare } from './traffic/bare';
import { type Load, load, type Measured } from './traffic/load';
import { asked, type BenchPart, roleOf, startPart, stopAll, usageOf } from './traffic/parts';
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
  const run = async (part: BenchPart, wanted: Omit<Load, 'port'>): Promise<Costing> => {
    const before = await usageOf(part);
    const measured = await asked<Measured>(client, { port: part.port, ...wanted });
    return { ...measured, cpu: ((await usageOf(part)).cpu - before.cpu) / measured.answers };
  };
  for (const { part } of proxies) await run(part, { connections: CONNECTIONS, seconds: 1 });
  const rows = proxies.map(({ name }) => ({ name, full: [] as Costing[], paced: [] as Costing[] }));
  // They take turns, so that a busy moment affects all of them.
  for (let round = 0; round < ROUNDS; round++) {
    for (const [at, { part }] of proxies.entries()) {
      rows[at]?.full.push(await run(part, { connections: CONNECTIONS, seconds: SECONDS }));
      rows[at]?.paced.push(await run(part, { connections: CONNECTIONS, seconds: SECONDS, rate: RATE }));
    }
  }
  console.log(summary(rows));
  const heaps = await memory(proxies.at(-1)?.part ?? server, run);
  const [, bareProxy, balanced] = rows;
  const { full = [], paced = [] } = balanced ?? {};
  const missed = missedAims({
    percentOfBare: (100 * middle(full, ({ rate }) => rate)) / middle(bareProxy?.full ?? [], ({ rate }) => rate),
    p99: middle(paced, ({ p99 }) => p99),
    failed: failuresOf([...full, ...paced]),
    heaps,
  });
  for (const each of missed) console.error(`Missed: ${each}.`);
  if (missed.length > 0) process.exitCode = 1;
}

interface Costing extends Measured {
  /** Microseconds of processor time for each request. It does not depend on what else the machine does. */
  cpu: number;
}

interface Row {
  name: string;
  full: Costing[];
  paced: Costing[];
}

const middle = (all: readonly Costing[], of: (one: Costing) => number): number => median(all.map(of));

const failuresOf = (all: readonly Costing[]): number => all.reduce((sum, { failed }) => sum + failed, 0);

function summary(rows: readonly Row[]): string {
  const bareRate = middle(rows[1]?.full ?? [], ({ rate }) => rate);
  const ms = (value: number) => value.toFixed(2);
  return table(
    ['', 'requests/s', 'of the bare proxy', 'CPU µs', 'p50 ms', 'p99 ms', `at ${RATE}/s: p50 ms`, 'p99 ms', 'failed'],
    rows.map(({ name, full, paced }) => [
      name,
      Math.round(middle(full, ({ rate }) => rate)),
      `${Math.round((100 * middle(full, ({ rate }) => rate)) / bareRate)} %`,
      Math.round(middle(full, ({ cpu }) => cpu)),
      ms(middle(full, ({ p50 }) => p50)),
      ms(middle(full, ({ p99 }) => p99)),
      ms(middle(paced, ({ p50 }) => p50)),
      ms(middle(paced, ({ p99 }) => p99)),
      failuresOf([...full, ...paced]),
    ]),
  );
}

async function memory(
  part: BenchPart,
  run: (part: BenchPart, load: Omit<Load, 'port'>) => Promise<Costing>,
): Promise<number[]> {
  const heaps = [(await usageOf(part)).heap];
  for (let quarter = 0; quarter < 4; quarter++) {
    await run(part, { connections: CONNECTIONS, requests: MANY / 4 });
    heaps.push((await usageOf(part)).heap);
  }
  const megabytes = heaps.map((bytes) => (bytes / 1e6).toFixed(1)).join(', ');
  console.log(
    `\nHeap of the load balancer's process over ${MANY} requests, after garbage collection, MB: ${megabytes}`,
  );
  return heaps;
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
