import { serviceId } from './identity';
import type { Requested } from './job';
import { Properties } from './properties';
import type { ResourceRequest } from './protocol/resource';

/** The service that a request is about. @param suffix of the resource's logical id, after the block's */
export const serviceOfRequest = (request: ResourceRequest, suffix: 'Gateway' | 'Route'): string => {
  const given = request.ResourceProperties?.Service;
  const logicalId = request.LogicalResourceId;
  const block =
    typeof given === 'string' && given !== ''
      ? given
      : logicalId.endsWith(suffix) && logicalId !== suffix
        ? logicalId.slice(0, -suffix.length)
        : logicalId;
  return serviceId(request.StackId, block);
};

/** Who asks, for the fence. @param suffix of the resource's logical id, after the block's */
export const requestedBy = (request: ResourceRequest, suffix: 'Gateway' | 'Route'): Requested => ({
  service: serviceOfRequest(request, suffix),
  request: request.RequestId,
  ...(request.SentAt !== undefined && { sentAt: request.SentAt }),
});

export const propertiesOf = (request: ResourceRequest): Properties => new Properties(request.ResourceProperties);

export const oldPropertiesOf = (request: ResourceRequest): Properties => new Properties(request.OldResourceProperties);
