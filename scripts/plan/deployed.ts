import { GetTemplateCommand, type Stack } from '@aws-sdk/client-cloudformation';
import type { Aws } from '../aws';
import { deletionOf } from '../install/names';
import { findStack } from '../stacks/stacks';
import { isUpdatable, whyNoUpdate } from '../stacks/statuses';
import { parseTemplate } from '../template/parse';
import { UserError } from '../user-error';
import type { StackVersion } from './resolve';

/** Statuses in which a stack has no resources yet, or none any more. */
const EMPTY: Readonly<Record<string, string>> = {
  REVIEW_IN_PROGRESS: 'has nothing in it yet (REVIEW_IN_PROGRESS)',
  ROLLBACK_COMPLETE: 'is what a failed first create left behind (ROLLBACK_COMPLETE); deploy deletes it first',
  DELETE_COMPLETE: 'is deleted',
};

/**
 * A stack as it is deployed: the template that its macros made when it was (a newer macro may make another of the same
 * text, and CloudFormation compares with what there is), and its parameters.
 * @returns why there is nothing to compare with, when there is no such stack or nothing in it
 * @throws UserError while the stack is being changed, and where no update can start from how it stands
 */
export async function deployedVersion(aws: Aws, stackName: string): Promise<StackVersion | string> {
  const stack = await findStack(aws.cloudformation, stackName);
  if (stack === undefined) return `There is no stack ${stackName}`;
  const status = stack.StackStatus ?? '';
  const empty = EMPTY[status];
  if (empty !== undefined) return `Stack ${stackName} ${empty}`;
  if (status.endsWith('_IN_PROGRESS')) throw new UserError(`Stack ${stackName} is ${status}; wait until that is over.`);
  if (!isUpdatable(status)) throw new UserError(whyNoUpdate(status, stackName, deletionOf(stackName)));
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

/** Of a NoEcho parameter only asterisks, of one from Parameter Store the name there. */
const parametersOf = ({ Parameters = [] }: Stack): Record<string, string> =>
  Object.fromEntries(Parameters.map(({ ParameterKey = '', ParameterValue = '' }) => [ParameterKey, ParameterValue]));
