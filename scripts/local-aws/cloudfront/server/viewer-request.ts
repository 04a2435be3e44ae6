/** One request of a viewer: CloudFront's own answer, or the origin's. */
import type { DistributionSettings } from '../settings';
import type { Edge, ViewerRequest } from './edge';
import { cacheKeyOf, type KeptError } from './error-cache';
import { askOrigin } from './origin';
import { errorPage } from './own-answers';

export function serve(edge: Edge, request: ViewerRequest): void {
  const settings = edge.settings();
  const { incoming, outgoing, webSocket } = request;
  // A viewer that goes away is nobody's error.
  for (const stream of [outgoing, incoming, webSocket?.socket]) stream?.on('error', () => {});
  if (settings === undefined) {
    incoming.socket.destroy();
    return;
  }
  const refusal = refusalOf(edge, request, settings);
  if (refusal !== undefined) {
    answerError(edge, request, 403, refusal);
    return;
  }
  if (!request.secure && settings.viewerProtocol === 'redirect-to-https') {
    redirect(edge, request);
    return;
  }
  const key = cacheKeyOf(incoming.method, incoming.url);
  const kept = key === undefined ? undefined : edge.errors.find(key);
  if (kept !== undefined) {
    answerKept(edge, request, kept);
    return;
  }
  askOrigin(edge, request, settings, (status) => {
    if (outgoing.headersSent || outgoing.destroyed) return;
    if (key !== undefined) edge.errors.keep(key, ownError(status), settings.errorSeconds);
    answerError(edge, request, status);
  });
}

/** Why CloudFront does not take the request to the origin. */
function refusalOf(edge: Edge, { incoming, secure }: ViewerRequest, settings: DistributionSettings) {
  const { method = '', headers } = incoming;
  if (!edge.isHost(headers.host ?? '', settings)) return 'Bad request.';
  if (!settings.methods.has(method)) {
    return 'This distribution is not configured to allow the HTTP request method that was used for this request.';
  }
  // "If a viewer GET request includes a body, CloudFront returns an HTTP status code 403 (Forbidden)".
  const hasBody = Number(headers['content-length'] ?? 0) > 0 || headers['transfer-encoding'] !== undefined;
  if (method === 'GET' && hasBody) return 'Bad request.';
  if (!secure && settings.viewerProtocol === 'https-only') return 'Bad request: HTTPS is required.';
  return undefined;
}

/** "CloudFront redirects … with an HTTP status code 307" if a body may come. */
function redirect(edge: Edge, { incoming, outgoing }: ViewerRequest): void {
  const { method, headers, url } = incoming;
  const status = method === 'GET' || method === 'HEAD' ? 301 : 307;
  const location = `https://${headers.host}${url}`;
  const body = errorPage(status);
  outgoing.writeHead(status, [...ownHeaders(body), 'Location', location, ...edge.answerHeaders('Redirect')]);
  outgoing.end(body);
}

const ownHeaders = (body: Buffer): string[] => [
  'Server',
  'CloudFront',
  'Content-Type',
  'text/html',
  'Content-Length',
  String(body.length),
];

function ownError(status: number, why?: string): KeptError {
  const body = errorPage(status, why);
  return { status, headers: ownHeaders(body), body };
}

function answerError(edge: Edge, request: ViewerRequest, status: number, why?: string): void {
  answerKept(edge, request, ownError(status, why));
}

function answerKept(edge: Edge, { incoming, outgoing }: ViewerRequest, { status, headers, body }: KeptError): void {
  // What comes of the request is not read, and must not be in the way of the next one.
  incoming.resume();
  outgoing.writeHead(status, [...headers, ...edge.answerHeaders('Error')]);
  outgoing.end(incoming.method === 'HEAD' ? undefined : body);
}
