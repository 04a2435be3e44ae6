import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { taskCredentials } from './credentials';
import type { DemoTask } from './task';

/** How many tasks a service has, as the ECS API says. */
export interface ServiceCounts {
  running: number;
  desired: number;
}

/**
 * Asks the ECS API, with the credentials of the task role, how many tasks the service has.
 * @throws Error whose message may be shown to everybody
 */
export async function countTasks(env: NodeJS.ProcessEnv, { service }: DemoTask): Promise<ServiceCounts> {
  if (service === undefined) throw new Error('this is no task of a service');
  const region = env.AWS_REGION ?? 'us-east-1';
  const signer = new SignatureV4({ credentials: await taskCredentials(env), region, service: 'ecs', sha256: Sha256 });
  const { protocol, hostname, port, host, href } = new URL(env.AWS_ENDPOINT_URL ?? endpointOf(region));
  const body = JSON.stringify({ cluster: service.cluster, services: [service.name] });
  const { headers } = await signer.sign({
    method: 'POST',
    protocol,
    hostname,
    port: port === '' ? undefined : Number(port),
    path: '/',
    query: {},
    headers: {
      host,
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AmazonEC2ContainerServiceV20141113.DescribeServices',
    },
    body,
  });
  const answer = await fetch(href, { method: 'POST', headers, body, signal: AbortSignal.timeout(API_MS) });
  const { services = [], __type = '' } = (await answer.json()) as Answer;
  if (!answer.ok) throw new Error(`ECS has answered ${__type.replace(/.*#/, '') || answer.status}`);
  const [found] = services;
  if (found === undefined) throw new Error('ECS does not know the service');
  return { running: found.runningCount, desired: found.desiredCount };
}

/** How long ECS may take, in milliseconds. */
const API_MS = 5000;

interface Answer {
  services?: { runningCount: number; desiredCount: number }[];
  /** The error, perhaps behind a namespace and `#`. */
  __type?: string;
}

/** The Regions of China have a domain of their own (https://docs.aws.amazon.com/general/latest/gr/ecs-service.html). */
const endpointOf = (region: string): string =>
  `https://ecs.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}/`;

/** SHA-256, with a key or without, in the form that the signer wants. */
class Sha256 {
  #hash: Hash | Hmac;
  readonly #secret?: Data;

  constructor(secret?: Data) {
    this.#secret = secret;
    this.#hash = this.#begin();
  }

  update(data: Uint8Array): void {
    this.#hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {
    this.#hash = this.#begin();
  }

  #begin(): Hash | Hmac {
    return this.#secret === undefined ? createHash('sha256') : createHmac('sha256', bytes(this.#secret));
  }
}

type Data = string | ArrayBuffer | ArrayBufferView;

function bytes(data: Data): Uint8Array | string {
  if (typeof data === 'string') return data;
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}
