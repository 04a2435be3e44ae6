/** Deletes the resources of a whole stack, and what an update or its roll back leaves over. */
import type { DeployedResource } from '../state/stack';
import { type Graph, reversed } from '../template/graph';
import type { DeletionPolicy } from '../template/resource-definition';
import type { Journal, PendingDeletion } from './journal';
import { remove } from './resource-actions';
import type { PreparedOperation } from './stack-operation';
import { type Failure, walk } from './walk';

/** RetainExceptOnCreate deletes only when the creation of a stack is rolled back. */
const policyAfterCreation = (policy: DeletionPolicy): DeletionPolicy => (policy === 'Delete' ? 'Delete' : 'Retain');
const policyInRollBack = (policy: DeletionPolicy): DeletionPolicy => (policy === 'Retain' ? 'Retain' : 'Delete');

/**
 * Deletes the stack's resources, dependants first.
 * @param why the stack's creation is rolled back, or the stack is deleted
 * @param retained logical ids of resources that are left as they are, from RetainResources
 */
export function deleteResources(
  operation: PreparedOperation,
  why: 'rollback' | 'delete',
  retained: readonly string[] = [],
): Promise<Failure[]> {
  const live = [...operation.stack.resources.values()].filter(({ status }) => !isGone(status));
  const policyOf = why === 'rollback' ? policyInRollBack : policyAfterCreation;
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

/** What a successful update leaves over: resources that the template no longer has, and replaced ones. */
export function pendingDeletionsOf({ stack, desiredStack }: PreparedOperation, journal: Journal): PendingDeletion[] {
  const dropped = [...stack.resources.values()].filter(({ logicalId }) => !desiredStack.resources.has(logicalId));
  for (const { logicalId } of dropped) stack.resources.delete(logicalId);
  const replaced = journal.entries().flatMap(([logicalId, change]): PendingDeletion[] => {
    if (change.kind === 'created' || change.before.physicalId === stack.resources.get(logicalId)?.physicalId) return [];
    return [{ resource: change.before, policy: policyAfterCreation(change.before.updateReplacePolicy) }];
  });
  return [
    ...dropped
      .filter(({ status }) => !isGone(status))
      .map((resource) => ({ resource, policy: policyAfterCreation(resource.deletionPolicy) })),
    ...replaced,
    ...journal.pendingDeletions,
  ];
}

/**
 * The clean-up phase. The operation has already succeeded, so a deletion that keeps failing only leaves events.
 * CloudFormation makes three attempts, too.
 */
export async function cleanUp(
  operation: PreparedOperation,
  pendingDeletions: readonly PendingDeletion[],
): Promise<void> {
  await deleteAll(operation, pendingDeletions, 3);
}

/** Deletes in reverse dependency order. If a deletion fails, what that resource depends on is left. */
async function deleteAll(
  operation: PreparedOperation,
  pendingDeletions: readonly PendingDeletion[],
  attempts: number,
): Promise<Failure[]> {
  // One logical id can stand for several physical resources: each update may have replaced the previous one.
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

/** Seconds of AWS time between two attempts. */
const RETRY_SECONDS = 5;
