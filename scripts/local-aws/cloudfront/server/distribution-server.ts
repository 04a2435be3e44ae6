/** The server of one distribution: one port of this machine for HTTP and for HTTPS. */
import { createServer, type IncomingMessage, type Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { createSecureContext, type SecureContext } from 'node:tls';
import { fits } from '../../certificates/names';
import { afterLiveTime } from '../../live-time';
import { shakeHands } from '../../sockets/handshake';
import { type OpenPort, openPort } from '../../sockets/port';
import { readWithoutUpgrade } from '../../sockets/upgrade';
import type { LocalWorld } from '../../world';
import type { DistributionSettings } from '../settings';
import { Edge } from './edge';
import { serve } from './viewer-request';

/** The first byte of a TLS connection: a record of type `handshake` (RFC 8446, 5.1). */
const HANDSHAKE = 22;
/** Real milliseconds for a handshake. */
const HANDSHAKE_MS = 10_000;

export class DistributionServer {
  readonly #edge: Edge;
  readonly #sockets = new Set<Socket>();
  readonly #closed: (() => void)[] = [];
  /** The answers that are still to come over a connection, in their order. */
  readonly #underway = new Map<Socket, Set<ServerResponse>>();
  /** Connections that end with these answers. */
  readonly #last = new WeakSet<Socket>();
  /** What keeps a connection open for which its first request has not come yet. */
  readonly #heard = new WeakMap<Socket, () => void>();
  readonly #plain = this.#server(false);
  readonly #secure = this.#server(true);
  #port: OpenPort | undefined;
  #own: SecureContext | undefined;

  /** @param settings that requests meet now; undefined: none are deployed yet */
  constructor(world: LocalWorld, host: string, settings: () => DistributionSettings | undefined) {
    this.#edge = new Edge(world, host, settings);
  }

  /** @returns the number of its port. @throws Error of node:net if this machine has no port left */
  async open(): Promise<number> {
    this.#port = await openPort((socket) => this.#accept(socket));
    return this.#port.number;
  }

  onClose(closed: () => void): void {
    this.#closed.push(closed);
  }

  close(): void {
    this.#port?.close();
    for (const socket of this.#sockets) socket.destroy();
    this.#edge.close();
    for (const closed of this.#closed.splice(0)) closed();
  }

  #server(secure: boolean): Server {
    const server = createServer({ requestTimeout: 0, headersTimeout: 0 });
    server.on('request', (incoming, outgoing) => {
      this.#heard.get(incoming.socket)?.();
      this.#answering(incoming.socket, outgoing);
      serve(this.#edge, { incoming, outgoing, secure });
    });
    server.on('upgrade', (incoming: IncomingMessage, socket: Socket, head: Buffer) => {
      this.#heard.get(socket)?.();
      socket.on('error', () => socket.destroy());
      if (this.#underway.has(socket)) {
        this.#endAfterAnswers(socket);
        return;
      }
      if (incoming.headers.upgrade?.toLowerCase() !== 'websocket') {
        readWithoutUpgrade(server, incoming, socket, head);
        return;
      }
      const outgoing = new ServerResponse(incoming);
      outgoing.shouldKeepAlive = false;
      outgoing.assignSocket(socket);
      outgoing.on('finish', () => socket.destroySoon());
      serve(this.#edge, { incoming, outgoing, secure, webSocket: { socket, head } });
    });
    return server;
  }

  #answering(socket: Socket, outgoing: ServerResponse): void {
    const underway = this.#underway.get(socket) ?? new Set();
    this.#underway.set(socket, underway.add(outgoing));
    outgoing.on('close', () => {
      underway.delete(outgoing);
      if (underway.size > 0) return;
      this.#underway.delete(socket);
      if (this.#last.has(socket)) socket.destroySoon();
    });
  }

  /**
   * The answers of earlier requests are still to come, and node:http has given the connection up: what came behind them is not read,
   * and the viewer may ask again over another connection.
   */
  #endAfterAnswers(socket: Socket): void {
    this.#last.add(socket);
    const underway = () => [...(this.#underway.get(socket) ?? [])];
    socket.on('close', () => {
      for (const outgoing of underway()) outgoing.destroy().emit('close');
    });
    // The others wait for the end of the first one.
    socket.on('drain', () => underway()[0]?.emit('drain'));
    socket.resume();
  }

  /** A disabled distribution, or one that was never deployed, serves nobody. */
  #accept(socket: Socket): void {
    socket.on('error', () => socket.destroy());
    if (this.#edge.settings()?.enabled !== true) {
      socket.resetAndDestroy();
      return;
    }
    this.#sockets.add(socket);
    const heard = afterLiveTime(this.#edge.headerMs(), () => socket.destroy());
    this.#heard.set(socket, heard);
    socket.on('close', () => {
      this.#sockets.delete(socket);
      heard();
    });
    socket.once('readable', () => {
      const bytes: Buffer | null = socket.read();
      if (bytes === null) return;
      socket.unshift(bytes);
      if (bytes[0] !== HANDSHAKE) this.#plain.emit('connection', socket);
      else void this.#shakeHands(socket, heard);
    });
  }

  async #shakeHands(socket: Socket, heard: () => void): Promise<void> {
    try {
      const secure = await shakeHands(socket, (host) => this.#contextFor(host), HANDSHAKE_MS);
      this.#heard.set(secure, heard);
      this.#secure.emit('connection', secure);
    } catch (error) {
      this.#edge.world.log(
        `No TLS with a viewer of ${this.#edge.host}: ${error instanceof Error ? error.message : error}`,
      );
    }
  }

  /** A host that is an alias gets its certificate, every other CloudFront's own. */
  #contextFor(host?: string): SecureContext {
    const { certificates } = this.#edge.world;
    const { aliases = [], certificateArn } = this.#edge.settings() ?? {};
    if (host !== undefined && certificateArn !== undefined && fits(aliases, host)) {
      return certificates.contextFor([certificateArn], host);
    }
    this.#own ??= createSecureContext(certificates.authority.issue([this.#edge.host, 'localhost']));
    return this.#own;
  }
}
