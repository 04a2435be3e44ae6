import { GetTemplateCommand, type Stack } from '@aws-sdk/client-cloudformation';
import type { Aws } from '../aws';
import { findStack } from '../cloudformation/stacks';
import { Failure } from '../failure';
import { parseTemplate } from '../template/parse';
import type { Side } from './settle';

/** Statuses in which a stack has no resources yet, or none any more. */
const EMPTY = ['REVIEW_IN_PROGRESS', 'ROLLBACK_COMPLETE', 'DELETE_COMPLETE'];

/**
 * A stack as it is deployed: the template that its macros made when it was (a newer macro may make another of the same
 * text, and CloudFormation compares with what there is), and its parameters.
 * @returns undefined when there is no such stack, or nothing in it
 * @throws Failure while the stack is being changed
 */
export const deployedSide = async (aws: Aws, stackName: string): Promise<Side | undefined> => {
  const stack = await findStack(aws.cloudformation, stackName);
  if (stack === undefined || EMPTY.includes(stack.StackStatus ?? '')) return undefined;
  if (stack.StackStatus?.endsWith('_IN_PROGRESS')) {
    throw new Failure(`Stack ${stackName} is ${stack.StackStatus}; wait until that is over.`);
  }
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
};

/** Of a NoEcho parameter only asterisks, of one from Parameter Store the name there. */
const parametersOf = ({ Parameters = [] }: Stack): Record<string, string> =>
  Object.fromEntries(Parameters.map(({ ParameterKey = '', ParameterValue = '' }) => [ParameterKey, ParameterValue]));
