import { hash } from '../identity';
import type { ResourceRequest } from '../protocol/resource';
import { type Suffix, serviceOfRequest } from '../request/request';
import type { Run } from './fence';

/** What the fence needs to know about a request. */
export type Requested = Omit<Run, 'invocation' | 'deadline'>;

const RESOURCE = { Gateway: 'gateway', Route: 'route', Traffic: 'traffic' } as const;

/** @param suffix what follows the block's logical id in that of the custom resource */
export function requestedBy(request: ResourceRequest, suffix: Suffix): Requested {
  const { RequestType, RequestId, PhysicalResourceId, SentAt, ResourceProperties, OldResourceProperties } = request;
  return {
    service: serviceOfRequest(request, suffix),
    resources: [RESOURCE[suffix]],
    request: RequestId,
    type: RequestType,
    ...(PhysicalResourceId !== undefined && { id: PhysicalResourceId }),
    ...(SentAt !== undefined && { sentAt: SentAt }),
    ...(RequestType !== 'Delete' && { asks: digest(ResourceProperties) }),
    ...(OldResourceProperties && { replaces: digest(OldResourceProperties) }),
  };
}

/** Hexadecimal digits of a digest, enough to distinguish the properties of one resource's requests. */
const DIGEST_LENGTH = 16;

/** The digest does not depend on the order of the properties. */
const digest = (properties: unknown): string => hash(inOrder(properties), DIGEST_LENGTH);

function inOrder(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? '';
  const parts = Array.isArray(value)
    ? value.map(inOrder)
    : Object.entries(value)
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([name, one]) => `${JSON.stringify(name)}:${inOrder(one)}`);
  return Array.isArray(value) ? `[${parts.join()}]` : `{${parts.join()}}`;
}
