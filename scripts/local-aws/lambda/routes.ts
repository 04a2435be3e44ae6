/** Which method and path is which operation (Lambda's API reference). */

import { AwsError } from '../wire/errors';
import { readJson } from '../wire/json';
import type { AwsRequest } from '../wire/messages';
import type { Call, Operation } from './call';
import * as functions from './functions-api';
import * as invocations from './invoke-api';
import * as policies from './policy-api';

const FUNCTION = '/2015-03-31/functions/{}';
const EVENT_INVOKE = '/2019-09-25/functions/{}/event-invoke-config';
const RECURSION = '/2024-08-31/functions/{}/recursion-config';

const ROUTES: [method: string, path: string, operation: Operation][] = [
  ['POST', '/2015-03-31/functions', functions.createFunction],
  ['GET', '/2015-03-31/functions', functions.listFunctions],
  ['GET', FUNCTION, functions.getFunction],
  ['DELETE', FUNCTION, functions.deleteFunction],
  ['GET', `${FUNCTION}/configuration`, functions.getFunctionConfiguration],
  ['PUT', `${FUNCTION}/configuration`, functions.updateFunctionConfiguration],
  ['PUT', `${FUNCTION}/code`, functions.updateFunctionCode],
  ['PUT', '/2017-10-31/functions/{}/concurrency', functions.putFunctionConcurrency],
  ['DELETE', '/2017-10-31/functions/{}/concurrency', functions.deleteFunctionConcurrency],
  ['GET', '/2019-09-30/functions/{}/concurrency', functions.getFunctionConcurrency],
  ['POST', `${FUNCTION}/invocations`, invocations.invoke],
  ['PUT', EVENT_INVOKE, invocations.putEventInvokeConfig],
  ['POST', EVENT_INVOKE, invocations.updateEventInvokeConfig],
  ['GET', EVENT_INVOKE, invocations.getEventInvokeConfig],
  ['DELETE', EVENT_INVOKE, invocations.deleteEventInvokeConfig],
  ['PUT', RECURSION, invocations.putRecursionConfig],
  ['GET', RECURSION, invocations.getRecursionConfig],
  ['POST', `${FUNCTION}/policy`, policies.addPermission],
  ['GET', `${FUNCTION}/policy`, policies.getPolicy],
  ['DELETE', `${FUNCTION}/policy/{}`, policies.removePermission],
  ['GET', '/2017-03-31/tags/{}', policies.listTags],
  ['POST', '/2017-03-31/tags/{}', policies.tagResource],
  ['DELETE', '/2017-03-31/tags/{}', policies.untagResource],
];

const TABLE = ROUTES.map(([method, path, operation]) => ({
  method,
  pattern: new RegExp(`^${path.replaceAll('{}', '([^/]+)')}/?$`),
  operation,
}));

/** @throws AwsError NotImplemented (501) for an operation that is not played */
export function route(request: AwsRequest): { operation: Operation; call: Call } {
  const path = request.url.pathname;
  for (const { method, pattern, operation } of TABLE) {
    const match = method === request.method ? pattern.exec(path) : null;
    if (match === null) continue;
    const parameters = match.slice(1).map(decodeURIComponent);
    return { operation, call: { request, region: request.region, parameters, body: () => readJson(request) } };
  }
  throw new AwsError('NotImplemented', `lambda ${request.method} ${path} is not played by the embedded AWS`, 501);
}
