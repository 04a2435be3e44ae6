import { memberId, routeId } from './identity';
import { GUARD_PHYSICAL_ID } from './install-guard';
import type { PhysicalIdOf } from './protocol/physical-id';
import { propertiesOf, serviceOfRequest } from './request/request';
import { readRoute } from './route/spec';

/**
 * Under which physical ids Creates work, told by the request alone. Nothing here needs AWS, so that a failed request can
 * be answered for where the handlers cannot even be loaded.
 */

/** A member id, of the seat that this request takes. */
export const gatewayPhysicalId: PhysicalIdOf = (request) =>
  memberId(serviceOfRequest(request, 'Gateway'), request.RequestId);

/** A route id, of what this request claims for its member. */
export const routePhysicalId: PhysicalIdOf = (request) => {
  const service = serviceOfRequest(request, 'Route');
  const member = String(request.ResourceProperties?.Membership ?? '') || memberId(service, request.RequestId);
  try {
    return routeId(member, readRoute(propertiesOf(request), service).claims);
  } catch {
    // What cannot be read claims nothing.
    return routeId(member, []);
  }
};

/** By ResourceType. */
export const physicalIds: Readonly<Record<string, PhysicalIdOf>> = {
  'Custom::ExpressGateway': gatewayPhysicalId,
  'Custom::ExpressRoute': routePhysicalId,
  'Custom::ExpressGuard': () => GUARD_PHYSICAL_ID,
};
