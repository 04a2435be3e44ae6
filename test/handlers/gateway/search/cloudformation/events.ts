import type { ResourceEvent } from '../resource-event';
import { type Sending, type StackState, stackId } from './stack-state';
import type { BlockProperties, Kind } from './template';

/** What CloudFormation asks of a custom resource. */
export interface Asked {
  RequestType: ResourceEvent['RequestType'];
  kind: Kind;
  logicalId: string;
  properties: BlockProperties;
  id?: string;
  old?: BlockProperties;
}

/** The stack's next request, as CloudFormation sends it. Its id does not depend on what other resources do. */
export function nextEvent(
  state: StackState,
  signed: Sending['signed'],
  { RequestType, kind, logicalId, properties, id, old }: Asked,
): ResourceEvent {
  const number = (state.requests[logicalId] ?? 0) + 1;
  state.requests[logicalId] = number;
  const sent = Object.values(state.requests).reduce((sum, one) => sum + one, 0);
  return {
    RequestType,
    RequestId: `${state.name}-${logicalId}-${number}`,
    ResourceType: `Custom::Express${kind}`,
    StackId: stackId(state.name),
    LogicalResourceId: logicalId,
    ResponseURL: responseUrl({ together: state.second, apart: sent, not: undefined }[signed ?? 'together']),
    ...(id !== undefined && { PhysicalResourceId: id }),
    ResourceProperties: properties,
    ...(old && { OldResourceProperties: old }),
  };
}

/** A response URL, signed in the second with this number. */
function responseUrl(second?: number): string {
  const signed = second === undefined ? '' : new Date(second * 1000).toISOString().replace(/[-:]|\.\d+/g, '');
  return `https://answers.test/${signed && `?X-Amz-Date=${signed}`}`;
}
