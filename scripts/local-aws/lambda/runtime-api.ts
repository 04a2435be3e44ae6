/** The Lambda runtime API (2018-06-01), as each execution environment calls it. */

import type { AwsRequest, AwsResponse } from '../wire/messages';
import { restResponse } from '../wire/rest';
import { type EnvironmentPool, RUNTIME_PATH } from './environment-pool';
import type { ExecutionEnvironment, FunctionInvocation } from './execution-environment';

const PATH = new RegExp(
  `^${RUNTIME_PATH}([0-9a-f-]+)/2018-06-01/runtime/(?:(init)/error|invocation/(next)|invocation/([0-9a-f-]+)/(response|error))$`,
);

/** Answers one call. The call for the next invocation is answered when there is one. */
export async function answerRuntime(pool: EnvironmentPool, request: AwsRequest): Promise<AwsResponse> {
  const [, id = '', init, next, requestId = '', kind] = PATH.exec(request.url.pathname) ?? [];
  const environment = pool.find(id);
  if (environment === undefined) return problem(403, 'There is no such execution environment');
  if (next !== undefined && request.method === 'GET') return nextInvocation(environment);
  if (request.method !== 'POST') return problem(405, 'The runtime API has no such method');
  const payload = request.body.toString('utf8');
  if (init !== undefined) environment.initFailed(payload);
  else if (!environment.answer(requestId, kind === 'error' ? { payload, functionError: 'Unhandled' } : { payload })) {
    return problem(400, 'This environment has no such invocation');
  }
  return restResponse(202, { status: 'OK' });
}

function nextInvocation(environment: ExecutionEnvironment): Promise<AwsResponse> {
  return new Promise((resolve) => {
    environment.next((invocation) => resolve(handOver(environment, invocation)));
  });
}

function handOver(
  environment: ExecutionEnvironment,
  invocation: FunctionInvocation & { deadline: number },
): AwsResponse {
  return {
    status: 200,
    headers: {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': invocation.requestId,
      'lambda-runtime-deadline-ms': String(Math.round(invocation.deadline)),
      'lambda-runtime-invoked-function-arn': environment.fn.arn,
      'lambda-runtime-trace-id': invocation.traceId,
    },
    body: invocation.payload,
  };
}

function problem(status: number, errorMessage: string): AwsResponse {
  return restResponse(status, { errorMessage, errorType: 'InvalidStateTransition' });
}
