import { claimsOnlyOf, type PoolClaim, readClaims, releasing, type SeenClaims } from '../ledger/claims';
import type { ServiceItem } from '../ledger/items';
import { ConditionFailedError } from '../world/store';
import type { Job } from './job';
import type { Step } from './session';

/**
 * Commits a step in which routes of the service go, and frees the claims that only these hold. It does not read whether
 * another service of the stack holds one as well: it guesses that none does, and reads them if that was wrong.
 * @param going ids of the routes; `plan` gets the service that still has them
 * @throws what a commit throws; ConditionFailedError if another write of the step fails
 */
export async function commitFreeing(
  { session, world, pause }: Job,
  going: readonly string[],
  plan: (service: ServiceItem) => Step,
): Promise<void> {
  let seen: SeenClaims | undefined;
  for (;;) {
    let freed: readonly PoolClaim[] = [];
    try {
      return await session.commit((service) => {
        freed = claimsOnlyOf(service, going);
        const { writes = [], ...step } = plan(service);
        return { ...step, writes: [...releasing(freed, service.service, seen), ...writes] };
      });
    } catch (error) {
      const isOthers = (position: number): boolean => position >= freed.length;
      if (!(error instanceof ConditionFailedError) || [...error.failed].some(isOthers)) throw error;
      seen = await readClaims(world.store, freed);
      await pause(50 * world.random(), 'other services that claim the same');
    }
  }
}
