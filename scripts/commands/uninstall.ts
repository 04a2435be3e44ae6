import { whyInUse } from '../../handlers/gateway/install-guard';
import { sentence } from '../../handlers/template-language/findings';
import type { Aws } from '../aws';
import type { Command } from '../command-line/command';
import { regionOption } from '../command-line/options';
import type { Terminal } from '../command-line/terminal';
import { findInstall, findKeptLedgers, readLedger } from '../install/ledger';
import { INSTALL_STACK } from '../install/names';
import { removeBucket, removeTable } from '../install/remove';
import { type Bucket, findBucket } from '../stacks/artifact-bucket';
import { deleteStack } from '../stacks/delete-stack';
import { lineProgress } from '../stacks/progress';
import { findStack } from '../stacks/stacks';
import { UserError } from '../user-error';

/** `cfn-express uninstall` removes the install, provided that no service uses it. */
export const uninstallCommand: Command = {
  name: 'uninstall',
  summary: 'Removes the macro and the gateway, provided that no service uses them.',
  synopsis: '[--purge] [--region REGION]',
  positionals: [],
  options: {
    purge: { help: "Also deletes the ledger's table and the bucket with the functions' code." },
    region: regionOption,
  },
  changesStack: true,
  async run(args, { terminal, connect }) {
    const aws = connect(args.option('region'));
    const install = await findInstall(aws);
    if (install !== undefined) {
      // The stack's guard checks the same. Checked here, it leaves no stack in DELETE_FAILED.
      const reason = whyInUse(await readLedger(aws, install));
      if (reason !== undefined) throw new UserError(`cfn-express is not uninstalled: ${sentence(reason)}`);
    }
    await removeStack(aws, terminal);
    const tables = await keptTables(aws, install?.table);
    await (args.has('purge') ? purge(aws, terminal, tables) : tellWhatStays(aws, terminal, tables));
  },
};

async function removeStack(aws: Aws, terminal: Terminal): Promise<void> {
  const stack = await findStack(aws.cloudformation, INSTALL_STACK);
  if (stack === undefined) return terminal.say(`cfn-express is not installed in ${await aws.region()}.`);
  await deleteStack(aws, stack.StackId ?? INSTALL_STACK, lineProgress(terminal));
  terminal.say(`cfn-express is uninstalled from ${await aws.region()}.`);
}

/**
 * The names of the tables that this install and earlier ones have left behind.
 * @throws UserError when a table still holds services: somebody may use it for an install of another kind
 */
async function keptTables(aws: Aws, own: string | undefined): Promise<string[]> {
  const kept = await findKeptLedgers(aws);
  for (const { table, items } of kept) {
    const reason = whyInUse(items);
    if (reason !== undefined) {
      throw new UserError(`Table ${table} of a deleted install is not deleted: ${sentence(reason)}`);
    }
  }
  return [...new Set([...(own === undefined ? [] : [own]), ...kept.map(({ table }) => table)])];
}

async function purge(aws: Aws, terminal: Terminal, tables: readonly string[]): Promise<void> {
  terminal.ifInterrupted = 'Interrupted. To go on: cfn-express uninstall --purge';
  const bucket = await findBucket(aws);
  if (bucket !== undefined) await removeBucket(aws, bucket);
  for (const table of tables) await removeTable(aws, table);
  const gone = whatIsKept(bucket, tables);
  if (gone.length > 0) terminal.say(`Deleted ${gone.join(' and ')}.`);
}

async function tellWhatStays(aws: Aws, terminal: Terminal, tables: readonly string[]): Promise<void> {
  for (const one of whatIsKept(await findBucket(aws), tables)) {
    terminal.say(
      `${one.charAt(0).toUpperCase()}${one.slice(1)} remains. Delete it with cfn-express uninstall --purge.`,
    );
  }
}

const whatIsKept = (bucket: Bucket | undefined, tables: readonly string[]): string[] => [
  ...(bucket === undefined ? [] : [`bucket ${bucket.name}`]),
  ...tables.map((table) => `table ${table}`),
];
