/**
 * What runs in a task's process before its own program. Several tasks listen on the same port of one machine, so each port goes to
 * a free one of 127.0.0.1. That works on Linux and on macOS, where only 127.0.0.1 is a loopback address.
 *
 * The process waits on file descriptor 4 until it is guarded, and tells on descriptor 3, a JSON object a line, where it listens and
 * what it uses.
 */
import dns from 'node:dns';
import { closeSync, readSync, writeSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { getEnvironmentData, isMainThread, setEnvironmentData } from 'node:worker_threads';
import type { PreloadOrder, PreloadReport } from './preload-protocol';

const REPORTS = 3;
const ORDERS = 4;

/** The ports on which this process listens, or is about to: its own → the one on 127.0.0.1. */
const taken = new Map<number, number | undefined>();

function report(line: PreloadReport): void {
  try {
    writeSync(REPORTS, `${JSON.stringify(line)}\n`);
  } catch {
    // Nobody reads any more: the embedded AWS is ending, and this process with it.
  }
}

/** Waits for the one order. Without it the embedded AWS has ended, and nothing may be left. */
function readOrder(): PreloadOrder {
  let text = '';
  const chunk = Buffer.alloc(256);
  while (!text.endsWith('\n')) {
    const length = readSync(ORDERS, chunk);
    if (length === 0) process.kill(process.pid, 'SIGKILL');
    text += chunk.toString('utf8', 0, length);
  }
  closeSync(ORDERS);
  return JSON.parse(text);
}

interface Wish {
  port: number;
  host: string | undefined;
  options: object;
}

/** What a call of `listen` asks for; undefined for a path, a handle, or what Node refuses. */
function wishOf([first, second]: readonly unknown[]): Wish | undefined {
  if (first === undefined || first === null || typeof first === 'function') return wish(0, undefined, {});
  if (typeof first !== 'object') return wish(first, second, {});
  return 'port' in first ? wish(first.port ?? 0, 'host' in first ? first.host : undefined, first) : undefined;
}

function wish(port: unknown, host: unknown, options: object): Wish | undefined {
  const isNumber = typeof port === 'number' || (typeof port === 'string' && /^\d+$/.test(port));
  const number = Number(port);
  if (!isNumber || !Number.isInteger(number) || number < 0 || number > 65_535) return undefined;
  return { port: number, host: typeof host === 'string' ? host : undefined, options };
}

const isLoopback = (host = '') => /^(?:localhost|127\..*|::1)$/i.test(host);

function moveListeners(): void {
  const { listen } = net.Server.prototype;
  const moved = function (this: net.Server, ...args: unknown[]): net.Server {
    const asked = wishOf(args);
    if (asked === undefined) return Reflect.apply(listen, this, args);
    const { port, host, options } = asked;
    const told = args.findLast((arg) => typeof arg === 'function');
    if (typeof told === 'function') this.once('listening', () => Reflect.apply(told, this, []));
    if (taken.has(port)) {
      process.nextTick(() => this.emit('error', inUse(hostOf(host), port)));
      return this;
    }
    if (port !== 0) taken.set(port, undefined);
    this.prependOnceListener('listening', () => {
      const real = portOf(this.address());
      const shown = port === 0 ? real : port;
      taken.set(shown, real);
      report({ listen: shown, at: real, loopback: isLoopback(host) });
      disguise(handleOf(this), { address: hostOf(host), port: shown }, () => {
        taken.delete(shown);
        report({ close: shown });
      });
    });
    const { path: _, ipv6Only: __, ...kept } = { path: undefined, ipv6Only: undefined, ...options };
    return Reflect.apply(listen, this, [{ ...kept, port: 0, host: '127.0.0.1' }]);
  };
  net.Server.prototype.listen = moved;
}

/** What Node.js listens with. A cluster takes it out of the server, asks it where it listens, and closes it. */
interface Handle {
  getsockname(into: { address: string; family: string; port: number }): number;
  close(...args: unknown[]): unknown;
}

const handleOf = (server: net.Server): Handle => (server as unknown as { _handle: Handle })._handle;

function disguise(handle: Handle, as: { address: string; port: number }, closed: () => void): void {
  const { close, getsockname } = handle;
  handle.getsockname = (into) => {
    const error = Reflect.apply(getsockname, handle, [into]);
    if (error === 0) Object.assign(into, as, { family: as.address.includes(':') ? 'IPv6' : 'IPv4' });
    return error;
  };
  handle.close = (...args) => {
    handle.close = close;
    closed();
    return Reflect.apply(close, handle, args);
  };
}

function inUse(address: string, port: number): Error {
  const error = new Error(`listen EADDRINUSE: address already in use ${address}:${port}`);
  return Object.assign(error, { code: 'EADDRINUSE', errno: -98, syscall: 'listen', address, port });
}

/** The address that a server shows: without a host Node listens on all, by IPv6. */
const hostOf = (host = '') => (host === 'localhost' ? '127.0.0.1' : host === '' ? '::' : host);

const portOf = (address: unknown): number =>
  typeof address === 'object' && address !== null && 'port' in address ? Number(address.port) : 0;

/** A connection of this process to itself. Ports of others on this machine, like the embedded AWS's, stay what they are. */
function moveConnections(endpointPort: number): void {
  const { connect } = net.Socket.prototype;
  const movedPort = (options: object): number | undefined => {
    const port = 'port' in options ? Number(options.port) : Number.NaN;
    const host = 'host' in options && typeof options.host === 'string' ? options.host : 'localhost';
    const isOwn = (isLoopback(host) || host === '0.0.0.0' || host === '::') && port !== endpointPort;
    return isOwn && !('path' in options && options.path) ? taken.get(port) : undefined;
  };
  const movedOptions = (options: unknown): unknown => {
    const port = typeof options === 'object' && options !== null ? movedPort(options) : undefined;
    return port === undefined ? options : { ...(options as object), host: '127.0.0.1', port };
  };
  const moved = function (this: net.Socket, ...args: unknown[]): net.Socket {
    const [first, second] = args;
    // Node's own callers pass one array of options and callback, which it marks.
    if (Array.isArray(first)) first[0] = movedOptions(first[0]);
    else if (typeof first === 'object') args[0] = movedOptions(first);
    else if (typeof second === 'string') {
      const options = { port: first, host: second };
      args.splice(0, 2, movedOptions(options));
    } else args[0] = movedOptions({ port: first });
    return Reflect.apply(connect, this, args);
  };
  net.Socket.prototype.connect = moved;
}

/** `*.localhost` is this machine (RFC 6761, section 6.3). Browsers know it, Node does not. */
function resolveLocalhost(): void {
  const known = (hostname: unknown) =>
    typeof hostname === 'string' && /\.localhost\.?$/i.test(hostname) ? '127.0.0.1' : hostname;
  replaceLookup(dns, known);
  replaceLookup(dns.promises, known);
}

function replaceLookup(owner: { lookup: object }, known: (hostname: unknown) => unknown): void {
  const { lookup } = owner;
  const moved = (hostname: unknown, ...rest: unknown[]) => {
    if (typeof lookup === 'function') return Reflect.apply(lookup, owner, [known(hostname), ...rest]);
  };
  // `promisify` finds out by a property of the function that it gives several values.
  owner.lookup = Object.defineProperties(moved, Object.getOwnPropertyDescriptors(lookup));
}

function reportUsage(everyMs: number): void {
  const tell = () => {
    const { user, system } = process.cpuUsage();
    report({ cpuSeconds: (user + system) / 1e6, memoryMiB: process.memoryUsage.rss() / 1024 / 1024 });
  };
  setInterval(tell, everyMs).unref();
  process.on('exit', tell);
}

/**
 * What the program starts has no such descriptors. `fork` and `cluster` would hand on the option that loads this file, so nobody
 * is to see it. Workers of a cluster listen by way of this process.
 */
function leaveChildrenAlone(): void {
  const at = process.execArgv.indexOf(__filename);
  if (at > 0) process.execArgv.splice(at - 1, 2);
}

/** The order, by that name, for the threads that the program starts. */
const ORDER = 'cfn-express-order';

const order = isMainThread ? readOrder() : (getEnvironmentData(ORDER) as unknown as PreloadOrder);
moveListeners();
moveConnections(order.endpointPort);
resolveLocalhost();
syncBuiltinESMExports();
if (isMainThread) {
  setEnvironmentData(ORDER, { ...order });
  // The first process of a container ignores each signal that it does not handle (kernel, PID namespaces).
  if (!order.init) process.on('SIGTERM', () => {});
  reportUsage(order.usageMs);
  leaveChildrenAlone();
}
