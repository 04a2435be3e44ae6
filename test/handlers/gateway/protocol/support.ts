import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../../../handlers/gateway/protocol/clock';
import type { LambdaContext } from '../../../../handlers/gateway/protocol/custom-resource';
import type { ResourceRequest } from '../../../../handlers/gateway/protocol/resource';

/** A clock that stands still until it is advanced. Then it calls the timers that are due, in their order. */
export class FakeClock implements Clock {
  #now = Date.UTC(2026, 10, 23);
  #timers = new Set<{ at: number; action: () => void }>();

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, action: () => void): () => void {
    const timer = { at: this.#now + milliseconds, action };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  get pending(): number {
    return this.#timers.size;
  }

  async advance(milliseconds: number): Promise<void> {
    const until = this.#now + milliseconds;
    await drained();
    for (let due = this.#next(until); due; due = this.#next(until)) {
      this.#timers.delete(due);
      this.#now = due.at;
      due.action();
      await drained();
    }
    this.#now = until;
  }

  #next(until: number) {
    return [...this.#timers].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
  }
}

/** Resolves when everything that waits for no timer and no network has happened. */
export const drained = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export const never = <T>(): Promise<T> => new Promise(() => {});

export const SECRET_URL =
  'https://cloudformation-custom-resource-response-euwest1.s3.eu-west-1.amazonaws.com/arn%3Aaws%3Acloudformation%7CWebGateway%7C1?AWSAccessKeyId=AKIA&Expires=1&Signature=topsecret%3D';

export const STACK_ID = 'arn:aws:cloudformation:eu-west-1:111122223333:stack/shop/5f2b';

/** An event as CloudFormation sends it. */
export const eventOf = (overrides: Record<string, unknown> = {}): Record<string, unknown> => ({
  RequestType: 'Create',
  ServiceToken: 'arn:aws:lambda:eu-west-1:111122223333:function:cfn-express-gateway',
  ResponseURL: SECRET_URL,
  StackId: STACK_ID,
  RequestId: 'a6c2',
  ResourceType: 'Custom::ExpressGateway',
  LogicalResourceId: 'WebGateway',
  ResourceProperties: { ServiceToken: 'arn', ServiceTimeout: '1800', Service: 'Web' },
  ...overrides,
});

export const requestOf = (overrides: Partial<ResourceRequest> = {}): ResourceRequest => ({
  RequestType: 'Create',
  ResourceType: 'Custom::ExpressGateway',
  RequestId: 'a6c2',
  StackId: STACK_ID,
  LogicalResourceId: 'WebGateway',
  ResourceProperties: {},
  ...overrides,
});

export const FUNCTION_ARN = 'arn:aws:lambda:eu-west-1:111122223333:function:cfn-express-gateway';

/** The record of an event that Lambda has dropped, as the on-failure destination gets it. */
export const recordOf = (
  requestPayload: unknown,
  context: Record<string, unknown> = {},
  response: Record<string, unknown> = {},
): Record<string, unknown> => ({
  version: '1.0',
  timestamp: '2026-11-23T10:00:00.000Z',
  requestContext: {
    requestId: '7d0c',
    functionArn: `${FUNCTION_ARN}:$LATEST`,
    condition: 'RetriesExhausted',
    approximateInvokeCount: 3,
    ...context,
  },
  requestPayload,
  responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
  responsePayload: {
    errorType: 'Runtime.ExitError',
    errorMessage: 'RequestId: 7d0c Error: Runtime exited with error: signal: killed',
  },
  ...response,
});

/** The context of a run that Lambda kills after `timeoutMs`. */
export const contextOf = (timeoutMs = 300_000): LambdaContext => ({
  invokedFunctionArn: FUNCTION_ARN,
  logGroupName: '/aws/lambda/cfn-express-gateway',
  logStreamName: '2026/11/23/[$LATEST]0123',
  getRemainingTimeInMillis: () => timeoutMs,
});

export interface Received {
  method?: string;
  path?: string;
  headers: IncomingHttpHeaders;
  body: string;
}

type Behaviour = (response: ServerResponse) => void;

export const answering =
  (status: number, body = ''): Behaviour =>
  (response) => {
    response.writeHead(status);
    response.end(body);
  };
export const hanging: Behaviour = () => {};
export const resetting: Behaviour = (response) => {
  response.socket?.resetAndDestroy();
};

/** An HTTP server on loopback. Each request meets the next behaviour; the last behaviour repeats. */
export async function startServer(...behaviours: Behaviour[]) {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    received.push({
      method: request.method,
      path: request.url,
      headers: request.headers,
      body: Buffer.concat(chunks).toString('utf8'),
    });
    behaviours[Math.min(received.length, behaviours.length) - 1]?.(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    received,
    port,
    url: `http://127.0.0.1:${port}/arn%3Aaws%7CWebGateway?Signature=topsecret%3D&Expires=1`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
