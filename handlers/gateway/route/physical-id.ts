import { memberId, routeId } from '../identity';
import type { PhysicalIdOf } from '../protocol/physical-id';
import { propertiesOf, serviceOfRequest } from '../request/request';
import { readRoute } from './spec';

/** The physical id of a `Custom::ExpressRoute`: the id of the route that this request claims for its member. */
export const routePhysicalId: PhysicalIdOf = (request) => {
  const service = serviceOfRequest(request, 'Route');
  const member = String(request.ResourceProperties?.Membership ?? '') || memberId(service, request.RequestId);
  try {
    return routeId(member, readRoute(propertiesOf(request), service).claims);
  } catch {
    // Properties that cannot be read claim nothing.
    return routeId(member, []);
  }
};
