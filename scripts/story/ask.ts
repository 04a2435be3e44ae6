import { type Agent, type IncomingHttpHeaders, request } from 'node:http';
import type { LookupFunction } from 'node:net';

export interface HttpAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** After so many milliseconds without a byte nobody waits any longer. */
const PATIENCE_MS = 10_000;

/**
 * Asks a load balancer of the embedded AWS. Its name is one of this machine, which browsers and curl know, and Node.js does
 * not (https://www.rfc-editor.org/rfc/rfc6761#section-6.3).
 * @throws Error if the answer does not come, or breaks off
 */
export function ask(url: string, agent?: Agent): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, lookup: toThisMachine, timeout: PATIENCE_MS }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const { statusCode: status = 0, headers } = response;
        resolve({ status, headers, body: Buffer.concat(chunks).toString('utf8') });
      });
    });
    sent.on('timeout', () => sent.destroy(new Error(`nothing came for ${PATIENCE_MS} ms`)));
    sent.on('error', (error: NodeJS.ErrnoException) => {
      // An idle connection was closed while the request was on its way. Browsers send it again too (RFC 9110, 9.2.2).
      if (sent.reusedSocket && error.code === 'ECONNRESET') resolve(ask(url, agent));
      else reject(error);
    });
    sent.end();
  });
}

const toThisMachine: LookupFunction = (_name, { all }, done) =>
  all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4);
