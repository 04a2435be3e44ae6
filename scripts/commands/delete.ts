import type { Stack } from '@aws-sdk/client-cloudformation';
import type { Command } from '../command-line/command';
import { regionOption, stackNameOption } from '../command-line/options';
import { hasInstallName, isInstall } from '../install/names';
import { deleteStack } from '../stacks/delete-stack';
import { lineProgress } from '../stacks/progress';
import { findStack } from '../stacks/stacks';
import { UserError } from '../user-error';

/** `cfn-express delete` deletes a stack. */
export const deleteCommand: Command = {
  name: 'delete',
  summary: 'Deletes a stack and shows the progress. Whatever other services share remains.',
  synopsis: '--stack-name NAME [--region REGION]',
  positionals: [],
  options: {
    'stack-name': stackNameOption("The stack's name or id."),
    region: regionOption,
  },
  changesStack: true,
  async run(args, { terminal, connect }) {
    const stackName = args.option('stack-name') ?? '';
    const aws = connect(args.option('region'));
    const stack = await findStack(aws.cloudformation, stackName);
    if (stack === undefined || stack.StackStatus === 'DELETE_COMPLETE') {
      throw new UserError(`There is no stack ${stackName} in ${await aws.region()}. There is nothing to delete.`);
    }
    refuseInstall(stack);
    const kept = await deleteStack(aws, stack.StackId ?? stackName, lineProgress(terminal));
    terminal.say(`Stack ${stackName} is deleted.`);
    if (kept.length === 0) return;
    terminal.say('Its DeletionPolicy keeps:');
    for (const { ResourceType, PhysicalResourceId } of kept) terminal.say(`  ${ResourceType} ${PhysicalResourceId}`);
  },
};

/** A stack in review does not say yet what it will be. Somebody else's stack may have the install's name. */
function refuseInstall(stack: Stack): void {
  const { StackName = '', StackStatus } = stack;
  if (!isInstall(stack) && !(hasInstallName(StackName) && StackStatus === 'REVIEW_IN_PROGRESS')) return;
  throw new UserError(
    hasInstallName(StackName)
      ? 'This stack is the install itself. Delete it with cfn-express uninstall.'
      : `Stack ${StackName} is an install of cfn-express. Delete it with cfn-express uninstall.`,
  );
}
