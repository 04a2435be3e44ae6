/** What end-to-end tests stand on: the embedded AWS with the install stack in it, and the command line as built. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalAws, type LocalAwsOptions, startLocalAws } from '../../scripts/local-aws';
import { commandRunner, type RunCommand } from '../../scripts/story/command';
import { Look } from '../../scripts/story/look';
import { createTeller } from '../../scripts/story/teller';

/** Real milliseconds of one minute of AWS time. */
const MINUTE_MS = 50;

export interface Stage {
  aws: LocalAws;
  /** Runs `cfn-express`. Rejects with what it said when it exits with another code than 0. */
  run: RunCommand;
  look: Look;
  /** Writes a template and gives its path. */
  template(name: string, text: string): Promise<string>;
  /** What the embedded AWS did, line by line. */
  lines: string[];
  stop(): Promise<void>;
}

export const silentTeller = createTeller(
  () => {},
  () => 0,
);

export async function installed(options: LocalAwsOptions = {}): Promise<Stage> {
  const lines: string[] = [];
  const aws = await startLocalAws({ minuteMs: MINUTE_MS, log: (line) => lines.push(line), ...options });
  const folder = await mkdtemp(join(tmpdir(), 'cfn-express-test-'));
  const run = commandRunner(silentTeller, aws.endpoint, aws.region);
  await run('install');
  return {
    aws,
    run,
    look: new Look(aws.endpoint, aws.region),
    lines,
    template: async (name, text) => {
      const path = join(folder, name);
      await writeFile(path, text);
      return path;
    },
    stop: async () => {
      await aws.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What is left of shared things: nothing, once every service has gone. */
export const leftovers = async ({ look }: Stage) => ({
  loadBalancers: await look.loadBalancers(),
  securityGroups: await look.securityGroups(),
  cluster: await look.cluster('default'),
  ledger: (await look.ledger()).filter(({ kind }) => kind !== 'service'),
});

export const NOTHING = { loadBalancers: [], securityGroups: [], cluster: false, ledger: [] };
