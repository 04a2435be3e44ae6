/** Emulated CloudFormation on a real moto, with Lambda functions that run inside the test. */
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import type { CloudFormationOptions } from '../../../../scripts/local-aws/cloudformation';
import { createCloudFormation, RESPONSE_PATH } from '../../../../scripts/local-aws/cloudformation';
import { openFront } from '../../../../scripts/local-aws/front';
import { createForward } from '../../../../scripts/local-aws/moto/forward';
import { AwsError } from '../../../../scripts/local-aws/wire/errors';
import type { AwsService, Forward } from '../../../../scripts/local-aws/wire/messages';
import type { LocalWorld } from '../../../../scripts/local-aws/world';
import { createClock, createLocalWorld } from '../../../../scripts/local-aws/world';
import { startMoto } from '../../../nursery';

/** What CloudFormation sends to the function behind a custom resource. */
export interface CustomEvent {
  RequestType: 'Create' | 'Update' | 'Delete';
  RequestId: string;
  ResponseURL: string;
  StackId: string;
  LogicalResourceId: string;
  PhysicalResourceId?: string;
  ResourceType: string;
  ResourceProperties: Record<string, unknown>;
  OldResourceProperties?: Record<string, unknown>;
}

/** A Lambda function. It returns the payload of a synchronous call. */
export type TestFunction = (event: never) => Promise<unknown>;

export interface TestAws {
  endpoint: string;
  cloudformation: CloudFormationClient;
  /** Functions by name. Tests add their own. */
  functions: Map<string, TestFunction>;
  log: string[];
  client<Client>(Class: new (config: object) => Client): Client;
  stop(): Promise<void>;
}

const REGION = 'eu-west-1';
const MINUTE_MS = 300;
export const ACCOUNT = '123456789012';
export const functionArn = (name: string): string => `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`;

export interface TestOptions extends CloudFormationOptions {
  /** False leaves out every other service, for tests that need none and start sooner. */
  moto?: boolean;
  /** Services in front of moto, by signing name. */
  services?: (world: LocalWorld) => Record<string, AwsService>;
}

export async function startTestAws({
  moto: withMoto = true,
  services,
  ...options
}: TestOptions = {}): Promise<TestAws> {
  const ending = new AbortController();
  const log: string[] = [];
  const now = createClock(MINUTE_MS);
  const front = await openFront({ port: 0, region: REGION, now, log: (line) => void log.push(line) });
  const world = createLocalWorld({
    endpoint: front.endpoint,
    region: REGION,
    minuteMs: MINUTE_MS,
    now,
    signal: ending.signal,
    log: (line) => void log.push(line),
  });
  const moto = withMoto ? await startMoto() : undefined;
  const forward: Forward =
    moto === undefined
      ? async () => {
          throw new AwsError('NotThere', 'This test has no moto', 501);
        }
      : createForward(moto.port, now);
  const functions = new Map<string, TestFunction>();
  const { service, respond } = createCloudFormation(world, {
    invoke: async (name, payload, mode) => {
      const found = functions.get(name.split(':').at(-1) ?? name);
      if (found === undefined) {
        throw Object.assign(new Error(`Function not found: ${name}`), {
          $fault: 'client',
          $metadata: { httpStatusCode: 404 },
          name: 'ResourceNotFoundException',
        });
      }
      const run = found(JSON.parse(payload) as never);
      if (mode === 'Event') {
        run.catch((error: Error) => void log.push(`${name}: ${error.message}`));
        return { payload: '' };
      }
      return { payload: JSON.stringify(await run) };
    },
    ...options,
  });
  const others = services?.(world) ?? {};
  front.serve(async (request) => {
    if (request.url.pathname.startsWith(RESPONSE_PATH)) return respond(request);
    if (request.service === 'cloudformation') return service(request, forward);
    const other = others[request.service];
    return other === undefined ? forward(request) : other(request, forward);
  });
  const config = {
    endpoint: front.endpoint,
    region: REGION,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
    forcePathStyle: true,
  };
  const clients: { destroy(): void }[] = [];
  const client = <Client>(Class: new (config: object) => Client): Client => {
    const made = new Class(config);
    clients.push(made as { destroy(): void });
    return made;
  };
  return {
    endpoint: front.endpoint,
    cloudformation: client(CloudFormationClient),
    functions,
    log,
    client,
    stop: async () => {
      ending.abort();
      for (const made of clients) made.destroy();
      await moto?.stop();
      await front.close();
    },
  };
}

/** Sends the response of a custom resource, as its function would. */
export function answer(event: CustomEvent, response: Record<string, unknown>): Promise<Response> {
  const { RequestId, StackId, LogicalResourceId } = event;
  const body = JSON.stringify({ Status: 'SUCCESS', RequestId, StackId, LogicalResourceId, ...response });
  return fetch(event.ResponseURL, { method: 'PUT', body, headers: { 'content-type': '' } });
}

/** The stack, when no operation is in progress any more. */
export async function rested({ cloudformation }: TestAws, name: string) {
  for (;;) {
    const { Stacks: [stack] = [] } = await cloudformation.send(new DescribeStacksCommand({ StackName: name }));
    if (stack !== undefined && !/_IN_PROGRESS$/.test(stack.StackStatus ?? '')) return stack;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Creates a stack. @returns it when the creation has ended */
export async function createStack(aws: TestAws, StackName: string, TemplateBody: string, more: object = {}) {
  const command = new CreateStackCommand({ StackName, TemplateBody, ...more });
  const { StackId = '' } = await aws.cloudformation.send(command);
  return rested(aws, StackId);
}

/** Updates a stack. @returns it when the update has ended */
export async function updateStack(aws: TestAws, StackName: string, TemplateBody: string, more: object = {}) {
  await aws.cloudformation.send(new UpdateStackCommand({ StackName, TemplateBody, ...more }));
  return rested(aws, StackName);
}

/** `LogicalId STATUS`, oldest first. */
export async function eventLines({ cloudformation }: TestAws, name: string): Promise<string[]> {
  const { StackEvents = [] } = await cloudformation.send(new DescribeStackEventsCommand({ StackName: name }));
  return StackEvents.reverse().map((event) => `${event.LogicalResourceId} ${event.ResourceStatus}`);
}

/** The reasons of failures: `LogicalId: reason`. */
export async function failures({ cloudformation }: TestAws, name: string): Promise<string[]> {
  const { StackEvents = [] } = await cloudformation.send(new DescribeStackEventsCommand({ StackName: name }));
  return StackEvents.reverse()
    .filter(({ ResourceStatus }) => ResourceStatus?.endsWith('_FAILED'))
    .map(({ LogicalResourceId, ResourceStatusReason }) => `${LogicalResourceId}: ${ResourceStatusReason}`);
}

export const template = (resources: object, more: object = {}): string =>
  JSON.stringify({ Resources: resources, ...more });
