import { GUARD_PHYSICAL_ID } from './install-guard';
import { gatewayPhysicalId } from './membership/physical-id';
import type { PhysicalIdOf } from './protocol/physical-id';
import { routePhysicalId } from './route/physical-id';
import { trafficPhysicalId } from './traffic/physical-id';

/**
 * The physical id under which a Create works, by ResourceType. It follows from the request alone and needs no AWS, so
 * that a failed request can be answered even where the handlers cannot be loaded.
 */
export const physicalIds: Readonly<Record<string, PhysicalIdOf>> = {
  'Custom::ExpressGateway': gatewayPhysicalId,
  'Custom::ExpressRoute': routePhysicalId,
  'Custom::ExpressTraffic': trafficPhysicalId,
  'Custom::ExpressGuard': () => GUARD_PHYSICAL_ID,
};
