/** The HTTP server for all of AWS: reads requests, passes them to whoever answers, and writes the answers. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AwsError, errorResponse } from './wire/errors';
import type { AwsCall, AwsRequest, AwsResponse } from './wire/messages';
import { operationOf } from './wire/protocol';

export type Dispatch = (request: AwsRequest) => Promise<AwsResponse>;

/** Thrown instead of giving an answer: the connection is reset, and the client learns nothing. */
export class ConnectionResetError extends Error {
  override name = 'ConnectionResetError';
}

export interface Front {
  /** `http://127.0.0.1:<port>` */
  endpoint: string;
  /** Sets who answers from now on. Before the first call, every request is answered with 503. */
  serve(dispatch: Dispatch): void;
  /** Answers every request with that error from now on, those that are waiting for their answer too. */
  fail(error: AwsError): void;
  /** Closes the port and every connection. */
  close(): Promise<void>;
}

export interface FrontOptions {
  /** 0 means a free port. */
  port: number;
  /** The Region of requests without a credential scope. */
  region: string;
  /** The clock of the answers' `Date`. */
  now(): Date;
  log(line: string): void;
  /** Told of every request and its answer, before the answer goes out. */
  onCall?(call: AwsCall): void;
}

/** @throws Error EADDRINUSE when the port is taken */
export async function openFront({ port, region, now, log, onCall = () => {} }: FrontOptions): Promise<Front> {
  let dispatch: Dispatch = async () => {
    throw new AwsError('ServiceUnavailable', 'The embedded AWS is starting', 503);
  };
  const waiting = new Set<(error: AwsError) => void>();
  const orFail: Dispatch = (request) =>
    new Promise((resolve, reject) => {
      waiting.add(reject);
      dispatch(request)
        .then(resolve, reject)
        .finally(() => waiting.delete(reject));
    });
  const server = createServer((incoming, outgoing) => {
    answer(incoming, outgoing, { region, now, log, onCall, dispatch: orFail }).catch(() => outgoing.destroy());
  });
  // SDKs keep connections open between calls. Closing one during a request would look like a network failure.
  server.keepAliveTimeout = 60_000;
  server.requestTimeout = 0;
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    serve(next) {
      dispatch = next;
    },
    fail(error) {
      dispatch = async () => {
        throw error;
      };
      for (const reject of waiting) reject(error);
    },
    close: () => closeServer(server),
  };
}

async function closeServer(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { region, now, dispatch, log, onCall }: Required<Omit<FrontOptions, 'port'>> & { dispatch: Dispatch },
): Promise<void> {
  const request = await readRequest(incoming, region);
  const response = await (isOfAPage(request.headers) ? refusePage() : dispatch(request)).catch((error: unknown) => {
    if (error instanceof ConnectionResetError) throw error;
    return errorResponse(request, asAwsError(error, request, log));
  });
  onCall({ request, response });
  const body = Buffer.from(response.body);
  const bodyless = request.method === 'HEAD' || response.status === 204 || response.status === 304;
  const length = bodyless ? {} : { 'content-length': String(body.length) };
  outgoing.writeHead(response.status, { ...response.headers, ...dateHeaders(now()), ...length });
  outgoing.end(bodyless ? undefined : body);
}

/**
 * The date is in the future of every client. An SDK for JavaScript that notices takes its own clock for wrong, and so takes every
 * error for one that it caused by that, and tries again (@aws-sdk/core, AwsSdkSigV4Signer). It leaves its clock alone if the
 * answer has an `Age`, as one from a cache has.
 */
const dateHeaders = (now: Date) => ({ date: now.toUTCString(), age: '0' });

const OWN_HOST = /^(127\.0\.0\.1|\[::1\]|([^:]+\.)?localhost)(:\d+)?$/i;

/**
 * Whether a page in a browser may have sent the request: browsers add `Origin` or `Sec-Fetch-Site`, and after DNS rebinding the
 * host is that of the page. Whoever may ask may run code on this machine, and no page is asked for more than an address.
 */
const isOfAPage = ({ host = '127.0.0.1', origin, 'sec-fetch-site': site }: AwsRequest['headers']): boolean =>
  origin !== undefined || site === 'cross-site' || site === 'same-site' || !OWN_HOST.test(host);

async function refusePage(): Promise<never> {
  const message = 'The embedded AWS answers programs of this machine at its own address, and no pages of other sites.';
  throw new AwsError('AccessDenied', message, 403);
}

/** Any other error is a bug of the embedded AWS. It is answered with 501, because SDKs try again at 500. */
function asAwsError(error: unknown, request: AwsRequest, log: (line: string) => void): AwsError {
  if (error instanceof AwsError) return error;
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  log(`${request.service} ${request.operation ?? request.url.pathname} broke down: ${text}`);
  return new AwsError('InternalFailure', `The embedded AWS broke down: ${text.split('\n')[0]}`, 501);
}

async function readRequest(incoming: IncomingMessage, region: string): Promise<AwsRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const headers = headersOf(incoming);
  const url = new URL(`http://${headers.host ?? '127.0.0.1'}${incoming.url ?? '/'}`);
  const scope = credentialScope(headers, url);
  return {
    // Unsigned requests are for S3: public objects and presigned uploads.
    service: scope?.service ?? 's3',
    region: scope?.region ?? region,
    method: incoming.method ?? 'GET',
    url,
    headers,
    body,
    operation: operationOf(headers, body),
    caller: scope?.caller,
  };
}

function headersOf(incoming: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}

/** Reads `<key>/<date>/<region>/<service>/aws4_request` of a signed request or a presigned URL. */
function credentialScope(
  headers: Record<string, string>,
  url: URL,
): { caller: string; region: string; service: string } | undefined {
  const credential =
    headers.authorization?.match(/Credential=([^,\s]+)/)?.[1] ?? url.searchParams.get('X-Amz-Credential') ?? undefined;
  const [, caller, region, service] = credential?.match(/^(.+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request$/) ?? [];
  return caller !== undefined && region !== undefined && service !== undefined
    ? { caller, region, service }
    : undefined;
}
