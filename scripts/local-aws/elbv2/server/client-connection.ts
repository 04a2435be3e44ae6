/** A client's connection: what goes on over it, and what is counted of it. */
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { LoadBalancerCounts } from './counts';

/** What has to do with one request of a connection. */
export interface Underway {
  /** No byte has come or gone for the idle timeout. @returns false if there is nothing to say: the connection ends */
  idle(): boolean;
  /** The rest of the request is no HTTP: it is answered with that status if it has no answer yet. */
  broken(status: number): void;
  /** The client takes bytes again. Only where node:http has given the connection up, somebody else must say so. */
  drained(): void;
}

export class ClientConnection {
  /** Of the client. */
  readonly address: string;
  readonly port: number;
  readonly underway = new Set<Underway>();
  /** No further request is read: the connection ends with the answers to those that are under way. */
  isLast = false;
  /** Bytes that the socket had moved when its last request was answered. */
  #moved = 0;
  #minute = Number.NaN;
  /** What the socket had read, taken and sent at the last step, in bytes, and for how many steps that is so. */
  #read = Number.NaN;
  #taken = Number.NaN;
  #waiting = Number.NaN;
  #stillSteps = 0;

  /**
   * @param until when the connection is to be closed after an answer, in milliseconds of `performance.now()`
   * @param idleSteps for how many steps of live time it may be without a byte
   */
  constructor(
    readonly socket: Socket,
    readonly until: number,
    readonly idleSteps: number,
  ) {
    this.address = socket.remoteAddress ?? '';
    this.port = socket.remotePort ?? 0;
  }

  /** What a client over TLS agreed on, in OpenSSL's words. */
  cipher(): { version: string; cipher: string } {
    const { socket } = this;
    if (!(socket instanceof TLSSocket)) return { version: '', cipher: '' };
    return { version: socket.getProtocol() ?? '', cipher: socket.getCipher().standardName };
  }

  /** Whether bytes of a request have come that is not complete enough to be answered. */
  get hasBegun(): boolean {
    return this.socket.bytesRead + this.socket.bytesWritten > this.#moved;
  }

  /** Another step of live time is over. @returns whether the connection has been without a byte for too long, once each time */
  isIdleNow(): boolean {
    const { bytesRead, bytesWritten, writableLength } = this.socket;
    const isStill = bytesRead === this.#read && bytesWritten === this.#taken && writableLength === this.#waiting;
    this.#read = bytesRead;
    this.#taken = bytesWritten;
    this.#waiting = writableLength;
    this.#stillSteps = isStill ? this.#stillSteps + 1 : 0;
    if (this.#stillSteps < this.idleSteps) return false;
    this.#stillSteps = 0;
    return true;
  }

  /** Counts the connection once in each minute in which a request comes over it. @param minute of AWS time */
  countActive(counts: LoadBalancerCounts, minute: number): void {
    if (minute === this.#minute) return;
    this.#minute = minute;
    counts.activeConnections.add(1);
  }

  countBytes(counts: LoadBalancerCounts): void {
    const moved = this.socket.bytesRead + this.socket.bytesWritten;
    if (moved > this.#moved) counts.processedBytes.add(moved - this.#moved);
    this.#moved = moved;
  }
}
