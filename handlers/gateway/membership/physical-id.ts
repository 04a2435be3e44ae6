import { memberId } from '../identity';
import type { PhysicalIdOf } from '../protocol/physical-id';
import { serviceOfRequest } from '../request/request';

/** The physical id of a `Custom::ExpressGateway`: the id of the member that this request makes. */
export const gatewayPhysicalId: PhysicalIdOf = (request) =>
  memberId(serviceOfRequest(request, 'Gateway'), request.RequestId);
