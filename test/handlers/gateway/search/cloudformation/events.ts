import type { Process } from '../engine/process';
import type { Simulation } from '../engine/simulation';
import type { ResourceEvent } from '../lambda';
import { BLOCK, type BlockProperties, type Kind, type Sending, type StackState, stackId } from './stack-state';

interface Asked {
  RequestType: ResourceEvent['RequestType'];
  kind: Kind;
  signed: Sending['signed'];
  properties: BlockProperties;
  id?: string;
  old?: BlockProperties;
}

/** The stack's next request, as CloudFormation sends it. */
export function nextEvent(state: StackState, { RequestType, kind, signed, properties, id, old }: Asked): ResourceEvent {
  const number = ++state.requests;
  return {
    RequestType,
    RequestId: `${state.name}-${number}`,
    ResourceType: `Custom::Express${kind}`,
    StackId: stackId(state.name),
    LogicalResourceId: `${BLOCK}${kind}`,
    ResponseURL: responseUrl({ together: state.second, apart: number, not: undefined }[signed ?? 'together']),
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

/** The last instant at which a sibling can fail, before the operation is complete. @returns whether it has failed */
export async function lastChance(simulation: Simulation, player: Process, sibling: string): Promise<boolean> {
  let withdraw = () => {};
  const failure = new Promise<boolean>((resolve) => {
    const offer = { who: sibling, what: 'fails', fault: false, take: () => resolve(true) };
    withdraw = simulation.offer(offer);
  });
  const completion = player.perform({ name: 'is complete', effect: () => false });
  const hasFailed = await Promise.race([failure, completion]);
  withdraw();
  player.parked.length = 0;
  player.note(`a sibling fails: ${hasFailed}`);
  return hasFailed;
}
