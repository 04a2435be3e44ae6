import { parseArgs } from 'node:util';
import { ALL_CONFIGURATIONS, CONFIGURATIONS } from './configurations';
import type { Configuration } from './configurations/configuration';
import { findSown, look, replay, told } from './report';
import { SOWN } from './sown/mistakes';
import { searchFor } from './timed';

const USAGE = `Usage: npm run search -- [long | short] [PART]           every configuration whose name contains PART, to its end
       npm run search -- --minutes M [--seed N] [PART]   schedules drawn from all of them, for so long
       npm run search -- replay NAME SCHEDULE            one schedule, step by step
       npm run search -- sown                            the mistakes that are sown on purpose
`;

/** Seeds that are chosen by chance are lower than this, so that they are easy to type. */
const SEEDS = 1_000_000;

/** @returns the exit code: 0 if nothing is wrong, 1 if something is, 2 on wrong usage */
async function main(args: string[]): Promise<number> {
  const { positionals, values } = parsed(args);
  const minutes = Number(values.minutes);
  const seed = Number(values.seed ?? Math.floor(Math.random() * SEEDS));
  const [extent = 'long', part = '', schedule] = positionals;
  if (values.minutes !== undefined) {
    const some = matching(positionals[0]);
    if (!(minutes > 0) || !Number.isInteger(seed) || some.length === 0) return misused();
    const { isTTY: isTerminal = false } = process.stdout;
    return (await searchFor(some, { minutes, seed, isTerminal, write: (text) => process.stdout.write(text) })) ? 0 : 1;
  }
  if (values.seed !== undefined) return misused();
  if (extent === 'sown') return sown();
  const all = matching(part);
  if (extent === 'replay') {
    const [configuration] = all.filter(({ name }) => name === part);
    return configuration && schedule ? replayed(configuration, schedule) : misused();
  }
  return (extent === 'short' || extent === 'long') && all.length > 0 ? searched(all, extent) : misused();
}

function parsed(args: string[]) {
  try {
    const options = { minutes: { type: 'string' }, seed: { type: 'string' } } as const;
    return parseArgs({ args, options, allowPositionals: true });
  } catch {
    return { positionals: ['wrong'], values: {} };
  }
}

const matching = (part = ''): readonly Configuration[] =>
  part === '' ? CONFIGURATIONS : ALL_CONFIGURATIONS.filter(({ name }) => name.includes(part));

function misused(): number {
  process.stderr.write(USAGE);
  return 2;
}

async function searched(configurations: readonly Configuration[], extent: 'short' | 'long'): Promise<number> {
  let code = 0;
  for (const configuration of configurations) {
    const began = Date.now();
    const report = await look(configuration, configuration[extent], (schedules) =>
      process.stderr.write(`… ${schedules} schedules of ${configuration.name}\n`),
    );
    const seconds = ((Date.now() - began) / 1000).toFixed(1);
    process.stdout.write(`${seconds} s  ${told(configuration.name, report)}\n`);
    if (report.failure) code = 1;
  }
  return code;
}

async function replayed(configuration: Configuration, schedule: string): Promise<number> {
  const { text, wrong } = await replay(configuration, schedule);
  process.stdout.write(`${text}\n`);
  return wrong ? 1 : 0;
}

async function sown(): Promise<number> {
  let code = 0;
  for (const one of SOWN) {
    const { schedules, message } = await findSown(one);
    const found = message !== undefined && one.breaks.test(message);
    process.stdout.write(`${one.mistake}: ${found ? 'found' : 'not found'} in ${schedules} schedules: ${message}\n`);
    if (!found) code = 1;
  }
  return code;
}

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
