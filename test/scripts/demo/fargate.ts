/** What surrounds a task on Fargate: its metadata, its credentials, and the ECS API. */
import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export const TASK = {
  Cluster: 'arn:aws:ecs:eu-west-1:123456789012:cluster/default',
  TaskARN: 'arn:aws:ecs:eu-west-1:123456789012:task/default/0123456789abcdef',
  ServiceName: 'traffic-Web',
};
const CREDENTIALS = { AccessKeyId: 'AKIDEXAMPLE', SecretAccessKey: 'wJalrXUtnFEMI', Token: 'session-token' };

export interface Fargate {
  /** What a task has in its environment. */
  env: Record<string, string>;
  /** The bodies of the calls of the ECS API whose signature is right. */
  calls: unknown[];
  /** What the ECS API answers next. */
  answer: { status: number; body: unknown };
  /** The ECS API answers when this resolves. */
  ready: Promise<unknown>;
  stop(): Promise<void>;
}

export async function startFargate(): Promise<Fargate> {
  const server = createServer(async (request, response) => {
    const send = (status: number, body: unknown) => response.writeHead(status).end(JSON.stringify(body));
    if (request.url === '/v4/task') return send(200, TASK);
    if (request.url === '/credentials') {
      return request.headers.authorization === 'let-me-in' ? send(200, CREDENTIALS) : send(401, {});
    }
    const body = Buffer.concat(await request.toArray()).toString();
    if (request.headers.authorization !== authorizationOf(request, body)) return send(403, {});
    fargate.calls.push(JSON.parse(body));
    await fargate.ready;
    return send(fargate.answer.status, fargate.answer.body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const fargate: Fargate = {
    env: {
      AWS_REGION: 'eu-west-1',
      AWS_ENDPOINT_URL: url,
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${url}/credentials`,
      AWS_CONTAINER_AUTHORIZATION_TOKEN: 'let-me-in',
      ECS_CONTAINER_METADATA_URI_V4: `${url}/v4`,
    },
    calls: [],
    answer: { status: 200, body: { services: [{ runningCount: 3, desiredCount: 4 }] } },
    ready: Promise.resolve(),
    stop: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
  return fargate;
}

/**
 * The header that a request to ECS must have with these credentials
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
 */
function authorizationOf({ method, headers }: IncomingMessage, body: string): string {
  const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
  const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
  const names = ['content-type', 'host', 'x-amz-content-sha256', 'x-amz-date', 'x-amz-security-token', 'x-amz-target'];
  const signed = names.map((name) => `${name}:${headers[name]}\n`).join('');
  const canonical = [method, '/', '', signed, names.join(';'), hash(body)].join('\n');
  const time = String(headers['x-amz-date']);
  const scope = `${time.slice(0, 8)}/eu-west-1/ecs/aws4_request`;
  const key = scope.split('/').reduce<string | Buffer>(hmac, `AWS4${CREDENTIALS.SecretAccessKey}`);
  const signature = hmac(key, ['AWS4-HMAC-SHA256', time, scope, hash(canonical)].join('\n')).toString('hex');
  const credential = `Credential=${CREDENTIALS.AccessKeyId}/${scope}`;
  return `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
}
