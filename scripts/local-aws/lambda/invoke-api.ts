/** Invoke, and how asynchronous and recursive invocations are treated. */
import { compact, type JsonObject } from '../../../handlers/template-language/json';
import { AwsError } from '../wire/errors';
import { restResponse } from '../wire/rest';
import type { Call, Operation } from './call';
import { readOnFailure } from './destinations';
import type { EventInvoke, LambdaFunction } from './function';
import { invalid, whole } from './settings';
import type { FunctionStore } from './store';

export const invoke: Operation = async ({ store, invoker, logs }, { request, region, parameters: [name = ''] }) => {
  const fn = store.get(region, name);
  const payload = request.body.length === 0 ? '{}' : request.body.toString('utf8');
  const trace = request.headers['x-amzn-trace-id'];
  const type = request.headers['x-amz-invocation-type'] ?? 'RequestResponse';
  if (type === 'DryRun') return restResponse(204);
  if (type === 'Event') {
    invoker.enqueue(fn, payload, () => store.find(fn.arn), trace);
    return restResponse(202);
  }
  if (type !== 'RequestResponse') throw invalid(`InvocationType ${type} must be one of Event, RequestResponse, DryRun`);
  const { payload: answer, functionError } = await invoker.invoke(fn, payload, trace);
  return {
    status: 200,
    headers: {
      'content-type': 'application/json',
      'x-amz-executed-version': '$LATEST',
      ...(functionError !== undefined && { 'x-amz-function-error': functionError }),
      ...(request.headers['x-amz-log-type'] === 'Tail' && { 'x-amz-log-result': logs.tail(fn.arn) }),
    },
    body: answer,
  };
};

/** Put: everything that is not given falls back to the default. */
export const putEventInvokeConfig: Operation = ({ store }, call) => {
  const fn = store.get(call.region, call.parameters[0] ?? '');
  fn.eventInvoke = readEventInvoke(call, store);
  return restResponse(200, writeEventInvoke(fn, fn.eventInvoke));
};

/** Update: everything that is not given stays. */
export const updateEventInvokeConfig: Operation = ({ store }, call) => {
  const fn = store.get(call.region, call.parameters[0] ?? '');
  fn.eventInvoke = { ...existing(fn), ...readEventInvoke(call, store) };
  return restResponse(200, writeEventInvoke(fn, fn.eventInvoke));
};

export const getEventInvokeConfig: Operation = ({ store }, { region, parameters: [name = ''] }) => {
  const fn = store.get(region, name);
  return restResponse(200, writeEventInvoke(fn, existing(fn)));
};

export const deleteEventInvokeConfig: Operation = ({ store }, { region, parameters: [name = ''] }) => {
  const fn = store.get(region, name);
  existing(fn);
  fn.eventInvoke = undefined;
  return restResponse(204);
};

export const putRecursionConfig: Operation = ({ store }, { region, parameters: [name = ''], body }) => {
  const { RecursiveLoop } = body();
  if (RecursiveLoop !== 'Allow' && RecursiveLoop !== 'Terminate')
    throw invalid('RecursiveLoop must be Allow or Terminate');
  store.get(region, name).recursiveLoop = RecursiveLoop;
  return restResponse(200, { RecursiveLoop });
};

export const getRecursionConfig: Operation = ({ store }, { region, parameters: [name = ''] }) =>
  restResponse(200, { RecursiveLoop: store.get(region, name).recursiveLoop });

function readEventInvoke({ body }: Call, store: FunctionStore): EventInvoke {
  const wanted = body();
  const onFailure = readOnFailure(wanted.DestinationConfig, store);
  const maximumEventAge = whole('maximumEventAgeInSeconds', wanted.MaximumEventAgeInSeconds, 60, 21_600);
  const maximumRetries = whole('maximumRetryAttempts', wanted.MaximumRetryAttempts, 0, 2);
  return {
    lastModified: Date.now(),
    ...(maximumEventAge !== undefined && { maximumEventAge }),
    ...(maximumRetries !== undefined && { maximumRetries }),
    ...(wanted.DestinationConfig !== undefined && { onFailure }),
  };
}

function writeEventInvoke(fn: LambdaFunction, config: EventInvoke): JsonObject {
  return compact({
    FunctionArn: `${fn.arn}:$LATEST`,
    LastModified: config.lastModified / 1000,
    DestinationConfig: { OnSuccess: {}, OnFailure: config.onFailure ? { Destination: config.onFailure } : {} },
    MaximumEventAgeInSeconds: config.maximumEventAge,
    MaximumRetryAttempts: config.maximumRetries,
  });
}

function existing(fn: LambdaFunction): EventInvoke {
  if (fn.eventInvoke !== undefined) return fn.eventInvoke;
  const message = `The function ${fn.arn}:$LATEST doesn't have an EventInvokeConfig`;
  throw new AwsError('ResourceNotFoundException', message, 404, { Type: 'User' });
}
