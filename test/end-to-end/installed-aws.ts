/** The environment of end-to-end tests: the embedded AWS with the install stack, and the built command line. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '../../scripts/aws';
import { main } from '../../scripts/command-line/main';
import { createTerminal } from '../../scripts/command-line/terminal';
import { commands } from '../../scripts/commands';
import { credentialSource } from '../../scripts/credentials';
import type { LocalAws, LocalAwsOptions } from '../../scripts/local-aws';
import { packageVersion } from '../../scripts/package';
import { AccountView } from '../../scripts/story/account-view';
import { createNarrator } from '../../scripts/story/narrator';
import { commandRunner, type RunCommand } from '../../scripts/story/run-command';
import { startLocalAws } from '../nursery';

/** Real milliseconds for one minute of AWS time. */
const MINUTE_MS = 50;

export interface InstalledAws {
  aws: LocalAws;
  /**
   * Runs the command line in this process: to start a process takes longer than most commands do. Rejects with its stderr
   * if the exit code is not 0.
   */
  run: RunCommand;
  /** The same with the built command line, as a user runs it. */
  runBuilt: RunCommand;
  account: AccountView;
  /** Writes a template to a file. Resolves with its path. */
  template(name: string, text: string): Promise<string>;
  /** The log of the embedded AWS. */
  lines: string[];
  stop(): Promise<void>;
}

export const silentNarrator = createNarrator(
  () => {},
  () => 0,
);

/** @param root the folder of another package whose command line installs */
export async function startInstalledAws(options: LocalAwsOptions = {}, root?: string): Promise<InstalledAws> {
  const lines: string[] = [];
  const aws = await startLocalAws({ minuteMs: MINUTE_MS, log: (line) => lines.push(line), ...options });
  const folder = await mkdtemp(join(tmpdir(), 'cfn-express-test-'));
  const built = (root?: string): RunCommand => commandRunner(silentNarrator, aws.endpoint, aws.region, { root });
  const run = runHere(aws);
  await (root === undefined ? run : built(root))('install');
  return {
    aws,
    run,
    runBuilt: built(),
    account: new AccountView(aws.endpoint, aws.region),
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

function runHere({ endpoint, region }: LocalAws): RunCommand {
  const env = { AWS_ENDPOINT_URL: endpoint, AWS_REGION: region };
  return async (...args) => {
    const output = { stdout: [] as string[], stderr: [] as string[] };
    const into = (lines: string[]) => ({ write: (text: string) => void lines.push(text) });
    const code = await main(args, commands, packageVersion(), {
      terminal: createTerminal(into(output.stdout), into(output.stderr), env),
      region,
      credentials: credentialSource(env),
      connect: (other) => connect(env, other),
    });
    if (code !== 0) throw new Error(`cfn-express ${args[0]} ended with exit code ${code}:\n${output.stderr.join('')}`);
    return output.stdout.join('');
  };
}

/** The shared resources that still exist. After the last service is deleted, they equal NOTHING. */
export const leftovers = async ({ account }: InstalledAws) => ({
  loadBalancers: await account.loadBalancers(),
  securityGroups: await account.securityGroups(),
  cluster: await account.cluster('default'),
  ledger: (await account.ledger()).filter(({ kind }) => kind !== 'service'),
});

export const NOTHING = { loadBalancers: [], securityGroups: [], cluster: false, ledger: [] };

/** What stands in each block of a template beside its type. */
export type Blocks = Readonly<Record<string, string>>;

/** Deploys a stack of such blocks. Resolves with the output of the command. */
export async function deployBlocks(installed: InstalledAws, stack: string, blocks: Blocks): Promise<string> {
  const lines = Object.entries(blocks).map(([id, rest]) => `  ${id}: { Type: Express::Service, ${rest} }`);
  const template = ['Transform: Express', 'Resources:', ...lines].join('\n');
  return installed.run('deploy', await installed.template(`${stack}.yaml`, template), '--stack-name', stack);
}
