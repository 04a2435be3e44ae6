/** How Lambda treats the asynchronous invocations of a function: retries, age, destination. */
import { compact, type JsonObject } from '../../../../handlers/template-language/json';
import { restResponse } from '../../wire/rest';
import { readOnFailure } from '../destinations';
import { resourceNotFound } from '../errors';
import type { EventInvoke, LambdaFunction } from '../function';
import { functionOf, type LambdaCall, type LambdaOperation } from '../operation';
import { whole } from '../settings';

/** Put: what the request leaves out gets its default. */
export const putEventInvokeConfig: LambdaOperation = (call) => {
  const fn = functionOf(call);
  fn.eventInvoke = readEventInvoke(call);
  return restResponse(200, writeEventInvoke(fn, fn.eventInvoke));
};

/** Update: what the request leaves out stays as it was. */
export const updateEventInvokeConfig: LambdaOperation = (call) => {
  const fn = functionOf(call);
  fn.eventInvoke = { ...existing(fn), ...readEventInvoke(call) };
  return restResponse(200, writeEventInvoke(fn, fn.eventInvoke));
};

export const getEventInvokeConfig: LambdaOperation = (call) => {
  const fn = functionOf(call);
  return restResponse(200, writeEventInvoke(fn, existing(fn)));
};

export const deleteEventInvokeConfig: LambdaOperation = (call) => {
  const fn = functionOf(call);
  existing(fn);
  fn.eventInvoke = undefined;
  return restResponse(204);
};

function readEventInvoke({ parameters, state }: LambdaCall): EventInvoke {
  const wanted = parameters.body();
  const onFailure = readOnFailure(wanted.DestinationConfig, state.store);
  const maximumEventAge = whole('maximumEventAgeInSeconds', wanted.MaximumEventAgeInSeconds, 60, 21_600);
  const maximumRetries = whole('maximumRetryAttempts', wanted.MaximumRetryAttempts, 0, 2);
  return {
    lastModified: state.world.now(),
    ...(maximumEventAge !== undefined && { maximumEventAge }),
    ...(maximumRetries !== undefined && { maximumRetries }),
    ...(wanted.DestinationConfig !== undefined && { onFailure }),
  };
}

function writeEventInvoke(fn: LambdaFunction, config: EventInvoke): JsonObject {
  return compact({
    FunctionArn: `${fn.arn}:$LATEST`,
    LastModified: config.lastModified.getTime() / 1000,
    DestinationConfig: { OnSuccess: {}, OnFailure: config.onFailure ? { Destination: config.onFailure } : {} },
    MaximumEventAgeInSeconds: config.maximumEventAge,
    MaximumRetryAttempts: config.maximumRetries,
  });
}

function existing(fn: LambdaFunction): EventInvoke {
  if (fn.eventInvoke !== undefined) return fn.eventInvoke;
  throw resourceNotFound(`The function ${fn.arn}:$LATEST doesn't have an EventInvokeConfig`);
}
