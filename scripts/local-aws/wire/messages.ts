/** Requests and responses of AWS APIs, and who answers them. */

/** One request to an AWS API, as it came over the wire. */
export interface AwsRequest {
  /** SigV4 signing name: `cloudformation`, `elasticloadbalancing`, `ecs`, … */
  service: string;
  region: string;
  method: string;
  /** With the path and the query as they were sent. */
  url: URL;
  headers: Record<string, string>;
  body: Buffer;
  /** The operation where the protocol names it: `Action` of a query, or what follows the dot in `X-Amz-Target`. */
  operation?: string;
  /**
   * The access key id with which the request is signed. It tells who asks: for a Lambda function it is the function's name,
   * for CloudFormation and ECS it is `cloudformation` and `ecs`.
   */
  caller?: string;
}

export interface AwsResponse {
  status: number;
  headers: Record<string, string>;
  body: string | Buffer;
}

/** A request and its answer. */
export interface AwsCall {
  request: AwsRequest;
  response: AwsResponse;
}

/** Answers a request itself, or passes it to moto with `forward`, changed or not. */
export type AwsService = (request: AwsRequest, forward: Forward) => Promise<AwsResponse>;
export type Forward = (request: AwsRequest) => Promise<AwsResponse>;
