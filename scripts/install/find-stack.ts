import { DescribeStackResourcesCommand, type Stack } from '@aws-sdk/client-cloudformation';
import { GATEWAY_FUNCTION_NAME } from '../../handlers/contract';
import type { Aws } from '../aws';
import { findStack, isNoStack } from '../stacks/stacks';
import { UserError } from '../user-error';
import { hasInstallName, INSTALL_STACK, isInstall } from './names';

/**
 * The id of the stack that has a resource; undefined for a resource that belongs to none.
 * @param physicalId the resource's physical id
 */
export async function ownerOf(aws: Aws, physicalId: string): Promise<string | undefined> {
  try {
    const request = new DescribeStackResourcesCommand({ PhysicalResourceId: physicalId });
    const { StackResources = [] } = await aws.cloudformation.send(request);
    return StackResources.find(
      (one) => one.PhysicalResourceId === physicalId && !one.ResourceStatus?.startsWith('DELETE_'),
    )?.StackId;
  } catch (error) {
    if (isNoStack(error)) return undefined;
    throw error;
  }
}

/** The install's stack, in any status. Somebody may have deployed the install's template under another name. */
export async function findInstallStack(aws: Aws): Promise<Stack | undefined> {
  const named = await findStack(aws.cloudformation, INSTALL_STACK);
  if (named !== undefined && isInstall(named)) return named;
  const owner = await ownerOf(aws, GATEWAY_FUNCTION_NAME);
  const stack = owner === undefined ? undefined : await findStack(aws.cloudformation, owner);
  return stack !== undefined && isInstall(stack) ? stack : undefined;
}

/**
 * Refuses to install into a stack that is something else.
 * @throws UserError with what to do
 */
export function refuseOtherStack(stack: Stack): void {
  const { StackName = '', StackStatus } = stack;
  if (!hasInstallName(StackName)) {
    throw new UserError(
      `cfn-express is installed as stack ${StackName}. Update that stack, or remove it with cfn-express uninstall.`,
    );
  }
  // Nobody can tell what a stack in review will be. It has no resources that could be lost.
  if (isInstall(stack) || StackStatus === 'REVIEW_IN_PROGRESS') return;
  throw new UserError(
    `Stack ${StackName} is not an install of cfn-express, so it is not replaced. ` +
      'Deploy what it holds under another name, and delete it: ' +
      `cfn-express delete --stack-name ${StackName}. Then try again.`,
  );
}
