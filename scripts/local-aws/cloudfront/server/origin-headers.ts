/** The headers of a request to the origin, and of its answer to the viewer. */
import type { DistributionSettings } from '../settings';
import { type Edge, requestId, type ViewerRequest } from './edge';

/** Headers that hold for one connection only (RFC 9110, 7.6.1). */
const HOP = ['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade'];
/** "CloudFront removes the header", or writes it itself (request and response behavior for custom origins). */
const REWRITTEN = ['host', 'via', 'x-amz-cf-id', 'x-forwarded-for', 'x-forwarded-proto', 'x-real-ip', 'expect'];

/**
 * Names and values in turns.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html
 */
export function originHeaders(edge: Edge, request: ViewerRequest, settings: DistributionSettings): string[] {
  const { incoming, secure, webSocket } = request;
  const { headers, httpVersion, socket } = incoming;
  const { origin } = settings;
  const address = socket.remoteAddress ?? '127.0.0.1';
  const own: [string, string][] = settings.hasCloudFrontHeaders
    ? [
        ['CloudFront-Forwarded-Proto', secure ? 'https' : 'http'],
        ['CloudFront-Viewer-Address', `${address}:${socket.remotePort}`],
        ['CloudFront-Viewer-Http-Version', httpVersion],
      ]
    : [];
  const set = [...own, ...origin.headers];
  const dropped = new Set([
    ...HOP,
    ...REWRITTEN,
    // Without its length, a body would be read as the next request.
    ...namedIn(headers.connection).filter((name) => name !== 'content-length'),
    ...set.map(([name]) => name.toLowerCase()),
  ]);
  return [
    'Host',
    settings.host === 'viewer' ? (headers.host ?? '') : origin.domainName,
    ...without(incoming.rawHeaders, dropped),
    'X-Forwarded-For',
    [headers['x-forwarded-for'], address].filter((each) => each !== undefined).join(', '),
    'Via',
    [headers.via, edge.via(httpVersion)].filter((each) => each !== undefined).join(', '),
    'X-Amz-Cf-Id',
    requestId(),
    ...set.flat(),
    ...(headers['transfer-encoding'] === undefined ? [] : ['Transfer-Encoding', 'chunked']),
    ...(webSocket === undefined ? ['Connection', 'keep-alive'] : ['Connection', 'Upgrade', 'Upgrade', 'websocket']),
  ];
}

/** The headers of the origin's answer that go on to the viewer. */
export const viewerHeaders = (raw: readonly string[]): string[] => without(raw, new Set(HOP));

const namedIn = (connection = ''): string[] => connection.toLowerCase().split(/\s*,\s*/);

const without = (raw: readonly string[], dropped: ReadonlySet<string>): string[] =>
  raw.filter((_, at) => !dropped.has((raw[at - (at % 2)] ?? '').toLowerCase()));
