import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Chance } from './chance';

/** What the function puts to a response URL. */
export interface FunctionResponse {
  Status: 'SUCCESS' | 'FAILED';
  Reason?: string;
  PhysicalResourceId: string;
  RequestId: string;
  Data?: Record<string, unknown>;
}

/** What can go wrong with one attempt to answer. */
type Refusal = 'server error' | 'connection reset' | 'taken, then reset';

const REFUSALS: Readonly<Record<Refusal, number>> = {
  'server error': 1,
  'connection reset': 1,
  'taken, then reset': 1,
};

/** Where CloudFormation waits for answers. It takes PUTs as S3 does, except those that meet a fault. */
export class ResponseServer {
  /** Attempts that were refused. */
  refused = 0;
  readonly #attempts = new Map<string, number>();
  readonly #server: Server;
  readonly #chance: Chance;
  readonly #faultRate: number;
  readonly #take: (answer: FunctionResponse) => void;

  private constructor(server: Server, chance: Chance, faultRate: number, take: (answer: FunctionResponse) => void) {
    this.#server = server;
    this.#chance = chance;
    this.#faultRate = faultRate;
    this.#take = take;
    server.on('request', async (request: IncomingMessage, response) => {
      const id = new URL(request.url ?? '/', 'http://127.0.0.1').pathname.slice(1);
      const body = await text(request);
      const refusal = this.#refusal(id);
      if (refusal === undefined || refusal === 'taken, then reset') this.#take(JSON.parse(body));
      if (refusal === undefined) response.writeHead(200).end();
      else if (refusal === 'server error') response.writeHead(500).end('<Error><Code>InternalError</Code></Error>');
      else request.socket.destroy();
    });
  }

  /** @param take is given every answer that arrives, even if it arrives again */
  static async open(
    chance: Chance,
    faultRate: number,
    take: (answer: FunctionResponse) => void,
  ): Promise<ResponseServer> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new ResponseServer(server, chance, faultRate, take);
  }

  /** @param sentAt milliseconds since the epoch; the presigned URL contains whole seconds */
  urlFor(requestId: string, sentAt: number): string {
    const { port } = this.#server.address() as AddressInfo;
    const date = new Date(sentAt).toISOString().replace(/[-:]|\.\d+/g, '');
    return `http://127.0.0.1:${port}/${requestId}?X-Amz-Date=${date}`;
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  #refusal(id: string): Refusal | undefined {
    const attempt = (this.#attempts.get(id) ?? 0) + 1;
    this.#attempts.set(id, attempt);
    if (this.#chance.number('answer', id, attempt) * 100 >= this.#faultRate) return undefined;
    this.refused++;
    return this.#chance.choose(REFUSALS, 'refusal', id, attempt);
  }
}

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
