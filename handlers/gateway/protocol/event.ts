import { type Continuation, readContinuation } from './continuation';
import type { ResourceRequest } from './resource';
import { ResponseUrl } from './response-url';

export interface ReceivedEvent {
  /** Fields that the event lacks are empty; `problems` names them. */
  request: ResourceRequest;
  responseUrl: ResponseUrl;
  /** Absent in the first run of a request. */
  continuation?: Continuation;
  /** Seconds that CloudFormation waits for the answer, counted from its sending of the request. */
  serviceTimeout: number;
  /** Why the event can only be refused, one sentence each; normally empty. */
  problems: string[];
}

/** The event names no usable response URL, so nobody can be answered. */
export class UnanswerableEventError extends Error {
  override name = 'UnanswerableEventError';
}

/** CloudFormation's own default and maximum for `ServiceTimeout`. */
const DEFAULT_SERVICE_TIMEOUT_SECONDS = 3600;

const REQUEST_TYPES = ['Create', 'Update', 'Delete'] as const;

/**
 * Reads the event of a custom resource, however old or odd its shape.
 * @throws {UnanswerableEventError} if there is no response URL to answer to.
 */
export function readEvent(event: unknown): ReceivedEvent {
  const fields = asRecord(event);
  if (!fields) throw new UnanswerableEventError(`A custom resource's event is an object; this one is ${kind(event)}.`);
  const responseUrl = readResponseUrl(fields.ResponseURL);
  const properties = asRecord(fields.ResourceProperties) ?? {};
  const oldProperties = asRecord(fields.OldResourceProperties);
  const physicalResourceId = text(fields.PhysicalResourceId);
  const requestType = REQUEST_TYPES.find((type) => type === fields.RequestType);
  const sentAt = responseUrl.signedAt();
  const continuation = readContinuation(fields.Continuation);
  return {
    request: {
      // The problem below keeps an unknown type from any handler; what has a physical id keeps it in the answer.
      RequestType: requestType ?? (physicalResourceId ? 'Update' : 'Create'),
      ResourceType: text(fields.ResourceType),
      RequestId: text(fields.RequestId),
      StackId: text(fields.StackId),
      LogicalResourceId: text(fields.LogicalResourceId),
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
        .filter((name) => !text(fields[name]))
        .map((name) => `${name} must be a string that is not empty, not ${shown(fields[name])}.`),
    ],
  };
}

function readResponseUrl(value: unknown): ResponseUrl {
  try {
    return new ResponseUrl(value);
  } catch (error) {
    throw new UnanswerableEventError(`Nobody can be answered: ${error instanceof Error ? error.message : kind(value)}`);
  }
}

function readServiceTimeout(value: unknown): number {
  const seconds = Number(value);
  return seconds >= 1 && seconds <= DEFAULT_SERVICE_TIMEOUT_SECONDS ? seconds : DEFAULT_SERVICE_TIMEOUT_SECONDS;
}

const asRecord = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const kind = (value: unknown): string => (value === null ? 'null' : Array.isArray(value) ? 'a list' : typeof value);

/** Short strings as they are, anything else by its kind: a value in the wrong place may be a secret. */
const shown = (value: unknown): string =>
  typeof value === 'string' && value.length <= 20 ? JSON.stringify(value) : kind(value);
