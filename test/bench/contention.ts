/** What many services that join at once meet in a ledger and a load balancing API that conflict and throttle. */
import { type Crowd, joinAtOnce } from './contention/joins';
import { table } from './table';

const JOINS = [50, 200];
const POOLS = [1, 8];
/** By themselves, some 2,600 services fill the cluster's item. */
const THERE = { 'by themselves': [300, 1000, 2000], 'through gateways': [0, 300, 1000, 3000] };
const HOLDINGS = ['by themselves', 'through gateways'] as const;
const CAP = 25;

async function main(seed: number): Promise<void> {
  const rows: (string | number)[][] = [];
  for (const holding of HOLDINGS) {
    for (const pools of POOLS) {
      for (const there of THERE[holding]) {
        for (const joins of JOINS) rows.push(await rowOf({ joins, pools, there, holding, cap: CAP, seed }));
      }
    }
  }
  console.log(`Joins at once, in simulated time, with seed ${seed}:\n`);
  console.log(table(HEAD, rows));
}

const HEAD = [
  'services there hold the cluster',
  'there',
  'pools',
  'joins',
  'failed',
  'tries',
  'most tries',
  'p50 s',
  'all s',
  'largest kB',
  'conflicts',
  'throttled',
  'ELB throttled',
];

async function rowOf(crowd: Crowd): Promise<(string | number)[]> {
  const { failed, tries, seconds, largest, conflicts, throttled, reasons } = await joinAtOnce(crowd);
  for (const reason of new Set(reasons)) console.error(`  ${reason.slice(0, 300)}`);
  const sorted = [...seconds].sort((one, other) => one - other);
  return [
    crowd.holding,
    crowd.there,
    crowd.pools,
    crowd.joins,
    failed.gateway + failed.route,
    (tries.reduce((sum, one) => sum + one, 0) / tries.length).toFixed(1),
    Math.max(...tries),
    (sorted[Math.floor(sorted.length / 2)] ?? 0).toFixed(1),
    (sorted.at(-1) ?? 0).toFixed(1),
    (largest / 1024).toFixed(1),
    conflicts,
    throttled.dynamodb,
    throttled.elb,
  ];
}

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

void main(Number(process.argv[2] ?? 1)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
