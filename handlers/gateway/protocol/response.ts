import { byteLength, cutToBytes, jsonByteLength } from './byte-length';
import { type KnowsPhysicalId, keptPhysicalId, MAX_PHYSICAL_ID_BYTES, physicalIdOfFailure } from './physical-id';
import type { Outcome, ResourceRequest } from './resource';

/** The fields that CloudFormation reads ("Custom resource response objects" in its user guide). */
export interface CustomResourceResponse {
  Status: 'SUCCESS' | 'FAILED';
  Reason?: string;
  PhysicalResourceId: string;
  StackId: string;
  RequestId: string;
  LogicalResourceId: string;
  NoEcho?: boolean;
  Data?: Readonly<Record<string, unknown>>;
}

/** "The total size of the response body can't exceed 4096 bytes." */
export const MAX_BODY_BYTES = 4096;

/** CloudFormation would not accept this response. */
export class InvalidResponseError extends Error {
  override name = 'InvalidResponseError';
}

/**
 * @throws {InvalidResponseError} if the physical id is empty or too long, or the response too large.
 * @throws {TypeError} if the data cannot be written as JSON (a cycle, a bigint).
 */
export function successResponse(
  request: ResourceRequest,
  outcome: Outcome & { status: 'SUCCESS' },
): CustomResourceResponse {
  // CloudFormation fails a Delete whose response names another physical id than the request.
  const kept = request.RequestType === 'Delete' ? keptPhysicalId(request) : undefined;
  const response: CustomResourceResponse = {
    Status: 'SUCCESS',
    PhysicalResourceId: kept ?? outcome.physicalResourceId,
    ...echo(request),
    ...(outcome.noEcho && { NoEcho: true }),
    ...(outcome.data && { Data: outcome.data }),
  };
  const idBytes = byteLength(response.PhysicalResourceId);
  if (idBytes === 0) throw new InvalidResponseError('The physical id is empty.');
  if (idBytes > MAX_PHYSICAL_ID_BYTES) {
    throw new InvalidResponseError(
      `The physical id has ${idBytes} bytes; CloudFormation accepts at most ${MAX_PHYSICAL_ID_BYTES}.`,
    );
  }
  const bytes = byteLength(JSON.stringify(response));
  if (bytes > MAX_BODY_BYTES) {
    throw new InvalidResponseError(
      `The response with its attributes has ${bytes} bytes; CloudFormation accepts at most ${MAX_BODY_BYTES}.`,
    );
  }
  return response;
}

/**
 * @param reason cut between two characters where the response would be too large.
 * @param made the physical id of a Create that succeeded, but whose success response was invalid.
 */
export function failedResponse(
  request: ResourceRequest,
  reason: string,
  handler?: KnowsPhysicalId,
  made?: string,
): CustomResourceResponse {
  const response = (Reason: string): CustomResourceResponse => ({
    Status: 'FAILED',
    Reason,
    PhysicalResourceId: (request.RequestType === 'Create' && usable(made)) || physicalIdOfFailure(request, handler),
    ...echo(request),
  });
  const whole = response(reason);
  const excess = byteLength(JSON.stringify(whole)) - MAX_BODY_BYTES;
  return excess > 0 ? response(shortened(reason, excess)) : whole;
}

const usable = (physicalId?: string): string | undefined =>
  physicalId && byteLength(physicalId) <= MAX_PHYSICAL_ID_BYTES ? physicalId : undefined;

const echo = ({ StackId, RequestId, LogicalResourceId }: ResourceRequest) => ({
  StackId,
  RequestId,
  LogicalResourceId,
});

const ELLIPSIS = '…';

/** `reason` cut at the end, so that its JSON form has at least `excess` bytes less. */
const shortened = (reason: string, excess: number): string =>
  cutToBytes(reason, jsonByteLength(reason) - excess - byteLength(ELLIPSIS), jsonByteLength) + ELLIPSIS;
