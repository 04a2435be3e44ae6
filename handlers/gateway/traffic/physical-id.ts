import { memberId, trafficId } from '../identity';
import type { PhysicalIdOf } from '../protocol/physical-id';
import { serviceOfRequest } from '../request/request';

/** The physical id of a `Custom::ExpressTraffic`: the traffic id of the member that the request names. */
export const trafficPhysicalId: PhysicalIdOf = (request) =>
  trafficId(
    String(request.ResourceProperties?.Membership ?? '') ||
      memberId(serviceOfRequest(request, 'Traffic'), request.RequestId),
  );
