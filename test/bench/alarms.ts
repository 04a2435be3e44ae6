/** Whether the rollback alarm comes within a canary step, and what judging alarms costs the embedded AWS. */
import { judgingMs } from './alarms/cost';
import { tryPhases } from './alarms/in-time';
import { table } from './table';

console.log(
  'A canary step of 5 % whose requests all fail: in how many phases the alarm comes within the step, and for how',
);
console.log('many seconds all visitors have the bad version after it.\n');
const steps = [3, 4, 5].flatMap((bakeMinutes) =>
  [1400, 60, 20].map((visitors) => ({ bakeMinutes, visitors, percent: 5 })),
);
const rows = steps.map((step) => {
  const { inTime, worstSeconds, meanSeconds } = tryPhases(step);
  const seconds = [meanSeconds, worstSeconds].map((one) => one.toFixed(0));
  return [`${step.bakeMinutes} minutes`, step.visitors, `${(100 * inTime).toFixed(1)} %`, ...seconds];
});
console.log(table(['step', 'requests a minute', 'in time', 'mean s', 'worst s'], rows));

console.log('\nJudging all alarms once, median in real milliseconds:\n');
const costs = [100, 300, 1000].map((alarms) => [
  alarms,
  judgingMs(alarms, false).toFixed(2),
  judgingMs(alarms, true).toFixed(2),
]);
console.log(table(['alarms', 'without requests', 'with requests'], costs));
