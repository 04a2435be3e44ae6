/** A network between a command and AWS, which may lose answers or put others in their place. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A call of AWS's API. */
export interface Call {
  /** The operation; empty for a service that does not name it in the body, such as Lambda. */
  action: string;
  /** How many calls of this action there have been, with this one. */
  count: number;
  /** Whose signature it bears. */
  accessKeyId: string;
}

/** What happens to a call instead of its answer. */
export type Disturbance =
  | 'lose the request'
  | 'lose the answer'
  | 'never answer'
  | { status: number; type: string; body: string };

/** @returns undefined lets the call and its answer pass */
export type Disturb = (call: Call) => Disturbance | undefined;

export interface LossyNetwork {
  endpoint: string;
  /** How many calls of an action there have been. */
  count(action: string): number;
  close(): Promise<void>;
}

/** @param target the endpoint of AWS */
export async function openLossyNetwork(target: string, disturb: Disturb): Promise<LossyNetwork> {
  const counts = new Map<string, number>();
  const count = (action: string): number => counts.get(action) ?? 0;
  const server = createServer((request, response) => {
    carry(request, response).catch(() => request.socket.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');

  async function carry(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const action = new URLSearchParams(body.toString()).get('Action') ?? '';
    counts.set(action, count(action) + 1);
    const [, accessKeyId = ''] = /Credential=([^/]+)/.exec(request.headers.authorization ?? '') ?? [];
    const disturbance = disturb({ action, count: count(action), accessKeyId });
    if (disturbance === 'never answer') return;
    if (disturbance === 'lose the request') return void request.socket.destroy();
    if (typeof disturbance === 'object') {
      response.writeHead(disturbance.status, { 'content-type': disturbance.type }).end(disturbance.body);
      return;
    }
    const { 'content-type': type = '', authorization = '' } = request.headers;
    const headers = { 'content-type': type, authorization };
    const answer = await fetch(new URL(request.url ?? '/', target), {
      method: request.method ?? 'POST',
      headers,
      body,
    });
    const text = await answer.text();
    if (disturbance === 'lose the answer') return void request.socket.destroy();
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' }).end(text);
  }

  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    count,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The page of a proxy or of a network that wants a sign-in. */
export const html = (status: number): Disturbance => ({
  status,
  type: 'text/html',
  body: '<html><head><title>Sign in</title></head><body><hr></body></html>',
});

/** An error of CloudFormation. */
export const awsError = (code: string, status: number): Disturbance => ({
  status,
  type: 'text/xml',
  body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>m</Message></Error></ErrorResponse>`,
});
