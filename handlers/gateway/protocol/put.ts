import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';

export interface PutResult {
  status: number;
  /** The code in the body of a refusal by S3 (`AccessDenied`), if there is one. */
  code?: string;
}

/**
 * One HTTP PUT, of at most `timeoutMs` milliseconds from connecting to the answer's end.
 * @throws {Error} if no answer came: reset, refused, unknown host, too late. Its `code` says which.
 */
export type Put = (url: URL, body: string, timeoutMs: number) => Promise<PutResult>;

/** S3's refusals are a few hundred bytes; more of one is not read. */
const MAX_REFUSAL_BYTES = 4096;

export const put: Put = (url, body, timeoutMs) =>
  new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(Math.ceil(timeoutMs));
    const fail = (error: unknown) => reject(signal.aborted ? new PutTimeoutError(timeoutMs) : error);
    const bytes = Buffer.from(body, 'utf8');
    const request = (url.protocol === 'http:' ? httpRequest : httpsRequest)(url, {
      method: 'PUT',
      signal,
      // An agent of its own: a kept-alive socket would not survive the freeze between two runs of the function.
      agent: false,
      // CloudFormation signs its URL for an empty content type; S3 answers any other with 403.
      headers: { 'content-type': '', 'content-length': bytes.byteLength },
    });
    request.on('error', fail);
    request.on('response', (response) => readResult(response).then(resolve, fail));
    request.end(bytes);
  });

class PutTimeoutError extends Error {
  override name = 'PutTimeoutError';
  readonly code = 'ETIMEDOUT';

  constructor(timeoutMs: number) {
    super(`There was no answer within ${timeoutMs} ms.`);
  }
}

async function readResult(response: IncomingMessage): Promise<PutResult> {
  const status = response.statusCode ?? 0;
  if (isTaken(status)) {
    // It is stored; what else the server may have to say is of no interest.
    response.destroy();
    return { status };
  }
  response.setEncoding('utf8');
  let body = '';
  for await (const chunk of response) {
    body += chunk;
    if (body.length > MAX_REFUSAL_BYTES) break;
  }
  const code = /<Code>(\w{1,64})<\/Code>/.exec(body)?.[1];
  return { status, ...(code && { code }) };
}

export const isTaken = (status: number): boolean => status >= 200 && status < 300;
