/**
 * On-failure destinations. Lambda sends a record of each event that it discards to the function's destination
 * ("Capturing records of Lambda asynchronous invocations", Lambda Developer Guide). Here only functions can be
 * destinations.
 */

import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { isObject, type Json, type JsonObject } from '../../../handlers/template-language/json';
import { clientSettings } from '../service/clients';
import type { LocalWorld } from '../world';
import { invalidParameterValue } from './errors';
import type { FunctionInvocation, InvocationResult } from './execution-environment';
import type { LambdaFunction } from './function';
import type { FunctionStore } from './function-store';

/** An event that Lambda discards, and why. */
export interface DiscardedEvent {
  invocation: FunctionInvocation;
  condition: 'RetriesExhausted' | 'EventAgeExceeded';
  /** How often the function ran. */
  attempts: number;
  /** The result of the last run; undefined if the function never ran. */
  last?: InvocationResult;
}

/** The record that the destination gets. */
export function invocationRecord(fn: LambdaFunction, event: DiscardedEvent, now: Date): JsonObject {
  const { invocation, condition, attempts, last } = event;
  return {
    version: '1.0',
    timestamp: now.toISOString(),
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
 * Invokes the destination asynchronously, with the role of the function that failed.
 * @throws the SDK's error if the destination cannot be invoked. Lambda counts this in the metric
 *   DestinationDeliveryFailures, and reports it nowhere else.
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
 * @throws AwsError InvalidParameterValueException if it is not the ARN of an existing function
 */
export function readOnFailure(config: Json | undefined, store: FunctionStore): string | undefined {
  if (!isObject(config)) return undefined;
  const { OnFailure, OnSuccess } = config;
  if (destinationIn(OnSuccess)) {
    throw invalidParameterValue('DestinationConfig is not played by the embedded AWS for OnSuccess');
  }
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

/** The line about a failed delivery in the function's log. */
export const deliveryFailure = (destination: string, error: unknown): string =>
  `DestinationDeliveryFailures ${destination}: ${error instanceof Error ? error.name : error}`;
