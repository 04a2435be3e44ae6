import { cutToBytes } from './byte-length';
import type { ResourceHandler, ResourceRequest } from './resource';

/** CloudFormation takes a physical id of at most 1 KB, never an empty one. */
export const MAX_PHYSICAL_ID_BYTES = 1024;

/** The physical id that a request's Create takes, from the request alone. */
export type PhysicalIdOf = ResourceHandler['physicalId'];
/** A resource handler, or as much of it as a failed response needs. */
export type KnowsPhysicalId = Pick<ResourceHandler, 'physicalId'>;

/**
 * The physical id of a FAILED answer. An Update or Delete keeps the one CloudFormation has: another would read as a
 * replacement and bring a Delete of what still lives. A Create gets the id that its handler derives from the request,
 * so that the Delete which cleans up finds what was half made; without a handler (unknown type, code that failed to
 * load), one that belongs to the request alone.
 */
export const physicalIdOfFailure = (request: ResourceRequest, handler?: KnowsPhysicalId): string =>
  keptPhysicalId(request) ?? cutToBytes(derived(request, handler) || standIn(request), MAX_PHYSICAL_ID_BYTES);

/** The id that an Update or Delete is about; undefined on Create, and where CloudFormation sent none. */
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
