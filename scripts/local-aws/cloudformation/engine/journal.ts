/** What an update has done so far, so that it can be finished or undone. */
import type { StackResource } from '../state/stack';
import type { Leftover } from './clean-up';

/** What was done to a resource. `before` is a copy of what it was. */
export type Deed = { kind: 'created' } | { kind: 'updated' | 'replaced'; before: StackResource };

export class Journal {
  /** By logical id. A resource that was left alone is not in it; one that failed is. */
  readonly #deeds = new Map<string, Deed>();
  /** To be deleted however the update ends. */
  readonly leftovers: Leftover[] = [];

  /**
   * After a failed update without roll back the next one writes on in its journal, so that its way back leads to where
   * the first began: what was created stays created, what was replaced still has its first self to go back to.
   */
  note(logicalId: string, deed: Deed): void {
    const earlier = this.#deeds.get(logicalId);
    if (earlier === undefined || earlier.kind === 'updated') this.#deeds.set(logicalId, deed);
    else if (deed.kind === 'replaced') this.leftovers.push({ resource: deed.before, policy: 'Delete' });
  }

  of(logicalId: string): Deed | undefined {
    return this.#deeds.get(logicalId);
  }

  forget(logicalId: string): void {
    this.#deeds.delete(logicalId);
  }

  entries(): [logicalId: string, deed: Deed][] {
    return [...this.#deeds];
  }
}
