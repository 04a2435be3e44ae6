/** The server of one load balancer: its ports, from the creation of the load balancer to its deletion. */
import type { Socket } from 'node:net';
import { type OpenPort, openPort } from '../../sockets/port';
import { errorAnswer } from './own-answers';
import { type BalancerSettings, ServedBalancer } from './served-balancer';
import { ServedPort } from './served-port';
import { idleMs } from './timing';

/** The listeners' ports that share the port which stands in the DNS name: the first byte tells which of them is meant. */
const HTTP = 80;
const HTTPS = 443;

/** The first byte of a TLS connection: a record of type `handshake` (RFC 8446, 5.1). */
const HANDSHAKE = 22;

export class LoadBalancerServer {
  readonly #balancer: ServedBalancer;
  /** By the listener's port; the one of 80 is shared with 443. */
  readonly #open = new Map<number, OpenPort>();
  readonly #served = new Map<string, ServedPort>();
  readonly #sockets = new Set<Socket>();
  /** Those over which nothing has come yet. */
  readonly #silent = new Set<Socket>();

  constructor(settings: BalancerSettings) {
    this.#balancer = new ServedBalancer(settings);
  }

  /**
   * Opens the port that stands in the DNS name.
   * @returns its number
   * @throws Error of node:net if this machine has no port left
   */
  async open(): Promise<number> {
    const shared = await openPort((socket) => this.#accept(socket, HTTP, HTTPS));
    this.#open.set(HTTP, shared);
    this.#balancer.ports.set(HTTP, shared.number).set(HTTPS, shared.number);
    return shared.number;
  }

  /** The port of this machine for each port of a listener. */
  get ports(): ReadonlyMap<number, number> {
    return this.#balancer.ports;
  }

  /**
   * Opens a port for each listener on another port than 80 and 443, and closes those whose listeners are gone.
   * @returns the listeners' ports that are new
   */
  async follow(): Promise<number[]> {
    const { ports, view } = this.#balancer;
    const wanted = new Set((view()?.listeners ?? []).map(({ port }) => port));
    for (const [port, open] of this.#open) {
      if (port === HTTP || wanted.has(port)) continue;
      open.close();
      this.#open.delete(port);
      ports.delete(port);
    }
    const missing = [...wanted].filter((port) => !ports.has(port));
    for (const port of missing) {
      const open = await openPort((socket) => this.#accept(socket, port, port));
      this.#open.set(port, open);
      ports.set(port, open.number);
    }
    return missing;
  }

  /**
   * Takes no connection and no request any more. Requests that have begun get their answers, within the idle timeout.
   * @param ended is called when nothing is left
   */
  drain(ended: () => void): void {
    this.#balancer.isClosing = true;
    for (const open of this.#open.values()) open.close();
    for (const socket of this.#silent) socket.destroy();
    for (const served of this.#served.values()) served.drain();
    const { world, view } = this.#balancer;
    const end = () => {
      this.destroy();
      ended();
    };
    setTimeout(end, idleMs(world, view())).unref();
  }

  /** Closes everything at once. */
  destroy(): void {
    for (const open of this.#open.values()) open.close();
    for (const socket of this.#sockets) socket.destroy();
    this.#balancer.agents.close();
  }

  /** @param plain the listener's port for HTTP; `secure`: for TLS */
  #accept(socket: Socket, plain: number, secure: number): void {
    const { world, view, isClosing } = this.#balancer;
    const seen = view();
    // On AWS, the name of a load balancer leads nowhere until it is provisioned.
    if (seen === undefined || seen.state === 'provisioning' || isClosing) {
      socket.resetAndDestroy();
      return;
    }
    this.#sockets.add(socket);
    this.#silent.add(socket);
    const giveUp = () => socket.destroy();
    socket.on('close', () => {
      this.#sockets.delete(socket);
      this.#silent.delete(socket);
    });
    socket.on('error', giveUp);
    socket.on('timeout', giveUp);
    socket.setTimeout(idleMs(world, seen));
    socket.once('readable', () => {
      this.#silent.delete(socket);
      socket.off('error', giveUp);
      socket.off('timeout', giveUp);
      socket.setTimeout(0);
      const bytes: Buffer | null = socket.read();
      if (bytes === null) {
        socket.destroy();
        return;
      }
      socket.unshift(bytes);
      this.#hand(socket, bytes[0] === HANDSHAKE, { plain, secure });
    });
  }

  #hand(socket: Socket, isTls: boolean, { plain, secure }: { plain: number; secure: number }): void {
    const port = isTls ? secure : plain;
    const listener = this.#balancer.view()?.listeners.find((each) => each.port === port);
    if (listener === undefined) {
      socket.resetAndDestroy();
      return;
    }
    if (listener.protocol === 'HTTPS' && !isTls) {
      this.#balancer.refuse(socket, errorAnswer(400));
      return;
    }
    // TLS that comes to a listener for HTTP is no HTTP: 400.
    this.#servedPort(port, listener.protocol === 'HTTPS').accept(socket);
  }

  #servedPort(port: number, secure: boolean): ServedPort {
    const key = `${port} ${secure}`;
    const found = this.#served.get(key);
    if (found !== undefined) return found;
    const made = new ServedPort(this.#balancer, port, secure);
    this.#served.set(key, made);
    return made;
  }
}
