import { DeleteStackCommand, ListChangeSetsCommand } from '@aws-sdk/client-cloudformation';
import type { Aws } from '../aws';
import { EmptyAnswerError, findStack } from './stacks';

/**
 * Deletes the empty stack that a first change set has left in REVIEW_IN_PROGRESS. The stack stays if somebody else has a
 * change set for it, or has begun to create it: two first deployments of one name share the stack. CloudFormation makes a
 * change set in seconds, so nobody can execute one between these questions and the deletion.
 * @param stackId the stack's id, not its name: another stack may have the name by now
 * @returns whether the stack is gone
 * @throws EmptyAnswerError for an answer without a list: only an empty list says that there are no others
 */
export async function discardReview(aws: Aws, stackId: string): Promise<boolean> {
  const { Summaries } = await aws.cloudformation.send(new ListChangeSetsCommand({ StackName: stackId }));
  if (Summaries === undefined) throw new EmptyAnswerError('CloudFormation answered without change sets.');
  if (Summaries.length > 0) return false;
  const status = (await findStack(aws.cloudformation, stackId))?.StackStatus ?? 'DELETE_COMPLETE';
  if (status !== 'REVIEW_IN_PROGRESS') return status === 'DELETE_COMPLETE';
  await aws.cloudformation.send(new DeleteStackCommand({ StackName: stackId }));
  return true;
}
