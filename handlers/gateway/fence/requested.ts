import { hash } from '../identity';
import type { ResourceRequest } from '../protocol/resource';
import { serviceOfRequest } from '../request/request';
import type { Run } from './fence';

/** A request of CloudFormation's, as the fence wants it. */
export type Requested = Omit<Run, 'invocation' | 'deadline'>;

/** Who asks for what, for the fence. @param suffix of the resource's logical id, after the block's */
export function requestedBy(request: ResourceRequest, suffix: 'Gateway' | 'Route'): Requested {
  const { RequestType, RequestId, PhysicalResourceId, SentAt, ResourceProperties, OldResourceProperties } = request;
  return {
    service: serviceOfRequest(request, suffix),
    resources: [suffix === 'Gateway' ? 'gateway' : 'route'],
    request: RequestId,
    type: RequestType,
    ...(PhysicalResourceId !== undefined && { id: PhysicalResourceId }),
    ...(SentAt !== undefined && { sentAt: SentAt }),
    ...(RequestType !== 'Delete' && { asks: digest(ResourceProperties) }),
    ...(OldResourceProperties && { replaces: digest(OldResourceProperties) }),
  };
}

/** Hexadecimal digits that tell properties apart. */
const DIGEST_LENGTH = 16;

/** The same for the same properties, in whatever order they come. */
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
