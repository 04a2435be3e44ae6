/** Records what an update has done so far, so that it can be completed or undone. */
import type { DeployedResource } from '../state/stack';
import type { DeletionPolicy } from '../template/resource-definition';

/** What was done to a resource. `before` is a copy of its earlier state. */
export type AppliedChange = { kind: 'created' } | { kind: 'updated' | 'replaced'; before: DeployedResource };

/** A physical resource that is no longer part of its stack, and the policy by which it is deleted or kept. */
export interface PendingDeletion {
  resource: DeployedResource;
  policy: DeletionPolicy;
}

export class Journal {
  /** By logical id. It holds resources that failed, and none that were left alone. */
  readonly #changes = new Map<string, AppliedChange>();
  /** Deleted however the update ends. */
  readonly pendingDeletions: PendingDeletion[] = [];

  /**
   * After an update that failed without a roll back, the next update continues its journal, so that a roll back
   * restores the state before the first one. So a created resource still counts as created, and of a replaced resource
   * the first copy is kept.
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
