/** The operations of Lambda that are played, and where each is found (Lambda's API reference). */
import type { RestPath } from '../wire/rest';
import * as eventInvoke from './api/event-invoke-config';
import * as functions from './api/functions';
import { invoke } from './api/invocations';
import * as policies from './api/policies';
import * as tags from './api/tags';
import type { LambdaOperation } from './operation';

const FUNCTION = '/2015-03-31/functions/{FunctionName}';
const EVENT_INVOKE = '/2019-09-25/functions/{FunctionName}/event-invoke-config';
const RECURSION = '/2024-08-31/functions/{FunctionName}/recursion-config';
const TAGS = '/2017-03-31/tags/{FunctionName}';

const TABLE: Readonly<Record<string, { at: RestPath; operation: LambdaOperation }>> = {
  CreateFunction: { at: ['POST', '/2015-03-31/functions'], operation: functions.createFunction },
  ListFunctions: { at: ['GET', '/2015-03-31/functions'], operation: functions.listFunctions },
  GetFunction: { at: ['GET', FUNCTION], operation: functions.getFunction },
  DeleteFunction: { at: ['DELETE', FUNCTION], operation: functions.deleteFunction },
  GetFunctionConfiguration: { at: ['GET', `${FUNCTION}/configuration`], operation: functions.getFunctionConfiguration },
  UpdateFunctionConfiguration: {
    at: ['PUT', `${FUNCTION}/configuration`],
    operation: functions.updateFunctionConfiguration,
  },
  UpdateFunctionCode: { at: ['PUT', `${FUNCTION}/code`], operation: functions.updateFunctionCode },
  PutFunctionConcurrency: {
    at: ['PUT', '/2017-10-31/functions/{FunctionName}/concurrency'],
    operation: functions.putFunctionConcurrency,
  },
  DeleteFunctionConcurrency: {
    at: ['DELETE', '/2017-10-31/functions/{FunctionName}/concurrency'],
    operation: functions.deleteFunctionConcurrency,
  },
  GetFunctionConcurrency: {
    at: ['GET', '/2019-09-30/functions/{FunctionName}/concurrency'],
    operation: functions.getFunctionConcurrency,
  },
  Invoke: { at: ['POST', `${FUNCTION}/invocations`], operation: invoke },
  PutFunctionEventInvokeConfig: { at: ['PUT', EVENT_INVOKE], operation: eventInvoke.putEventInvokeConfig },
  UpdateFunctionEventInvokeConfig: { at: ['POST', EVENT_INVOKE], operation: eventInvoke.updateEventInvokeConfig },
  GetFunctionEventInvokeConfig: { at: ['GET', EVENT_INVOKE], operation: eventInvoke.getEventInvokeConfig },
  DeleteFunctionEventInvokeConfig: { at: ['DELETE', EVENT_INVOKE], operation: eventInvoke.deleteEventInvokeConfig },
  PutFunctionRecursionConfig: { at: ['PUT', RECURSION], operation: functions.putRecursionConfig },
  GetFunctionRecursionConfig: { at: ['GET', RECURSION], operation: functions.getRecursionConfig },
  AddPermission: { at: ['POST', `${FUNCTION}/policy`], operation: policies.addPermission },
  GetPolicy: { at: ['GET', `${FUNCTION}/policy`], operation: policies.getPolicy },
  RemovePermission: { at: ['DELETE', `${FUNCTION}/policy/{StatementId}`], operation: policies.removePermission },
  ListTags: { at: ['GET', TAGS], operation: tags.listTags },
  TagResource: { at: ['POST', TAGS], operation: tags.tagResource },
  UntagResource: { at: ['DELETE', TAGS], operation: tags.untagResource },
};

export const PATHS: Readonly<Record<string, RestPath>> = Object.fromEntries(
  Object.entries(TABLE).map(([name, { at }]) => [name, at]),
);

export const OPERATIONS: Readonly<Record<string, LambdaOperation>> = Object.fromEntries(
  Object.entries(TABLE).map(([name, { operation }]) => [name, operation]),
);
