import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';

export interface PutResult {
  status: number;
  /** The error code in the body of an S3 error response (`AccessDenied`), if there is one. */
  code?: string;
}

/**
 * One HTTP PUT, which takes at most `timeoutMs` milliseconds from connecting to the end of the response.
 * @throws {Error} if no response came: reset, refused, unknown host, too late. Its `code` says which.
 */
export type Put = (url: URL, body: string, timeoutMs: number) => Promise<PutResult>;

/** S3's error responses have a few hundred bytes; no more than this is read. */
const MAX_ERROR_BYTES = 4096;

export const put: Put = (url, body, timeoutMs) =>
  new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(Math.ceil(timeoutMs));
    const fail = (error: unknown) => reject(signal.aborted ? new PutTimeoutError(timeoutMs) : error);
    const bytes = Buffer.from(body, 'utf8');
    const request = (url.protocol === 'http:' ? httpRequest : httpsRequest)(url, {
      method: 'PUT',
      signal,
      // No shared agent: a kept-alive socket would not survive the freeze between two runs of the function.
      agent: false,
      // CloudFormation signs its URL for an empty content type. S3 answers 403 to any other.
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
    super(`No response came within ${timeoutMs} ms.`);
  }
}

async function readResult(response: IncomingMessage): Promise<PutResult> {
  const status = response.statusCode ?? 0;
  if (isSuccess(status)) {
    // The body was stored; the rest of the response does not matter.
    response.destroy();
    return { status };
  }
  response.setEncoding('utf8');
  let body = '';
  for await (const chunk of response) {
    body += chunk;
    if (body.length > MAX_ERROR_BYTES) break;
  }
  const code = /<Code>(\w{1,64})<\/Code>/.exec(body)?.[1];
  return { status, ...(code && { code }) };
}

export const isSuccess = (status: number): boolean => status >= 200 && status < 300;
