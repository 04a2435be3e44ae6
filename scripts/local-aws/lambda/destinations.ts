/**
 * On-failure destinations: where Lambda sends what is left of an asynchronous invocation that it gave up ("Capturing
 * records of Lambda asynchronous invocations" in its guide). Only functions are played.
 */

import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { isObject, type Json, type JsonObject } from '../../../handlers/template-language/json';
import { clientSettings } from '../service/clients';
import type { LocalWorld } from '../world';
import { invalidParameterValue } from './errors';
import type { FunctionInvocation, InvocationResult } from './execution-environment';
import type { LambdaFunction } from './function';
import type { FunctionStore } from './function-store';

/** How an event came to be given up. */
export interface DiscardedEvent {
  invocation: FunctionInvocation;
  condition: 'RetriesExhausted' | 'EventAgeExceeded';
  /** How often the function ran. */
  attempts: number;
  /** What its last run ended with; absent if it never ran. */
  last?: InvocationResult;
}

/**
 * What the destination gets.
 * @param now milliseconds since the epoch
 */
export function invocationRecord(fn: LambdaFunction, givenUp: DiscardedEvent, now: number): JsonObject {
  const { invocation, condition, attempts, last } = givenUp;
  return {
    version: '1.0',
    timestamp: new Date(now).toISOString(),
    requestContext: {
      requestId: invocation.requestId,
      functionArn: `${fn.arn}:$LATEST`,
      condition,
      approximateInvokeCount: attempts,
    },
    requestPayload: JSON.parse(invocation.payload),
    ...(last && {
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: last.functionError ?? null },
      responsePayload: JSON.parse(last.payload),
    }),
  };
}

/**
 * Invokes the destination asynchronously, in the role of the function that failed: with a call of its own to the front.
 * @throws the SDK's error when it was not taken; Lambda counts that as DestinationDeliveryFailures and tells nobody
 */
export async function deliver(world: LocalWorld, fn: LambdaFunction, destination: string, record: JsonObject) {
  const client = new LambdaClient({ ...clientSettings(world, fn.region, fn.name), maxAttempts: 1 });
  try {
    const Payload = JSON.stringify(record);
    await client.send(new InvokeCommand({ FunctionName: destination, InvocationType: 'Event', Payload }));
  } finally {
    client.destroy();
  }
}

/**
 * The ARN of the on-failure destination that a `DestinationConfig` names.
 * @throws AwsError InvalidParameterValueException for what is no function, or none that there is
 */
export function readOnFailure(config: Json | undefined, store: FunctionStore): string | undefined {
  if (!isObject(config)) return undefined;
  const { OnFailure, OnSuccess } = config;
  if (destinationIn(OnSuccess))
    throw invalidParameterValue('DestinationConfig is not played by the embedded AWS for OnSuccess');
  const destination = destinationIn(OnFailure);
  if (!destination) return undefined;
  if (!/^arn:aws[a-z-]*:lambda:/.test(destination)) {
    throw invalidParameterValue(
      `DestinationConfig is not played by the embedded AWS for ${destination}, only for functions`,
    );
  }
  if (store.find(unqualified(destination)) === undefined) {
    throw invalidParameterValue(`The destination ARN ${destination} is invalid.`);
  }
  return destination;
}

const destinationIn = (target: Json | undefined): string =>
  isObject(target) && typeof target.Destination === 'string' ? target.Destination : '';

/** `arn:aws:lambda:region:account:function:name:$LATEST` without its version. */
const unqualified = (arn: string): string => arn.split(':').slice(0, 7).join(':');

/** One line of the function's log about a delivery that failed. */
export const deliveryFailure = (destination: string, error: unknown): string =>
  `DestinationDeliveryFailures ${destination}: ${error instanceof Error ? error.name : error}`;
