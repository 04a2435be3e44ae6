/** Requests and responses of AWS APIs, and who answers them. */

/** One request to an AWS API, as it came over the wire. */
export interface AwsRequest {
  /** SigV4 signing name: `cloudformation`, `elasticloadbalancing`, `ecs`, … */
  service: string;
  region: string;
  method: string;
  /** Path and query as sent. */
  url: URL;
  headers: Record<string, string>;
  body: Buffer;
  /** The operation where the protocol names it: `Action` of a query, or what follows the dot in `X-Amz-Target`. */
  operation?: string;
  /**
   * The access key id that it is signed with. It tells who asks: a Lambda function's is the function's name, those of
   * CloudFormation and ECS are `cloudformation` and `ecs`.
   */
  caller?: string;
}

export interface AwsResponse {
  status: number;
  headers: Record<string, string>;
  body: string | Buffer;
}

/** A request that was answered. */
export interface AwsCall {
  request: AwsRequest;
  response: AwsResponse;
}

/** Answers a request itself, or hands it (perhaps changed) to moto with `forward`. */
export type AwsService = (request: AwsRequest, forward: Forward) => Promise<AwsResponse>;
export type Forward = (request: AwsRequest) => Promise<AwsResponse>;
