/** The header of a client's request: what a load balancer refuses of it, and what it makes of it for the target. */
import { traceId } from './trace-id';

/** A header as node:http gives it: names and values in turns. */
export type RawHeaders = readonly string[];

/**
 * The limits of a request's header, in bytes: https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html#http-header-limits
 */
const LINE_BYTES = 16 * 1024;
export const HEADER_BYTES = 64 * 1024;
/** "The upper limit for IP addresses is 30" in `X-Forwarded-For`. */
const FORWARDED_ADDRESSES = 30;
/** "If the HTTP headers are greater than 7 KB, the load balancer rewrites the X-Amzn-Trace-Id header with a Root field." */
const TRACED_BYTES = 7 * 1024;

/** Headers that hold for one connection only (RFC 9110, 7.6.1), and what the load balancer answers itself. */
const HOP = new Set(['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade', 'te', 'expect']);
/** Headers that are written anew. */
const OWN = new Set(['host', 'x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-port', 'x-amzn-trace-id']);

/** What was seen of a request's header in one go over it. */
export interface ReadHeader {
  /** The headers that go on as they are. */
  kept: string[];
  hosts: string[];
  forwardedFor: string | undefined;
  traceId: string | undefined;
  connection: string | undefined;
  upgrade: string | undefined;
  bytes: number;
  /** `Content-Length` or `Transfer-Encoding` announces a body. */
  hasBody: boolean;
  chunked: boolean;
  /** The status with which the request is refused. */
  refusal: number | undefined;
}

/**
 * @param line the request line, `GET / HTTP/1.1`, by its length in bytes
 * @param dropInvalid `routing.http.drop_invalid_header_fields.enabled`: names of other characters than letters, digits and hyphens
 */
export function readHeader(raw: RawHeaders, line: number, dropInvalid: boolean): ReadHeader {
  const read: ReadHeader = {
    kept: [],
    hosts: [],
    forwardedFor: undefined,
    traceId: undefined,
    connection: undefined,
    upgrade: undefined,
    bytes: line,
    hasBody: false,
    chunked: false,
    refusal: line >= LINE_BYTES ? 414 : undefined,
  };
  for (let at = 0; at < raw.length; at += 2) {
    const name = raw[at] ?? '';
    const value = raw[at + 1] ?? '';
    const length = name.length + value.length + 4;
    read.bytes += length;
    if (length >= LINE_BYTES) read.refusal ??= 400;
    take(read, name, name.toLowerCase(), value, dropInvalid);
  }
  if (read.bytes >= HEADER_BYTES || read.hosts.length > 1) read.refusal ??= 400;
  const addresses = read.forwardedFor?.split(',').length ?? 0;
  if (addresses > FORWARDED_ADDRESSES) read.refusal ??= 463;
  if (read.connection !== undefined) dropNamed(read, read.connection);
  return read;
}

function take(read: ReadHeader, name: string, lower: string, value: string, dropInvalid: boolean): void {
  if (OWN.has(lower)) {
    if (lower === 'host') read.hosts.push(value);
    if (lower === 'x-forwarded-for') read.forwardedFor = joined(read.forwardedFor, value);
    if (lower === 'x-amzn-trace-id') read.traceId = value;
    return;
  }
  if (HOP.has(lower)) {
    if (lower === 'connection') read.connection = joined(read.connection, value);
    if (lower === 'upgrade') read.upgrade = value;
    if (lower === 'transfer-encoding') {
      // "The load balancer received a Transfer-Encoding header with an unsupported value." node:http knows `chunked` alone.
      if (value.toLowerCase() !== 'chunked') read.refusal ??= 501;
      read.hasBody = true;
      read.chunked = true;
    }
    return;
  }
  if (lower === 'content-length' && value !== '0') read.hasBody = true;
  if (dropInvalid && !/^[a-z\d-]+$/.test(lower)) return;
  read.kept.push(name, value);
}

const joined = (before: string | undefined, value: string): string =>
  before === undefined ? value : `${before}, ${value}`;

/** Takes out what `Connection` names: it is meant for the load balancer alone. The length stays, or the body would be a request. */
function dropNamed(read: ReadHeader, connection: string): void {
  const named = new Set(connection.toLowerCase().split(/\s*,\s*/));
  named.delete('close');
  named.delete('keep-alive');
  named.delete('upgrade');
  named.delete('content-length');
  if (named.size === 0) return;
  read.kept = read.kept.filter((_, at) => !named.has((read.kept[at - (at % 2)] ?? '').toLowerCase()));
}

/** How the load balancer writes the header that goes to the target. */
export interface Forwarding {
  /** The address of the client, and its port. */
  client: { address: string; port: number };
  secure: { version: string; cipher: string } | undefined;
  listenerPort: number;
  /** The `Host` header; empty if the request has none, as HTTP/1.0 allows. */
  host: string;
  attributes: ReadonlyMap<string, string>;
  /** Seconds since the epoch. */
  seconds: number;
}

/**
 * The header of the request to the target.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/x-forwarded-headers.html
 */
export function targetHeaders(read: ReadHeader, to: Forwarding): string[] {
  const { attributes, secure } = to;
  const raw = ['Host', to.host];
  const forwardedFor = forwardedForOf(read, to);
  if (forwardedFor !== undefined) raw.push('X-Forwarded-For', forwardedFor);
  raw.push('X-Forwarded-Proto', secure === undefined ? 'http' : 'https', 'X-Forwarded-Port', String(to.listenerPort));
  raw.push('X-Amzn-Trace-Id', traceId(read.bytes > TRACED_BYTES ? undefined : read.traceId, to.seconds));
  if (secure !== undefined && attributes.get('routing.http.x_amzn_tls_version_and_cipher_suite.enabled') === 'true') {
    raw.push('X-Amzn-Tls-Version', secure.version, 'X-Amzn-Tls-Cipher-Suite', secure.cipher);
  }
  for (const each of read.kept) raw.push(each);
  return raw;
}

/** By `routing.http.xff_header_processing.mode` and `routing.http.xff_client_port.enabled`. */
function forwardedForOf({ forwardedFor }: ReadHeader, { attributes, client }: Forwarding): string | undefined {
  const mode = attributes.get('routing.http.xff_header_processing.mode');
  if (mode === 'remove') return undefined;
  if (mode === 'preserve') return forwardedFor;
  const withPort = attributes.get('routing.http.xff_client_port.enabled') === 'true';
  return joined(forwardedFor, withPort ? addressAndPort(client) : client.address);
}

const addressAndPort = ({ address, port }: Forwarding['client']): string =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;

/**
 * The `Host` header for the target: in lower case, and with the listener's port if that is not the scheme's own, unless
 * `routing.http.preserve_host_header.enabled` says that it stays as the client sent it.
 */
export function hostForTarget(host: string, listenerPort: number, secure: boolean, preserve: boolean): string {
  if (preserve || host === '') return host;
  const lower = host.toLowerCase();
  return listenerPort === (secure ? 443 : 80) || /:\d+$/.test(lower) ? lower : `${lower}:${listenerPort}`;
}
