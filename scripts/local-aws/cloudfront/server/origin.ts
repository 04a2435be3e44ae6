/** A request on its way to the origin, and the origin's answer on its way back. */
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { afterLiveTime } from '../../live-time';
import { openTunnel } from '../../sockets/tunnel';
import type { DistributionSettings } from '../settings';
import type { Edge, ViewerRequest } from './edge';
import { cacheKeyOf, secondsFor } from './error-cache';
import { originHeaders, viewerHeaders } from './origin-headers';

/**
 * @param fail is called with 502 if the origin cannot be reached or answers no HTTP, and with 504 if it is silent for too long;
 *   also if an answer has begun
 */
export function askOrigin(
  edge: Edge,
  request: ViewerRequest,
  settings: DistributionSettings,
  fail: (status: number) => void,
): void {
  const { incoming, outgoing, webSocket } = request;
  const { origin } = settings;
  const port = edge.world.names.get(origin.domainName)?.ports().get(origin.port);
  if (port === undefined) {
    incoming.resume();
    fail(502);
    return;
  }
  const hasBody =
    incoming.headers['content-length'] !== undefined || incoming.headers['transfer-encoding'] !== undefined;
  let isTunnel = false;
  const send = (): ClientRequest =>
    httpRequest({
      agent: webSocket === undefined ? edge.agentFor(origin.keepAliveSeconds) : false,
      host: '127.0.0.1',
      port,
      method: incoming.method,
      path: `${origin.path}${incoming.url}`,
      headers: originHeaders(edge, request, settings),
      setHost: false,
    });
  const follow = (toOrigin: ClientRequest, isFirst: boolean): void => {
    toOrigin.on('response', (answer) => pass(edge, request, settings, answer));
    toOrigin.on('upgrade', (answer, socket, head) => {
      if (webSocket === undefined) {
        socket.destroy();
        return;
      }
      isTunnel = true;
      openTunnel(webSocket, { socket, head }, answer, []);
    });
    const isHeard = afterLiveTime(edge.readMs(origin.readSeconds), () => {
      fail(504);
      toOrigin.destroy();
    });
    for (const event of ['response', 'upgrade', 'close']) toOrigin.on(event, isHeard);
    let isAgain = false;
    toOrigin.on('error', () => {
      // The origin closed a connection that waited for its next request, at the moment when that came.
      isAgain = toOrigin.reusedSocket && isFirst && !hasBody && !outgoing.headersSent && !outgoing.destroyed;
      if (isAgain) follow(send().end(), false);
    });
    toOrigin.on('close', () => {
      if (!isAgain && !isTunnel) fail(502);
      // The rest of a request that nobody reads would be in the way of the viewer's next one.
      incoming.unpipe().resume();
    });
    outgoing.on('close', () => {
      // The viewer is gone, or has its answer before the origin has the whole request.
      if (!isTunnel && !(outgoing.writableFinished && toOrigin.writableFinished)) toOrigin.destroy();
    });
  };
  let toOrigin: ClientRequest;
  try {
    toOrigin = send();
  } catch {
    // Characters that node:http takes from a viewer, but does not send.
    incoming.resume();
    fail(400);
    return;
  }
  follow(toOrigin, true);
  if (hasBody) incoming.pipe(toOrigin);
  else toOrigin.end();
}

/** Passes the origin's answer on as it comes, and keeps an error that is to be kept. */
function pass(
  edge: Edge,
  { incoming, outgoing }: ViewerRequest,
  settings: DistributionSettings,
  answer: IncomingMessage,
): void {
  const status = answer.statusCode ?? 502;
  const headers = viewerHeaders(answer.rawHeaders);
  if (outgoing.headersSent || outgoing.destroyed) {
    answer.destroy();
    return;
  }
  const key = cacheKeyOf(incoming.method, incoming.url);
  const chunks: Buffer[] = [];
  if (key !== undefined && secondsFor(status, settings.errorSeconds) > 0) {
    answer.on('data', (chunk: Buffer) => chunks.push(chunk));
    answer.on('end', () =>
      edge.errors.keep(key, { status, headers, body: Buffer.concat(chunks) }, settings.errorSeconds),
    );
  }
  try {
    const more = edge.answerHeaders(status < 400 ? 'Miss' : 'Error');
    outgoing.writeHead(status, answer.statusMessage ?? '', [...headers, ...more]);
  } catch {
    // What follows the end of the answer answers 502.
    answer.destroy();
    return;
  }
  answer.pipe(outgoing);
  answer.on('error', () => {});
  // The viewer's connection ends like the origin's: that is how it learns that something is missing.
  answer.on('close', () => {
    if (!answer.complete) outgoing.destroy();
  });
}
