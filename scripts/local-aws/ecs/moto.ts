/** moto, as the played ECS uses it: it keeps the task definitions, and has to know every service and cluster. */
import { isObject, type JsonObject } from '../../../handlers/template-language/json';
import { AwsError } from '../wire/errors';
import type { AwsRequest, AwsResponse, Forward } from '../wire/messages';

export interface Moto {
  /**
   * @throws AwsError as moto answered it
   */
  call(operation: string, input: object): Promise<JsonObject>;
}

/** Calls moto in the name of a request: same region, same credentials. */
export function createMoto(request: AwsRequest, forward: Forward): Moto {
  return {
    async call(operation, input) {
      const headers = { ...request.headers, 'x-amz-target': `AmazonEC2ContainerServiceV20141113.${operation}` };
      const body = Buffer.from(JSON.stringify(input));
      return read(await forward({ ...request, operation, headers, body }));
    },
  };
}

function read({ status, body }: AwsResponse): JsonObject {
  const answer: unknown = JSON.parse(body.toString());
  const members = isObject(answer) ? answer : {};
  if (status < 300) return members;
  const { __type, message, Message } = members;
  const code = typeof __type === 'string' ? __type.slice(__type.lastIndexOf('#') + 1) : 'ServerException';
  throw new AwsError(code, String(message ?? Message ?? ''), status);
}
