import { whyInUse } from '../../handlers/gateway/guard';
import type { Aws } from '../aws';
import { deleteStack } from '../cloudformation/delete-stack';
import { lineProgress } from '../cloudformation/progress';
import { findStack } from '../cloudformation/stacks';
import { Failure } from '../failure';
import { findBucket } from '../install/bucket';
import { findInstall, readLedger } from '../install/ledger';
import { INSTALL_STACK } from '../install/names';
import { removeBucket, removeTable } from '../install/remove';
import type { Command } from './command';
import { sentence } from './sentence';
import type { Terminal } from './terminal';

/** `cfn-express uninstall`: takes the install away again, when no service uses it. */
export const uninstallCommand: Command = {
  name: 'uninstall',
  summary: 'Removes the macro and the gateway, when no service uses them any more.',
  synopsis: '[--purge] [--region REGION]',
  positionals: [],
  options: {
    purge: { help: "Also deletes the ledger's table and the bucket with the functions' code." },
    region: { value: 'REGION', help: 'The Region; AWS_REGION or the profile says it otherwise.' },
  },
  async run(call, { terminal, connect }) {
    const aws = connect(call.option('region'));
    const install = await findInstall(aws);
    if (install !== undefined) {
      // The stack's guard asks the same; asked here it leaves no DELETE_FAILED behind.
      const reason = whyInUse(await readLedger(aws, install));
      if (reason !== undefined) throw new Failure(`cfn-express stays: ${sentence(reason)}`);
    }
    await removeStack(aws, terminal);
    await (call.has('purge') ? purge(aws, terminal, install?.table) : tellWhatStays(aws, terminal, install?.table));
  },
};

const removeStack = async (aws: Aws, terminal: Terminal): Promise<void> => {
  const stack = await findStack(aws.cloudformation, INSTALL_STACK);
  if (stack === undefined) return terminal.say(`cfn-express is not installed in ${await aws.region()}.`);
  await deleteStack(aws, stack.StackId ?? INSTALL_STACK, lineProgress(terminal));
  terminal.say(`cfn-express is uninstalled from ${await aws.region()}.`);
};

const purge = async (aws: Aws, terminal: Terminal, table: string | undefined): Promise<void> => {
  const bucket = await findBucket(aws);
  if (bucket !== undefined) await removeBucket(aws, bucket);
  if (table !== undefined) await removeTable(aws, table);
  const gone = [bucket && `bucket ${bucket.name}`, table && `table ${table}`].filter(Boolean);
  if (gone.length > 0) terminal.say(`Deleted ${gone.join(' and ')}.`);
};

const tellWhatStays = async (aws: Aws, terminal: Terminal, table: string | undefined): Promise<void> => {
  const bucket = await findBucket(aws);
  if (bucket !== undefined) terminal.say(`Bucket ${bucket.name} stays; cfn-express uninstall --purge deletes it.`);
  if (table !== undefined) terminal.say(`Table ${table} stays: aws dynamodb delete-table --table-name ${table}`);
};
