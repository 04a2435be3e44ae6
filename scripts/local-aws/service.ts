/** What the front of the embedded AWS and the services behind it say to each other. */

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

/** What every service of the embedded AWS is given when it is made. */
export interface World {
  /** The front's own URL: SDK clients made here go through it, so that its strictness holds for everyone. */
  endpoint: string;
  region: string;
  accountId: string;
  /** Real milliseconds that one minute of AWS time takes (bake times, health checks, draining). */
  minuteMs: number;
  /** Resolves after that many seconds of AWS time; rejects with AbortError when the world is stopped. */
  sleep(awsSeconds: number): Promise<void>;
  /** Aborted when the world is stopped; nothing may go on after it. */
  signal: AbortSignal;
  /** One line of what happened, for `npm run local` and for failing tests. */
  log(line: string): void;
}
