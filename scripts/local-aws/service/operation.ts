/**
 * The one shape of a service: a table from the name of an operation to a function that takes the call and gives the
 * answer. Parameters are read and answers written by the service's wire format.
 */
import { createMotoClient, type MotoClient } from '../moto/client';
import type { Queue } from '../queue';
import type { AwsError } from '../wire/errors';
import type { WireFormat } from '../wire/format';
import type { AwsRequest, AwsResponse, AwsService } from '../wire/messages';
import type { QueryObject } from '../wire/query';
import type { RestParameters } from '../wire/rest';
import type { XmlContent } from '../wire/xml';

/** One call of an operation: the request, and what is needed to answer it. */
export interface OperationCall<Parameters, State> {
  request: AwsRequest;
  /** Its name in the API. */
  operation: string;
  region: string;
  parameters: Parameters;
  /** What the service keeps for that region. */
  state: State;
  moto: MotoClient;
  /** moto's answer to this very request. */
  forward(): Promise<AwsResponse>;
}

/**
 * Gives the answer in the form of the service's protocol, or a whole response: moto's own, for example.
 * @throws AwsError which the front writes in the protocol of the request
 */
export type Operation<Parameters, State, Answer> = (
  call: OperationCall<Parameters, State>,
) => Answer | AwsResponse | Promise<Answer | AwsResponse>;

/** An operation of a query API (EC2, Elastic Load Balancing, CloudFormation): the answer is the content of its element. */
export type QueryOperation<State> = Operation<QueryObject, State, XmlContent>;
/** An operation of a JSON API (ECS, DynamoDB). Dates in its answer are written as seconds since the epoch. */
export type JsonOperation<Parameters, State> = Operation<Parameters, State, object>;
/** An operation of a REST API (Lambda), which chooses the status of its answer. */
export type RestOperation<State> = Operation<RestParameters, State, AwsResponse>;

export interface ServiceDefinition<Parameters, State, Answer> {
  format: WireFormat<Parameters, Answer>;
  operations: Readonly<Record<string, Operation<Parameters, State, Answer>>>;
  /** What the service keeps for one region. Called when a request first needs it. */
  createState(region: string): State;
  /** The error of a request whose operation is not in the table; if undefined, moto answers it. */
  refuse?(request: AwsRequest): AwsError | undefined;
}

export function createService<Parameters, State, Answer extends object>(
  definition: ServiceDefinition<Parameters, State, Answer>,
): AwsService {
  const { format, refuse = () => undefined } = definition;
  const operations = new Map(Object.entries(definition.operations));
  const states = new Map<string, { state: State }>();
  const stateOf = (region: string): State => {
    const kept = states.get(region) ?? { state: definition.createState(region) };
    states.set(region, kept);
    return kept.state;
  };
  return async (request, forward) => {
    const name = format.nameOf(request) ?? '';
    const operation = operations.get(name);
    if (operation === undefined) {
      const error = refuse(request);
      if (error !== undefined) throw error;
      return forward(request);
    }
    const { region } = request;
    const answer = await operation({
      request,
      operation: name,
      region,
      parameters: format.read(request),
      state: stateOf(region),
      moto: createMotoClient(forward, request),
      forward: () => forward(request),
    });
    return isResponse(answer) ? answer : format.write(name, answer);
  };
}

const isResponse = (answer: object): answer is AwsResponse =>
  'status' in answer && 'headers' in answer && 'body' in answer;

/** The same operations; calls of all operations that share the queue run one after the other. */
export function inTurn<Parameters, State, Answer>(
  queue: Queue,
  operations: Readonly<Record<string, Operation<Parameters, State, Answer>>>,
): Record<string, Operation<Parameters, State, Answer>> {
  return Object.fromEntries(
    Object.entries(operations).map(([name, operation]) => [name, (call) => queue(async () => operation(call))]),
  );
}
