import { CONTRACT_WITH_TRAFFIC } from '../../contract';
import { memberId, routeId } from '../identity';
import type { RouteSpec } from '../ledger/items';
import type { PhysicalIdOf } from '../protocol/physical-id';
import type { Properties } from '../request/properties';
import { propertiesOf, serviceOfRequest } from '../request/request';
import { checkRoute, readRoute } from './spec';

/** The physical id of a `Custom::ExpressRoute`: the id of the route that this request claims for its member. */
export const routePhysicalId: PhysicalIdOf = (request) => {
  const service = serviceOfRequest(request, 'Route');
  const member = String(request.ResourceProperties?.Membership ?? '') || memberId(service, request.RequestId);
  try {
    const spec = readRoute(propertiesOf(request), service);
    checkRoute(spec);
    return routeIdOf(member, spec, propertiesOf(request));
  } catch {
    // Properties that cannot be used claim nothing.
    return routeId(member, []);
  }
};

/**
 * A fixed priority is part of the id, so that the clean-up tells when the old one is no longer needed. Requests of older
 * macros keep their ids.
 */
export const routeIdOf = (member: string, { claims, priority }: RouteSpec, properties: Properties): string =>
  routeId(member, claims, hasTraffic(properties) ? priority : undefined);

/** Whether the block has a `Custom::ExpressTraffic`. */
export const hasTraffic = (properties: Properties): boolean =>
  Number(properties.text('Contract') ?? 0) >= CONTRACT_WITH_TRAFFIC;
