import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { gzipSync } from 'fflate';
import { table } from '../table';
import { median } from './median';
import { eventOf } from './template';

const RUNS = 25;

/** What the bundle costs a new process: time in addition to an empty script, bytes on disk, memory. */
export function cold(bundle: string): string {
  const load = `const { handler } = require(${JSON.stringify(bundle)});`;
  const first = `${load} handler(${JSON.stringify(eventOf(1))}).then(({ status }) => { if (status !== 'success') process.exit(1); });`;
  // The three take turns, so that a busy moment affects all of them.
  const times = Array.from({ length: RUNS }, () => ['', load, first].map(timeOf));
  const [empty = 0, loaded = 0, answered = 0] = [0, 1, 2].map((kind) => median(times.map((row) => row[kind] ?? 0)));
  const size = statSync(bundle).size;
  return table(
    ['a process of its own', ''],
    [
      ['empty script, ms', empty.toFixed(1)],
      ['loading the bundle, ms more', (loaded - empty).toFixed(1)],
      ['first answer for one service, ms more', (answered - empty).toFixed(1)],
      ['bundle, kB', (size / 1000).toFixed(1)],
      ['bundle compressed, kB', (gzipSync(readFileSync(bundle)).length / 1000).toFixed(1)],
      ['heap after loading, MB more', megabytes(heapAfter(load) - heapAfter(''))],
      [
        'heap after 40 services, MB more',
        megabytes(heapAfter(`${load} handler(${JSON.stringify(eventOf(40))});`) - heapAfter('')),
      ],
    ],
  );
}

function timeOf(script: string): number {
  const start = performance.now();
  const { status } = spawnSync(process.execPath, ['-e', script]);
  if (status !== 0) throw new Error('the bundle fails');
  return performance.now() - start;
}

/** Bytes that are in use after garbage collection. */
function heapAfter(script: string): number {
  const tell = 'setTimeout(() => { gc(); console.log(process.memoryUsage().heapUsed); }, 0);';
  return Number(spawnSync(process.execPath, ['--expose-gc', '-e', `${script} ${tell}`], { encoding: 'utf8' }).stdout);
}

const megabytes = (bytes: number): string => (bytes / 1_000_000).toFixed(2);
