import { DeleteStackCommand, type StackEvent } from '@aws-sdk/client-cloudformation';
import type { Aws } from '../aws';
import { UserError } from '../user-error';
import { newestEvent } from './events';
import { follow, interrupted, nameOf, stillRunning } from './follow';
import { patiently, UnansweredError } from './patience';
import type { StackProgress } from './progress';

/**
 * Deletes a stack and waits until it is gone.
 * @param stackId the stack's id, not its name: CloudFormation describes a deleted stack by id only
 * @returns the events of the resources that their DeletionPolicy keeps
 * @throws UserError with the reasons when something could not be deleted, or with what to do when CloudFormation
 *   refuses
 * @throws StillRunningError when it must stop watching, with the command that looks again
 */
export async function deleteStack(aws: Aws, stackId: string, progress: StackProgress): Promise<StackEvent[]> {
  const since = await patiently(aws, progress.note, () => newestEvent(aws.cloudformation, stackId));
  progress.ifInterrupted(await interrupted(aws, stackId));
  // A deletion that is asked for twice is one deletion, so a lost answer does no harm.
  await patiently(aws, progress.note, () =>
    aws.cloudformation.send(new DeleteStackCommand({ StackName: stackId })),
  ).catch(withRemedy(aws, stackId));
  const { stack, events } = await follow(aws, stackId, since, progress);
  if (stack === undefined || stack.StackStatus === 'DELETE_COMPLETE') {
    return events.filter((event) => event.ResourceStatus === 'DELETE_SKIPPED' && !wentAlong(event, events));
  }
  throw new UserError(progress.failure(`Stack ${stack.StackName} is not deleted: ${stack.StackStatus}`, events));
}

/** CloudFormation's own message names the stack by its whole id and does not say what to do. */
const withRemedy =
  (aws: Aws, stackId: string) =>
  async (error: unknown): Promise<never> => {
    const name = nameOf(stackId);
    if (error instanceof UnansweredError) {
      throw await stillRunning(aws, stackId, `It is not known whether CloudFormation deletes stack ${name}.`, error);
    }
    if (!(error instanceof Error) || error.name !== 'ValidationError') throw error;
    const [, status] = /cannot be deleted while in status (\w+)/.exec(error.message) ?? [];
    if (status !== undefined) {
      const what = `Stack ${name} is in ${status}. Wait until that has ended, then try again.`;
      throw new UserError(what, { cause: error });
    }
    if (!/cannot be deleted while TerminationProtection/.test(error.message)) throw error;
    const command = 'aws cloudformation update-termination-protection --no-enable-termination-protection';
    throw new UserError(`Stack ${name} has termination protection. To remove it: ${command} --stack-name ${name}`, {
      cause: error,
    });
  };

/** The association of a cluster with its capacity providers has the cluster's name, and is deleted with the cluster. */
const wentAlong = ({ ResourceType, PhysicalResourceId }: StackEvent, events: readonly StackEvent[]): boolean =>
  ResourceType === 'AWS::ECS::ClusterCapacityProviderAssociations' &&
  events.some(
    (other) =>
      other.ResourceType === 'AWS::ECS::Cluster' &&
      other.ResourceStatus === 'DELETE_COMPLETE' &&
      other.PhysicalResourceId === PhysicalResourceId,
  );
