/** What an update has done so far, so that it can be finished or undone. */
import type { DeployedResource } from '../state/stack';
import type { DeletionPolicy } from '../template/resource-definition';

/** What was done to a resource. `before` is a copy of what it was. */
export type AppliedChange = { kind: 'created' } | { kind: 'updated' | 'replaced'; before: DeployedResource };

/** A physical resource that is no longer part of its stack, and the policy by which it is deleted or kept. */
export interface PendingDeletion {
  resource: DeployedResource;
  policy: DeletionPolicy;
}

export class Journal {
  /** By logical id. A resource that was left alone is not in it; one that failed is. */
  readonly #changes = new Map<string, AppliedChange>();
  /** To be deleted however the update ends. */
  readonly pendingDeletions: PendingDeletion[] = [];

  /**
   * After a failed update without roll back the next one writes on in its journal, so that its way back leads to where
   * the first began: what was created stays created, what was replaced still has its first self to go back to.
   */
  record(logicalId: string, change: AppliedChange): void {
    const earlier = this.#changes.get(logicalId);
    if (earlier === undefined || earlier.kind === 'updated') this.#changes.set(logicalId, change);
    else if (change.kind === 'replaced') this.pendingDeletions.push({ resource: change.before, policy: 'Delete' });
  }

  of(logicalId: string): AppliedChange | undefined {
    return this.#changes.get(logicalId);
  }

  forget(logicalId: string): void {
    this.#changes.delete(logicalId);
  }

  entries(): [logicalId: string, change: AppliedChange][] {
    return [...this.#changes];
  }
}
