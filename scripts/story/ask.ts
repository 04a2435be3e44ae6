import { type Agent, type IncomingHttpHeaders, request } from 'node:http';
import type { LookupFunction } from 'node:net';

export interface HttpAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
  /** Whether the request was sent twice: its idle connection was closed while it was on its way. */
  askedAgain: boolean;
}

/** After so many milliseconds without a byte nobody waits any longer. */
const PATIENCE_MS = 10_000;

/**
 * Asks a load balancer of the embedded AWS. Its name is one of this machine, which browsers and curl know, and Node.js does
 * not (https://www.rfc-editor.org/rfc/rfc6761#section-6.3).
 * @throws Error if the answer does not come, or breaks off
 */
export function ask(url: string, agent?: Agent): Promise<HttpAnswer> {
  return askOver(url, agent, false);
}

function askOver(url: string, agent: Agent | false | undefined, askedAgain: boolean): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    let before = 0;
    const sent = request(url, { agent, lookup: toThisMachine, timeout: PATIENCE_MS }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const { statusCode: status = 0, headers } = response;
        resolve({ status, headers, body: Buffer.concat(chunks).toString('utf8'), askedAgain });
      });
    });
    sent.on('socket', ({ bytesRead }) => {
      before = bytesRead;
    });
    sent.on('timeout', () => sent.destroy(new Error(`nothing came for ${PATIENCE_MS} ms`)));
    sent.on('error', (error: NodeJS.ErrnoException) => {
      // An idle connection was closed while the request was on its way. Browsers send it again too (RFC 9110, 9.2.2).
      // Over a new connection, because others may have been idle as long.
      const isIdle = sent.reusedSocket && error.code === 'ECONNRESET' && sent.socket?.bytesRead === before;
      if (isIdle && !askedAgain) resolve(askOver(url, false, true));
      else reject(error);
    });
    sent.end();
  });
}

const toThisMachine: LookupFunction = (_name, { all }, done) =>
  all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4);
