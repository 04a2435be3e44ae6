import { performance } from 'node:perf_hooks';
import { expand } from '../../../handlers/macro/expand';
import { table } from '../table';
import { median } from './median';
import { eventOf } from './template';

/** Runs that are not measured, so that the engine has compiled the code. */
const WARMING = 50;
const RUNS = 200;

/** How long an expansion takes in a warm process, by the number of services. */
export function warm(counts: readonly number[]): string {
  const rows = counts.map((count) => {
    const times = measure(count);
    const best = Math.min(...times);
    const bytes = JSON.stringify(expanded(count)).length;
    return [count, median(times).toFixed(2), best.toFixed(2), (best / count).toFixed(3), (bytes / 1000).toFixed(0)];
  });
  return table(['services', 'median, ms', 'best, ms', 'best per service, ms', 'template, kB'], rows);
}

/** Milliseconds of each run. The best one is what the code costs; a busy machine makes the others slower. */
function measure(count: number): number[] {
  const event = eventOf(count);
  const run = (): number => {
    const start = performance.now();
    const { ok } = expand(event);
    const time = performance.now() - start;
    if (!ok) throw new Error(`${count} services do not expand`);
    return time;
  };
  for (let index = 0; index < WARMING; index++) run();
  return Array.from({ length: RUNS }, run);
}

function expanded(count: number): unknown {
  const result = expand(eventOf(count));
  return result.ok ? result.template : result.findings;
}
