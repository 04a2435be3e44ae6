/** The load: connections that send a request, and the next one after the answer. */
import { connect, type Socket } from 'node:net';
import { tell } from './parts';

export interface Load {
  port: number;
  connections: number;
  /** For how long, or how many requests. */
  seconds?: number;
  requests?: number;
  /** Requests a second; undefined: as many as there are answers. */
  rate?: number;
}

export interface Measured {
  answers: number;
  /** Answers a second. */
  rate: number;
  /** Milliseconds, from the moment when the request was due. */
  p50: number;
  p99: number;
  /** Answers that were not 200, and connections that ended. */
  failed: number;
}

const REQUEST = 'GET /shop/items HTTP/1.1\r\nHost: shop.test\r\nUser-Agent: load\r\nAccept: */*\r\n\r\n';

export function load(): void {
  process.on('message', async (wanted: Load) => tell(await measure(wanted)));
  tell({ port: 0 });
}

async function measure({
  port,
  connections,
  seconds,
  requests = Number.POSITIVE_INFINITY,
  rate,
}: Load): Promise<Measured> {
  const times: number[] = [];
  const free: Socket[] = [];
  const due: number[] = [];
  let failed = 0;
  let sent = 0;
  const begin = performance.now();
  const end = seconds === undefined ? Number.POSITIVE_INFINITY : begin + seconds * 1000;
  const isOver = () => performance.now() >= end || sent >= requests;
  const sockets = new Set<Socket>();
  const { promise, resolve } = ending();
  const send = (socket: Socket, at: number) => {
    sent++;
    Object.assign(socket, { at });
    socket.write(REQUEST);
  };
  const next = (socket: Socket) => {
    const waiting = due.shift();
    if (waiting !== undefined) return send(socket, waiting);
    if (!isOver() && rate === undefined) return send(socket, performance.now());
    free.push(socket);
    if (isOver() && free.length === sockets.size) resolve();
  };
  const pacing =
    rate !== undefined &&
    setInterval(() => {
      const wanted = Math.floor(((Math.min(performance.now(), end) - begin) * rate) / 1000);
      for (let at = sent + due.length; at < wanted; at++) {
        const when = begin + (at * 1000) / rate;
        const socket = free.shift();
        if (socket === undefined) due.push(when);
        else send(socket, when);
      }
      if (isOver() && due.length === 0 && free.length === sockets.size) resolve();
    }, 1);
  for (let i = 0; i < connections; i++) {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    sockets.add(socket);
    let came = '';
    socket.on('connect', () => next(socket));
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      came += bytes.toString('latin1');
      if (!came.endsWith('\r\n\r\nhello')) return;
      if (!came.startsWith('HTTP/1.1 200')) failed++;
      came = '';
      times.push(performance.now() - (socket as Socket & { at: number }).at);
      next(socket);
    });
    socket.on('close', () => {
      if (!sockets.delete(socket)) return;
      failed++;
      if (sockets.size === 0) resolve();
    });
  }
  await promise;
  clearInterval(pacing || undefined);
  const spent = (performance.now() - begin) / 1000;
  for (const socket of sockets) {
    sockets.delete(socket);
    socket.destroy();
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(times.length * share)] ?? Number.NaN;
  return { answers: times.length, rate: times.length / spent, p50: at(0.5), p99: at(0.99), failed };
}

function ending(): { promise: Promise<void>; resolve(): void } {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
