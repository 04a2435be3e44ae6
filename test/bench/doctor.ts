/** How long a check-up of many services takes where every call takes a while, and where AWS throttles calls. */
import type { Treatment } from '../../handlers/gateway/doctor/event';
import { type CheckedUp, checkUpOf, deployed } from './doctor/check-up';
import { table } from './table';

const SERVICES = [100, 1_000];
const CAP = 25;
const CALL_MS = 60;
const TREATMENTS: readonly Treatment[] = ['none', 'unattended'];

async function main(): Promise<void> {
  const rows: (string | number)[][] = [];
  for (const services of SERVICES) {
    const cloud = await deployed({ services, cap: CAP });
    for (const treatment of TREATMENTS) {
      for (const throttles of [false, true]) {
        const checked = await checkUpOf(cloud, { services, cap: CAP, callMs: CALL_MS, throttles, treatment });
        rows.push([services, treatment, throttles ? 'yes' : 'no', ...cellsOf(checked)]);
      }
    }
  }
  console.log(`Check-ups of services with nothing wrong, ${CALL_MS} ms a call, in simulated time:\n`);
  console.log(table(HEAD, rows));
}

const HEAD = ['services', 'treatment', 'AWS throttles', 'seconds', 'stacks', 'targets', 'others', 'throttled', 'found'];

const OF_CLOUDFORMATION = ['DescribeStacks', 'ListStackResources', 'ListStacks'];

function cellsOf({ seconds, calls, throttled, findings }: CheckedUp): (string | number)[] {
  const sum = (fits: (name: string) => boolean): number =>
    Object.entries(calls).reduce((all, [name, count]) => all + (fits(name) ? count : 0), 0);
  const stacks = sum((name) => OF_CLOUDFORMATION.includes(name));
  const targets = sum((name) => name === 'DescribeTargetHealth');
  return [seconds.toFixed(1), stacks, targets, sum(() => true) - stacks - targets, throttled, findings.length];
}

void main();
