/** Deletes: of a whole stack, and of what an update or its roll back has left over. */
import type { DeployedResource } from '../state/stack';
import { type Graph, reversed } from '../template/graph';
import type { DeletionPolicy } from '../template/resource-definition';
import type { Journal, PendingDeletion } from './journal';
import { remove } from './resource-actions';
import type { PreparedOperation } from './stack-operation';
import { type Failure, walk } from './walk';

/** A policy of Retain-except-on-create retains, save where a creation is rolled back. */
const settled = (policy: DeletionPolicy): DeletionPolicy => (policy === 'Delete' ? 'Delete' : 'Retain');
const rolledBack = (policy: DeletionPolicy): DeletionPolicy => (policy === 'Retain' ? 'Retain' : 'Delete');

/**
 * Deletes the stack's resources, dependants first.
 * @param why a roll back of the stack's creation, or its deletion
 * @param retained logical ids that are to be left, by the request's RetainResources
 */
export function deleteResources(
  operation: PreparedOperation,
  why: 'rollback' | 'delete',
  retained: readonly string[] = [],
): Promise<Failure[]> {
  const live = [...operation.stack.resources.values()].filter(({ status }) => !isGone(status));
  const policyOf = why === 'rollback' ? rolledBack : settled;
  return deleteAll(
    operation,
    live.map((resource) => ({
      resource,
      policy: retained.includes(resource.logicalId) ? 'Retain' : policyOf(resource.deletionPolicy),
    })),
    1,
  );
}

const isGone = (status: DeployedResource['status']): boolean =>
  status === 'DELETE_COMPLETE' || status === 'DELETE_SKIPPED';

/** What a successful update leaves over: resources no longer in the template, and what was replaced. */
export function pendingDeletionsOf({ stack, desiredStack }: PreparedOperation, journal: Journal): PendingDeletion[] {
  const dropped = [...stack.resources.values()].filter(({ logicalId }) => !desiredStack.resources.has(logicalId));
  for (const { logicalId } of dropped) stack.resources.delete(logicalId);
  const replaced = journal.entries().flatMap(([logicalId, change]): PendingDeletion[] => {
    if (change.kind === 'created' || change.before.physicalId === stack.resources.get(logicalId)?.physicalId) return [];
    return [{ resource: change.before, policy: settled(change.before.updateReplacePolicy) }];
  });
  return [
    ...dropped
      .filter(({ status }) => !isGone(status))
      .map((resource) => ({ resource, policy: settled(resource.deletionPolicy) })),
    ...replaced,
    ...journal.pendingDeletions,
  ];
}

/**
 * The clean-up phase: the operation has succeeded already, so a delete that keeps failing is given up, with an event.
 * CloudFormation tries three times, too.
 */
export async function cleanUp(
  operation: PreparedOperation,
  pendingDeletions: readonly PendingDeletion[],
): Promise<void> {
  await deleteAll(operation, pendingDeletions, 3);
}

/** Deletes in reverse order of dependencies. What a failed one depends on is left. */
async function deleteAll(
  operation: PreparedOperation,
  pendingDeletions: readonly PendingDeletion[],
  attempts: number,
): Promise<Failure[]> {
  // One logical id can stand for several physical resources: each update may have replaced the one before.
  const keyed = new Map(pendingDeletions.map((pending, index) => [`${pending.resource.logicalId} ${index}`, pending]));
  const keysOf = (id: string): string[] => [...keyed.keys()].filter((key) => logicalIdIn(key) === id);
  const made: Graph = new Map([...keyed].map(([key, { resource }]) => [key, resource.dependsOn.flatMap(keysOf)]));
  const visit = async (key: string, signal: AbortSignal): Promise<void> => {
    const pending = keyed.get(key);
    if (pending !== undefined) await removeIn(operation, pending, attempts, signal);
  };
  const failures = await walk({ graph: reversed(made), visit, signal: operation.signal, onFailure: 'go-on' });
  return failures.map(({ name, error }) => ({ name: logicalIdIn(name), error }));
}

const logicalIdIn = (key: string): string => key.slice(0, key.indexOf(' '));

async function removeIn(
  operation: PreparedOperation,
  { resource, policy }: PendingDeletion,
  attempts: number,
  signal: AbortSignal,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await remove(operation, resource, policy, signal);
    } catch (error) {
      if (attempt >= attempts || signal.aborted) throw error;
      await operation.sleep(RETRY_SECONDS);
    }
  }
}

/** Seconds of AWS time between two tries. */
const RETRY_SECONDS = 5;
