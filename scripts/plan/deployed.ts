import { GetTemplateCommand, type Stack } from '@aws-sdk/client-cloudformation';
import type { Aws } from '../aws';
import { refuseInstallStack, waysOf } from '../install/names';
import { findStack } from '../stacks/stacks';
import { isUpdatable, refuseGoneStack, whyNoUpdate } from '../stacks/statuses';
import { parseTemplate } from '../template/parse';
import { UserError } from '../user-error';
import type { StackVersion } from './resolve';

/** The statuses in which a stack has no resources yet, or none any more. */
const EMPTY: Readonly<Record<string, string>> = {
  REVIEW_IN_PROGRESS: 'is still empty (REVIEW_IN_PROGRESS)',
  ROLLBACK_COMPLETE: 'was left behind by a failed creation (ROLLBACK_COMPLETE), and deploy deletes it first',
  DELETE_COMPLETE: 'is deleted',
};

/**
 * A stack as it is deployed. Its template is the one that its macros made at the time: CloudFormation compares an
 * update with that, and a newer macro might make another one from the same text.
 * @returns if there is no such stack or it is empty: the reason, without a full stop
 * @throws UserError for an install, for the id of a stack that is gone, while the stack is being changed, and when no update can start from its status
 */
export async function deployedVersion(aws: Aws, stackName: string): Promise<StackVersion | string> {
  const stack = await findStack(aws.cloudformation, stackName);
  refuseGoneStack(stackName, stack);
  if (stack === undefined) return `There is no stack ${stackName}`;
  refuseInstallStack(stack);
  const status = stack.StackStatus ?? '';
  const empty = EMPTY[status];
  if (empty !== undefined) return `Stack ${stackName} ${empty}`;
  if (status.endsWith('_IN_PROGRESS')) {
    throw new UserError(`Stack ${stackName} is in ${status}. Wait until that has ended.`);
  }
  if (!isUpdatable(status)) throw new UserError(whyNoUpdate(status, stackName, waysOf(stackName)));
  const { TemplateBody } = await aws.cloudformation.send(
    new GetTemplateCommand({ StackName: stackName, TemplateStage: 'Processed' }),
  );
  if (TemplateBody === undefined) throw new Error('GetTemplate returned no template.');
  return {
    template: parseTemplate(TemplateBody).value,
    parameters: parametersOf(stack),
    region: await aws.region(),
    accountId: stack.StackId?.split(':')[4] ?? '',
  };
}

/** A NoEcho parameter has asterisks for a value, one from Parameter Store its name there. */
const parametersOf = ({ Parameters = [] }: Stack): Record<string, string> =>
  Object.fromEntries(Parameters.map(({ ParameterKey = '', ParameterValue = '' }) => [ParameterKey, ParameterValue]));
