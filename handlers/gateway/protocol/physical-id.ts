import type { ResourceRequest } from './resource';
import { cutToBytes } from './text';

/** CloudFormation takes a physical id of at most 1 KB, never an empty one. */
export const MAX_PHYSICAL_ID_BYTES = 1024;

/** Tells the physical id under which a request's Create works, from the request alone. */
export type PhysicalIdOf = (request: ResourceRequest) => string;

/** What knows that of one resource type: its handler, or less than a handler. */
export interface Namer {
  physicalId: PhysicalIdOf;
}

/**
 * The physical id of a FAILED answer. An Update or Delete keeps the one CloudFormation has: another would read as a
 * replacement and bring a Delete of what still lives. A Create gets the id that its handler derives from the request,
 * so that the Delete which cleans up finds what was half made; without a handler (unknown type, code that failed to
 * load), one that belongs to the request alone.
 */
export const physicalIdOfFailure = (request: ResourceRequest, handler?: Namer): string =>
  keptPhysicalId(request) ?? cutToBytes(derived(request, handler) || standIn(request), MAX_PHYSICAL_ID_BYTES);

/** The id that an Update or Delete is about; undefined on Create, and where CloudFormation sent none. */
export const keptPhysicalId = (request: ResourceRequest): string | undefined =>
  request.RequestType === 'Create' ? undefined : request.PhysicalResourceId || undefined;

function derived(request: ResourceRequest, handler?: Namer): string {
  try {
    return handler?.physicalId(request) ?? '';
  } catch {
    return '';
  }
}

const standIn = ({ LogicalResourceId, RequestId }: ResourceRequest): string =>
  `cfn-express/${LogicalResourceId}/${RequestId}`;
