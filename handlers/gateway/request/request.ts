import { serviceId } from '../identity';
import type { ResourceRequest } from '../protocol/resource';
import { Properties } from './properties';

/** What follows a block's logical id in those of its custom resources. */
export type Suffix = 'Gateway' | 'Route' | 'Traffic';

/**
 * The id of the service that a request is about.
 * @param suffix what follows the block's logical id in that of the custom resource
 */
export function serviceOfRequest(request: ResourceRequest, suffix: Suffix): string {
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
