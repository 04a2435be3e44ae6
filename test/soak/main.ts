/** `npm run soak`: many services at once under faults, on the embedded AWS. */
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { LeaveError, leaving } from '../../scripts/command-line/leave';
import { soak } from './soak';

const USAGE = `Usage: npm run soak -- [--seed SEED] [--services 200] [--cap 25] [--acts 3] [--faults 5] [--duplicates 5]
                        [--concurrency 200]

  --seed         decides which faults happen to which calls, and what the services do (default: a new one)
  --services     the number of services
  --cap          how many services share a load balancer
  --acts         how many things each service does between joining and leaving, such as a new host or a roll back
  --faults       percent of the calls to AWS, and of the answers to CloudFormation, that meet a fault
  --duplicates   percent of the events that are delivered twice
  --concurrency  how many runs of the function there are at a time`;

const DEFAULTS = { services: 200, cap: 25, acts: 3, faults: 5, duplicates: 5, concurrency: 200 };

/** The function's time-out in templates/express.yaml, in milliseconds. */
const TIMEOUT_MS = 300_000;
/** How much faster than real time the clock runs while everybody only waits for a killed run's deadline. */
const IDLE_SPEED = 60;
/** Real milliseconds: with 200 calls waiting at a time, the embedded AWS may take half a minute for one. */
const ANSWER_MS = 120_000;

/** @returns the exit code: 0 when nothing was wrong, 1 when something was, 2 on wrong usage, 130 after Ctrl-C */
async function main(args: string[], signal: AbortSignal): Promise<number> {
  const settings = readSettings(args);
  if (settings === undefined) {
    console.error(USAGE);
    return 2;
  }
  const { seed, faults, duplicates, ...numbers } = settings;
  console.log(`Seed ${seed}`);
  const began = performance.now();
  const report = await soak({
    ...numbers,
    seed,
    faultRate: faults,
    duplicateRate: duplicates,
    timeoutMs: TIMEOUT_MS,
    idleSpeed: IDLE_SPEED,
    answerMs: ANSWER_MS,
    signal,
    log: (line) => console.log(`${((performance.now() - began) / 1000).toFixed(0).padStart(5)} s  ${line}`),
  });
  const { violations, reasons, ...figures } = report;
  console.log(JSON.stringify(figures, undefined, 2));
  for (const reason of reasons) console.log(`FAILED   ${reason}`);
  for (const violation of violations) console.log(`WRONG    ${violation}`);
  console.log(violations.length === 0 ? 'Nothing was wrong.' : `${violations.length} wrong, with seed ${seed}.`);
  return violations.length === 0 ? 0 : 1;
}

function readSettings(args: string[]): (typeof DEFAULTS & { seed: string }) | undefined {
  const names = Object.keys(DEFAULTS) as (keyof typeof DEFAULTS)[];
  const options = Object.fromEntries(['seed', ...names].map((name) => [name, { type: 'string' as const }]));
  try {
    const { values } = parseArgs({ args, options });
    const settings = { ...DEFAULTS, seed: String(values.seed ?? randomUUID().slice(0, 8)) };
    for (const name of names) settings[name] = Number(values[name] ?? DEFAULTS[name]);
    return names.every((name) => Number.isFinite(settings[name]) && settings[name] >= 0) ? settings : undefined;
  } catch {
    return undefined;
  }
}

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

const signal = leaving(process);
void main(process.argv.slice(2), signal)
  .catch((error: unknown) => {
    if (signal.reason instanceof LeaveError) return signal.reason.exitCode;
    console.error(error);
    return 1;
  })
  .then((code) => process.exit(code));
