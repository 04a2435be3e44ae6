import { isService } from '../../ledger/items';
import { isRetained } from '../../ledger/retained';
import { holdsNothing } from '../../ledger/service';
import type { SweepReport } from '../event';
import { type Observation, stackOf } from '../look/observation';

/** Services that are left alone: those that their gone stacks have retained, and those of stacks that CloudFormation does not tell about. */
export function leftAlone(observation: Observation): Pick<SweepReport, 'kept' | 'failed'> {
  const services = observation.items
    .filter(isService)
    .filter((service) => !holdsNothing(service))
    .map((service) => ({ service, what: service.service, stack: stackOf(observation, service.service) }));
  return {
    kept: services
      .filter(({ service, stack }) => stack.state === 'gone' && Object.values(service.seats).some(isRetained))
      .map(({ what }) => ({
        what,
        reason: 'its stack no longer exists, but has retained it by DeletionPolicy or UpdateReplacePolicy',
      })),
    failed: services.flatMap(({ what, stack }) => (stack.state === 'unknown' ? [{ what, reason: stack.reason }] : [])),
  };
}
