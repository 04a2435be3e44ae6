import type { Stack } from '@aws-sdk/client-cloudformation';
import type { StackWays } from '../stacks/statuses';
import { UserError } from '../user-error';

/** Name of the install stack: one per account and Region. */
export const INSTALL_STACK = 'cfn-express';

/** The function that answers CloudFormation when the gateway function has failed. */
export const FAILURE_FUNCTION_NAME = 'cfn-express-failures';

/** How a stack is changed, and deleted. */
export const waysOf = (stackName: string): StackWays =>
  stackName === INSTALL_STACK
    ? { again: 'install again', deletion: 'cfn-express uninstall' }
    : { again: 'deploy again', deletion: `cfn-express delete --stack-name ${stackName}` };

/** How the description of every version's install template begins. It tells the install's stack from any other. */
export const INSTALL_DESCRIPTION = 'cfn-express: the Express macro and the gateway behind it.';

/** Whether the stack is the install, whatever its name. A stack without resources may not be told from another one. */
export const isInstall = ({ Description }: Pick<Stack, 'Description'>): boolean =>
  Description?.startsWith(INSTALL_DESCRIPTION) === true;

/** Whether a stack has the install's name. */
export const hasInstallName = (nameOrId: string): boolean =>
  nameOrId === INSTALL_STACK || /^arn:[^:]*:cloudformation:[^/]*:stack\/([^/]*)/.exec(nameOrId)?.[1] === INSTALL_STACK;

/**
 * Refuses to put a template in the place of the install.
 * @param stackName the name or id that the user gave
 * @throws UserError if it names the install's stack, installed or not
 */
export function refuseInstallName(stackName: string): void {
  if (!hasInstallName(stackName)) return;
  throw new UserError(
    `Stack ${INSTALL_STACK} is cfn-express itself, and only cfn-express install changes it. Choose another name.`,
  );
}

/** The same for a stack that was looked up. @throws UserError if it is an install under another name */
export function refuseInstallStack(stack: Stack): void {
  if (!isInstall(stack)) return;
  throw new UserError(`Stack ${stack.StackName} is an install of cfn-express. Choose another name.`);
}
