/** `Custom::*` and AWS::CloudFormation::CustomResource: a Lambda function provides them. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Json, JsonObject } from '../../../../handlers/template-language/json';
import type { Invoke } from '../invoke';
import {
  CancelledError,
  type PhysicalResource,
  ResourceError,
  type ResourceHandlerRequest,
  type ResourceType,
} from '../resources/resource-type';
import { generatedName } from '../resources/shared/generated-name';
import { readResponse } from './response';
import type { ResponseUrls } from './response-urls';

export interface CustomResourceTools {
  responseUrls: ResponseUrls;
  invoke: Invoke;
  /** Real milliseconds of a minute of AWS time. */
  minuteMs: number;
}

interface CustomResourceRequest extends ResourceHandlerRequest {
  requestType: 'Create' | 'Update' | 'Delete';
  physicalId?: string;
  oldProperties?: JsonObject;
}

export function createCustomResource(tools: CustomResourceTools): ResourceType {
  const made = async (request: CustomResourceRequest): Promise<PhysicalResource> => {
    const { physicalId, data } = await ask(request, tools);
    return { physicalId, attributes: data };
  };
  return {
    create: (request) =>
      made({ ...request, requestType: 'Create' }).catch((error) => throwWithPhysicalId(error, request)),
    update: (request) => made({ ...request, requestType: 'Update' }),
    delete: async (request) => {
      await ask({ ...request, requestType: 'Delete' }, tools);
    },
  };
}

/**
 * A failed Create is followed by a Delete, too. If no response named a physical id (there was none, or CloudFormation
 * stopped waiting because another resource failed), the Delete has an id that CloudFormation generated.
 */
function throwWithPhysicalId(error: unknown, { stack, logicalId }: ResourceHandlerRequest): never {
  const generatedId = generatedName(stack.name, logicalId);
  if (error instanceof CancelledError) throw new CancelledError(generatedId);
  if (error instanceof ResourceError) throw new ResourceError(error.message, error.physicalId ?? generatedId);
  throw error;
}

async function ask(request: CustomResourceRequest, { responseUrls, invoke, minuteMs }: CustomResourceTools) {
  const { requestType, stack, logicalId, type, physicalId, properties, oldProperties, signal } = request;
  const { ServiceToken: token, ServiceTimeout: timeout = 3600 } = properties;
  const functionName = lambdaOf(token);
  const RequestId = randomUUID();
  const expected = { RequestId, StackId: stack.id, LogicalResourceId: logicalId };
  const { url, response, close } = responseUrls.open(`${stack.id}|${logicalId}|${RequestId}`);
  const event = {
    RequestType: requestType,
    ServiceToken: functionName,
    ResponseURL: url,
    ...expected,
    ResourceType: type,
    ...(physicalId !== undefined && { PhysicalResourceId: physicalId }),
    ResourceProperties: properties,
    ...(oldProperties !== undefined && { OldResourceProperties: oldProperties }),
  };
  const over = new AbortController();
  try {
    if (signal.aborted) throw new CancelledError();
    await invoke(functionName, JSON.stringify(event), 'Event');
    const text = await Promise.race([
      response,
      tooLate(RequestId, waitMs(Number(timeout), minuteMs), over.signal),
      cancelled(signal, over.signal),
    ]);
    return readResponse(text, expected);
  } finally {
    over.abort();
    close();
  }
}

function lambdaOf(token: Json | undefined): string {
  if (typeof token === 'string' && token.includes(':lambda:')) return token;
  if (typeof token === 'string' && !token.startsWith('arn:')) throw new ResourceError('Invalid service token.');
  throw new ResourceError('Invalid service token: the embedded AWS calls Lambda functions only.');
}

/**
 * Real milliseconds to wait for a response. AWS time runs faster here, but functions take real time. So the wait is at
 * least half a minute, unless ServiceTimeout itself is shorter.
 */
export function waitMs(timeoutSeconds: number, minuteMs: number): number {
  return Math.max((timeoutSeconds / 60) * minuteMs, Math.min(timeoutSeconds, 30) * 1000);
}

async function tooLate(requestId: string, ms: number, over: AbortSignal): Promise<never> {
  await delay(ms, undefined, { signal: over });
  throw new ResourceError(
    `CloudFormation did not receive a response from your custom resource. Please check your logs for requestId [${requestId}].`,
  );
}

function cancelled(signal: AbortSignal, over: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const cancel = (): void => reject(new CancelledError());
    signal.addEventListener('abort', cancel, { once: true });
    over.addEventListener('abort', () => signal.removeEventListener('abort', cancel), { once: true });
  });
}
