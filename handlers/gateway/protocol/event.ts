import { type Continuation, readContinuation } from './continuation';
import { fieldsOf, textOf } from './fields';
import type { ResourceRequest } from './resource';
import { ResponseUrl } from './response-url';

export interface ReceivedEvent {
  /** Fields that the event lacks are empty; `problems` names them. */
  request: ResourceRequest;
  responseUrl: ResponseUrl;
  /** Absent in the first run of a request. */
  continuation?: Continuation;
  /** How long CloudFormation waits for the response, in seconds from when it sent the request. */
  serviceTimeout: number;
  /** Why the event must be refused, one sentence each. Empty for a valid event. */
  problems: string[];
}

/** The event has no usable response URL, so no response can be sent. */
export class UnanswerableEventError extends Error {
  override name = 'UnanswerableEventError';
}

/** CloudFormation's default and maximum for `ServiceTimeout`. */
const DEFAULT_SERVICE_TIMEOUT_SECONDS = 3600;

const REQUEST_TYPES = ['Create', 'Update', 'Delete'] as const;

/**
 * Reads the event of a custom resource. Accepts old shapes and missing fields.
 * @throws {UnanswerableEventError} if the event has no usable response URL.
 */
export function readEvent(event: unknown): ReceivedEvent {
  const fields = fieldsOf(event);
  if (!fields) {
    throw new UnanswerableEventError(`The event of a custom resource must be an object, not ${kind(event)}.`);
  }
  const responseUrl = readResponseUrl(fields.ResponseURL);
  const properties = fieldsOf(fields.ResourceProperties) ?? {};
  const oldProperties = fieldsOf(fields.OldResourceProperties);
  const physicalResourceId = textOf(fields.PhysicalResourceId);
  const requestType = REQUEST_TYPES.find((type) => type === fields.RequestType);
  const sentAt = responseUrl.signedAt();
  const continuation = readContinuation(fields.Continuation);
  return {
    request: {
      // An event of unknown type reaches no handler, because of the problem below. As an Update, it keeps its physical id.
      RequestType: requestType ?? (physicalResourceId ? 'Update' : 'Create'),
      ResourceType: textOf(fields.ResourceType),
      RequestId: textOf(fields.RequestId),
      StackId: textOf(fields.StackId),
      LogicalResourceId: textOf(fields.LogicalResourceId),
      ...(physicalResourceId && { PhysicalResourceId: physicalResourceId }),
      ResourceProperties: properties,
      ...(sentAt !== undefined && { SentAt: sentAt }),
      ...(oldProperties && { OldResourceProperties: oldProperties }),
    },
    responseUrl,
    ...(continuation && { continuation }),
    serviceTimeout: readServiceTimeout(properties.ServiceTimeout),
    problems: [
      ...(requestType ? [] : [`RequestType must be Create, Update or Delete, not ${shown(fields.RequestType)}.`]),
      ...(['StackId', 'RequestId', 'LogicalResourceId'] as const)
        .filter((name) => !textOf(fields[name]))
        .map((name) => `${name} must be a non-empty string, not ${shown(fields[name])}.`),
    ],
  };
}

function readResponseUrl(value: unknown): ResponseUrl {
  try {
    return new ResponseUrl(value);
  } catch (error) {
    throw new UnanswerableEventError(
      `No response can be sent: ${error instanceof Error ? error.message : kind(value)}`,
    );
  }
}

function readServiceTimeout(value: unknown): number {
  const seconds = Number(value);
  return seconds >= 1 && seconds <= DEFAULT_SERVICE_TIMEOUT_SECONDS ? seconds : DEFAULT_SERVICE_TIMEOUT_SECONDS;
}

const kind = (value: unknown): string => (value === null ? 'null' : Array.isArray(value) ? 'a list' : typeof value);

/** A short string as it is; of anything else only its kind, because a value in the wrong place may be a secret. */
const shown = (value: unknown): string =>
  typeof value === 'string' && value.length <= 20 ? JSON.stringify(value) : kind(value);
