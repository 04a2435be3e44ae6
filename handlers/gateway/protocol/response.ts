import { byteLength, cutToBytes, jsonByteLength } from './byte-length';
import { type KnowsPhysicalId, keptPhysicalId, MAX_PHYSICAL_ID_BYTES, physicalIdOfFailure } from './physical-id';
import type { Outcome, ResourceRequest } from './resource';

/** What CloudFormation reads, field by field ("custom resource response objects" of its user guide). */
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

/** The outcome cannot be told to CloudFormation. */
export class InvalidResponseError extends Error {
  override name = 'InvalidResponseError';
}

/**
 * @throws {InvalidResponseError} if the physical id or the data is more than an answer can hold.
 * @throws {TypeError} if the data is not JSON (a cycle, a bigint).
 */
export function successResponse(
  request: ResourceRequest,
  outcome: Outcome & { status: 'SUCCESS' },
): CustomResourceResponse {
  // A Delete that answers with another id than it was asked about is an error to CloudFormation.
  const kept = request.RequestType === 'Delete' ? keptPhysicalId(request) : undefined;
  const answer: CustomResourceResponse = {
    Status: 'SUCCESS',
    PhysicalResourceId: kept ?? outcome.physicalResourceId,
    ...echo(request),
    ...(outcome.noEcho && { NoEcho: true }),
    ...(outcome.data && { Data: outcome.data }),
  };
  const idBytes = byteLength(answer.PhysicalResourceId);
  if (idBytes === 0) throw new InvalidResponseError('The physical id is empty.');
  if (idBytes > MAX_PHYSICAL_ID_BYTES) {
    throw new InvalidResponseError(
      `The physical id has ${idBytes} bytes; CloudFormation takes ${MAX_PHYSICAL_ID_BYTES}.`,
    );
  }
  const bytes = byteLength(JSON.stringify(answer));
  if (bytes > MAX_BODY_BYTES) {
    throw new InvalidResponseError(
      `The answer with its attributes has ${bytes} bytes; CloudFormation takes ${MAX_BODY_BYTES}.`,
    );
  }
  return answer;
}

/**
 * @param reason cut, between two characters, to what the answer can hold.
 * @param made physical id under which a Create is known to have succeeded before the answer failed.
 */
export function failedResponse(
  request: ResourceRequest,
  reason: string,
  handler?: KnowsPhysicalId,
  made?: string,
): CustomResourceResponse {
  const answer = (Reason: string): CustomResourceResponse => ({
    Status: 'FAILED',
    Reason,
    PhysicalResourceId: (request.RequestType === 'Create' && usable(made)) || physicalIdOfFailure(request, handler),
    ...echo(request),
  });
  const whole = answer(reason);
  const excess = byteLength(JSON.stringify(whole)) - MAX_BODY_BYTES;
  return excess > 0 ? answer(shortened(reason, excess)) : whole;
}

const usable = (physicalId?: string): string | undefined =>
  physicalId && byteLength(physicalId) <= MAX_PHYSICAL_ID_BYTES ? physicalId : undefined;

const echo = ({ StackId, RequestId, LogicalResourceId }: ResourceRequest) => ({
  StackId,
  RequestId,
  LogicalResourceId,
});

const ELLIPSIS = '…';

/** `reason` without so much of its end that its JSON form has at least `excess` bytes less. */
const shortened = (reason: string, excess: number): string =>
  cutToBytes(reason, jsonByteLength(reason) - excess - byteLength(ELLIPSIS), jsonByteLength) + ELLIPSIS;
