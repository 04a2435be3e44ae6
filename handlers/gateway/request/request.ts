import { serviceId } from '../identity';
import type { ResourceRequest } from '../protocol/resource';
import { Properties } from './properties';

/** The service that a request is about. @param suffix of the resource's logical id, after the block's */
export function serviceOfRequest(request: ResourceRequest, suffix: 'Gateway' | 'Route'): string {
  const given = request.ResourceProperties?.Service;
  const logicalId = request.LogicalResourceId;
  const block =
    typeof given === 'string' && given !== ''
      ? given
      : logicalId.endsWith(suffix) && logicalId !== suffix
        ? logicalId.slice(0, -suffix.length)
        : logicalId;
  return serviceId(request.StackId, block);
}

export const propertiesOf = (request: ResourceRequest): Properties => new Properties(request.ResourceProperties);

export const oldPropertiesOf = (request: ResourceRequest): Properties => new Properties(request.OldResourceProperties);
