import { cutToBytes } from './byte-length';
import type { ResourceHandler, ResourceRequest } from './resource';

/** CloudFormation accepts physical ids of 1 to 1,024 bytes. */
export const MAX_PHYSICAL_ID_BYTES = 1024;

/** The physical id that a request's Create takes, from the request alone. */
export type PhysicalIdOf = ResourceHandler['physicalId'];
/** A resource handler, or as much of it as a failed response needs. */
export type KnowsPhysicalId = Pick<ResourceHandler, 'physicalId'>;

/**
 * The physical id of a FAILED response. An Update or Delete keeps the id that CloudFormation has. Another id would mean a
 * replacement, and CloudFormation would delete a resource that is still in use. A Create gets the id that its handler
 * derives from the request, so that the clean-up Delete finds what was half made. Without a handler (unknown type, code
 * that failed to load) it gets an id of its own.
 */
export const physicalIdOfFailure = (request: ResourceRequest, handler?: KnowsPhysicalId): string =>
  keptPhysicalId(request) ?? cutToBytes(derived(request, handler) || standIn(request), MAX_PHYSICAL_ID_BYTES);

/** The physical id of an Update or Delete; undefined on Create, and where CloudFormation sent none. */
export const keptPhysicalId = (request: ResourceRequest): string | undefined =>
  request.RequestType === 'Create' ? undefined : request.PhysicalResourceId || undefined;

function derived(request: ResourceRequest, handler?: KnowsPhysicalId): string {
  try {
    return handler?.physicalId(request) ?? '';
  } catch {
    return '';
  }
}

const standIn = ({ LogicalResourceId, RequestId }: ResourceRequest): string =>
  `cfn-express/${LogicalResourceId}/${RequestId}`;
