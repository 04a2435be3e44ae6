/** Why a resource failed, in CloudFormation's words. */
import { randomUUID } from 'node:crypto';
import { AwsError, messageOf } from '../../../wire/errors';
import { ResourceError } from '../resource-type';

/** An error of an SDK client. */
interface ServiceFailure extends Error {
  $fault: string;
  $metadata: { httpStatusCode?: number; requestId?: string };
}

/** @param type the resource type: the sentence names its service */
export function failureReason(error: unknown, type: string): string {
  if (error instanceof ResourceError || error instanceof AwsError) return error.message;
  if (!isServiceFailure(error)) return `Internal Failure: ${messageOf(error)}`;
  const { message, name, $metadata } = error;
  const [, service] = type.split('::');
  const { httpStatusCode: status, requestId = randomUUID() } = $metadata;
  const detail = `(Service: ${service}, Status Code: ${status}, Request ID: ${requestId})`;
  const code = handlerErrorCode(name, status);
  return `Resource handler returned message: "${message} ${detail}" (RequestToken: ${randomUUID()}, HandlerErrorCode: ${code})`;
}

export const isServiceFailure = (error: unknown): error is ServiceFailure =>
  error instanceof Error && '$fault' in error && '$metadata' in error;

/**
 * The error codes of resource handlers:
 * https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-test-contract-errors.html
 */
function handlerErrorCode(name: string, status = 500): string {
  if (/AlreadyExists|Duplicate|EntityAlreadyExists|ResourceConflict/.test(name)) return 'AlreadyExists';
  if (/NotFound|NoSuch/.test(name)) return 'NotFound';
  if (/AccessDenied|Unauthorized/.test(name)) return 'AccessDenied';
  if (/Thrott/.test(name)) return 'Throttling';
  if (/LimitExceeded|TooMany/.test(name)) return 'ServiceLimitExceeded';
  return status < 500 ? 'InvalidRequest' : 'ServiceInternalError';
}

/** Whether an SDK error says that the resource does not exist. */
export const isNotFound = (error: unknown): boolean =>
  isServiceFailure(error) &&
  (/NotFound|NoSuch|NotAttached|\.Malformed$/.test(error.name) || error.$metadata.httpStatusCode === 404);
