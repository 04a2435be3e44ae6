import type { Stack } from '@aws-sdk/client-cloudformation';
import { whyInUse } from '../../handlers/gateway/install-guard';
import { sentence } from '../../handlers/template-language/findings';
import type { Aws } from '../aws';
import type { Command } from '../command-line/command';
import { regionOption } from '../command-line/options';
import { addingSequel, withSequel } from '../command-line/sequel';
import type { Terminal } from '../command-line/terminal';
import { findInstallStack } from '../install/find-stack';
import { findInstall, findKeptLedgers, readLedger } from '../install/ledger';
import { INSTALL_STACK, isInstall } from '../install/names';
import { findRemains, listOrphans } from '../install/orphans';
import { setTerminationProtection } from '../install/protect';
import { removeBucket, removeTable } from '../install/remove';
import { type Bucket, findBucket } from '../stacks/artifact-bucket';
import { deleteStack } from '../stacks/delete-stack';
import { discardReview } from '../stacks/discard-review';
import { tidyUp } from '../stacks/patience';
import { lineProgress } from '../stacks/progress';
import { findStack } from '../stacks/stacks';
import { StillRunningError, UserError } from '../user-error';

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
    const stack = await stackToRemove(aws, install?.stack);
    if (stack !== undefined) {
      const purges = args.has('purge');
      await removeStack(aws, stack, terminal, purges).catch(purges ? addingSequel(SEQUEL) : undefined);
    }
    await refuseRemains(aws, stack);
    const where = await aws.region();
    terminal.say(
      stack === undefined ? `cfn-express is not installed in ${where}.` : `cfn-express is uninstalled from ${where}.`,
    );
    const tables = await keptTables(aws, install?.table);
    await (args.has('purge') ? purge(aws, terminal, tables) : tellWhatStays(aws, terminal, tables));
  },
};

/** The stack goes by itself, and its table and bucket stay. */
const SEQUEL = 'Once the stack is gone, cfn-express uninstall --purge deletes the table and the bucket.';

/** The install's stack in any status; undefined if there is none, or if somebody else's stack has its name. */
async function stackToRemove(aws: Aws, installed: Stack | undefined): Promise<Stack | undefined> {
  const stack = installed ?? (await findInstallStack(aws)) ?? (await findStack(aws.cloudformation, INSTALL_STACK));
  return stack !== undefined && (isInstall(stack) || stack.StackStatus === 'REVIEW_IN_PROGRESS') ? stack : undefined;
}

/** Lifts the stack's termination protection and deletes it. A stack that is not deleted is protected again. */
async function removeStack(aws: Aws, stack: Stack, terminal: Terminal, purges: boolean): Promise<void> {
  const { StackId = INSTALL_STACK, StackStatus, EnableTerminationProtection } = stack;
  const progress = lineProgress(purges ? withSequel(terminal, SEQUEL) : terminal);
  if (StackStatus === 'REVIEW_IN_PROGRESS') {
    if (await discardReview(aws, StackId)) return;
    throw new UserError(
      'cfn-express is not uninstalled, because an install was prepared (REVIEW_IN_PROGRESS). It is about to begin, or it was ' +
        'interrupted. To go on with it: cfn-express install. To remove it if nobody is at it: ' +
        `aws cloudformation delete-stack --stack-name ${StackId} --region ${await aws.region()}`,
    );
  }
  if (!EnableTerminationProtection) return void (await deleteStack(aws, StackId, progress));
  const goOn = `cfn-express uninstall${purges ? ' --purge' : ''}`;
  terminal.ifInterrupted = `Interrupted. Nothing is deleted, but the install may have no termination protection now. To delete it: ${goOn}. To keep it, and protect it again: cfn-express install`;
  await setTerminationProtection(aws, StackId, false);
  try {
    await deleteStack(aws, StackId, progress);
  } catch (error) {
    // What is being deleted cannot be protected.
    if (error instanceof StillRunningError) throw error;
    terminal.ifInterrupted = `Interrupted. The install is not deleted, and may have no termination protection now. To go on: ${goOn}`;
    const what = 'The install without termination protection';
    await tidyUp(aws, progress.note, what, () => setTerminationProtection(aws, StackId, true));
    throw error;
  }
}

/** @throws UserError if something of an install is left that would not be removed */
async function refuseRemains(aws: Aws, removed: Stack | undefined): Promise<void> {
  const { orphans } = await findRemains(aws);
  if (orphans.length > 0) {
    throw new UserError(
      `cfn-express is not uninstalled. These parts of it belong to no stack:\n${listOrphans(orphans)}\n` +
        'To remove them: cfn-express install, which takes them into a stack again, and then cfn-express uninstall.',
    );
  }
  const parameters = removed?.Parameters ?? [];
  if (parameters.some((one) => one.ParameterKey === 'RegisterMacro' && one.ParameterValue === 'false')) {
    throw new UserError(
      'Everything is deleted but the macro Express, which was registered outside of the stack. ' +
        'CloudFormation deletes a macro only with its stack: ask AWS Support, or install again.',
    );
  }
}

/**
 * The names of the tables that this install and earlier ones have left behind. The install's own one is read again: a
 * service may have come before its functions were deleted.
 * @throws UserError when a table still holds services
 */
async function keptTables(aws: Aws, own: string | undefined): Promise<string[]> {
  const kept = await findKeptLedgers(aws, own);
  for (const { table, items } of kept) {
    const reason = whyInUse(items);
    if (reason !== undefined) {
      throw new UserError(`Table ${table} of a deleted install is not deleted: ${sentence(reason)}`);
    }
  }
  return kept.map(({ table }) => table);
}

async function purge(aws: Aws, terminal: Terminal, tables: readonly string[]): Promise<void> {
  terminal.ifInterrupted = 'Interrupted. To go on: cfn-express uninstall --purge';
  const bucket = await findBucket(aws);
  const foreign = bucket === undefined ? [] : await removeBucket(aws, bucket);
  for (const table of tables) await removeTable(aws, table);
  const gone = whatIsKept(foreign.length > 0 ? undefined : bucket, tables);
  if (gone.length > 0) terminal.say(`Deleted ${gone.join(' and ')}.`);
  if (foreign.length === 0) return;
  throw new UserError(
    `Bucket ${bucket?.name} is kept, because cfn-express has not made all that is in it: ${foreign.join(', ')}`,
  );
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
