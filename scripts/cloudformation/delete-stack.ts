import { DeleteStackCommand, type StackEvent } from '@aws-sdk/client-cloudformation';
import type { Aws } from '../aws';
import { Failure } from '../failure';
import { eventsSince } from './events';
import { follow } from './follow';
import type { Progress } from './progress';

/**
 * Deletes a stack and waits until it is gone.
 * @param stackId the stack's id, not its name: a deleted stack can be asked about by id only
 * @returns the events of resources that stay, as their DeletionPolicy says
 * @throws Failure with the reasons when something could not be deleted
 */
export const deleteStack = async (aws: Aws, stackId: string, progress: Progress): Promise<StackEvent[]> => {
  const lastSeen = (await eventsSince(aws.cloudformation, stackId, undefined)).at(-1)?.EventId;
  await aws.cloudformation.send(new DeleteStackCommand({ StackName: stackId }));
  const { stack, events } = await follow(aws, stackId, lastSeen, progress.event);
  if (stack === undefined || stack.StackStatus === 'DELETE_COMPLETE') {
    return events.filter((event) => event.ResourceStatus === 'DELETE_SKIPPED' && !wentAlong(event, events));
  }
  throw new Failure(progress.failure(`Stack ${stack.StackName} is not deleted: ${stack.StackStatus}`, events));
};

/** The association of a cluster with its capacity providers goes by the cluster's name, and with the cluster. */
const wentAlong = ({ ResourceType, PhysicalResourceId }: StackEvent, events: readonly StackEvent[]): boolean =>
  ResourceType === 'AWS::ECS::ClusterCapacityProviderAssociations' &&
  events.some(
    (other) =>
      other.ResourceType === 'AWS::ECS::Cluster' &&
      other.ResourceStatus === 'DELETE_COMPLETE' &&
      other.PhysicalResourceId === PhysicalResourceId,
  );
