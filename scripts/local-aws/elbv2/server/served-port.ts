/** One scheme on one port of a listener: its connections, and the requests that come over them. */
import { createServer, type IncomingMessage, type Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { STEP_MS, stepsIn } from '../../live-time';
import { shakeHands } from '../../sockets/handshake';
import { readWithoutUpgrade } from '../../sockets/upgrade';
import type { ListenerView } from '../routing/view';
import { ClientConnection } from './client-connection';
import { type EntryPort, Exchange } from './exchange';
import { errorAnswer } from './own-answers';
import { HEADER_BYTES } from './request-headers';
import type { ServedBalancer } from './served-balancer';
import { idleMs, keepAliveMs } from './timing';

/** What node:http says of bytes that are no request, and the status for it; 400 for the others. */
const STATUS_OF: Readonly<Record<string, number>> = {
  // "The load balancer established an HTTP/1 connection but received an HTTP/2 request."
  HPE_INVALID_VERSION: 505,
  HPE_PAUSED_H2_UPGRADE: 505,
};

export class ServedPort implements EntryPort {
  readonly #server: Server;
  readonly #connections = new Map<Socket, ClientConnection>();
  /** Looks for idle connections, as long as there is one. */
  #steps: NodeJS.Timeout | undefined;

  constructor(
    readonly balancer: ServedBalancer,
    readonly listenerPort: number,
    readonly secure: boolean,
  ) {
    // Idle times are watched by the socket alone. A client that takes its time for a header is no attack here.
    const server = createServer({
      maxHeaderSize: HEADER_BYTES,
      requireHostHeader: false,
      keepAliveTimeout: 0,
      headersTimeout: 0,
      requestTimeout: 0,
    });
    server.maxHeadersCount = 0;
    server.on('connection', (socket) => this.#connected(socket));
    server.on('request', (incoming, outgoing) => this.#begin(incoming, outgoing));
    server.on('checkExpectation', (incoming, outgoing) => this.#begin(incoming, outgoing));
    server.on('upgrade', (incoming, socket: Socket, head) => this.#upgrade(incoming, socket, head));
    server.on('connect', (_, socket: Socket) => this.#connect(socket));
    server.on('clientError', (error, socket: Socket) => this.#broken(error, socket));
    this.#server = server;
  }

  accept(socket: Socket): void {
    const view = this.balancer.view();
    const listener = view?.listeners.find(({ port }) => port === this.listenerPort);
    if (listener?.admits() === false) this.#turnAway(socket, view?.name);
    else if (this.secure && listener !== undefined) void this.#shakeHands(socket, listener);
    else this.#server.emit('connection', socket);
  }

  async #shakeHands(socket: Socket, listener: ListenerView): Promise<void> {
    const { certificates, connectMs, counts } = this.balancer;
    socket.on('error', () => {});
    try {
      const contextFor = (hostName?: string) => certificates.contextFor(listener.certificates, hostName);
      const secure = await shakeHands(socket, contextFor, connectMs);
      this.#server.emit('connection', secure);
    } catch (error) {
      counts.tlsErrors.add(1);
      this.balancer.log(`No TLS with a client of ${listener.arn}: ${error instanceof Error ? error.message : error}`);
      socket.destroy();
    }
  }

  /** On AWS, the packets vanish, and the client waits until its patience is over. Nobody needs to wait here. */
  #turnAway(socket: Socket, name = ''): void {
    const closed = `its security groups let no client on this machine in at port ${this.listenerPort}`;
    this.balancer.log(`Load balancer ${name}: ${closed}`);
    socket.destroy();
  }

  /** An answer is sent. */
  answered({ socket, underway, isLast }: ClientConnection): void {
    if ((this.balancer.isClosing || isLast) && underway.size === 0) socket.end();
  }

  /** Ends the connections over which nothing goes on; the others end with their answers. */
  drain(): void {
    for (const connection of this.#connections.values()) this.answered(connection);
  }

  #connected(socket: Socket): void {
    const { world, view, counts } = this.balancer;
    counts.newConnections.add(1);
    const until = performance.now() + keepAliveMs(world, view());
    this.#connections.set(socket, new ClientConnection(socket, until, stepsIn(idleMs(world, view()))));
    this.#steps ??= setInterval(() => this.#step(), STEP_MS);
    socket.on('close', () => {
      this.#connections.delete(socket);
      if (this.#connections.size > 0) return;
      clearInterval(this.#steps);
      this.#steps = undefined;
    });
  }

  #step(): void {
    for (const connection of this.#connections.values()) {
      if (connection.isIdleNow()) this.#idle(connection);
    }
  }

  #begin(incoming: IncomingMessage, outgoing: ServerResponse, head?: Buffer): void {
    const connection = this.#connections.get(incoming.socket);
    if (connection === undefined) return;
    if (this.balancer.isClosing || performance.now() > connection.until) outgoing.shouldKeepAlive = false;
    const exchange = new Exchange(this, connection, [incoming, outgoing], head);
    try {
      exchange.begin();
    } catch (error) {
      this.balancer.log(`The load balancer broke down on ${incoming.method} ${incoming.url}: ${error}`);
      exchange.answer(errorAnswer(500));
    }
  }

  /** An Application Load Balancer is no proxy. */
  #connect(socket: Socket): void {
    const connection = this.#connections.get(socket);
    if (connection !== undefined && connection.underway.size > 0) this.#endAfterAnswers(connection);
    else this.#refuse(socket, 400);
  }

  /** Only WebSockets are more than plain HTTP. What else could be spoken, `h2c` for example, is not taken up. */
  #upgrade(incoming: IncomingMessage, socket: Socket, head: Buffer): void {
    const connection = this.#connections.get(socket);
    if (connection !== undefined && connection.underway.size > 0) {
      this.#endAfterAnswers(connection);
      return;
    }
    if (incoming.headers.upgrade?.toLowerCase() !== 'websocket') {
      readWithoutUpgrade(this.#server, incoming, socket, head);
      return;
    }
    socket.on('error', () => socket.destroy());
    const outgoing = new ServerResponse(incoming);
    outgoing.shouldKeepAlive = false;
    outgoing.assignSocket(socket);
    outgoing.on('finish', () => socket.destroySoon());
    this.#begin(incoming, outgoing, head);
  }

  /**
   * The answers of earlier requests are still to come, and node:http has given the connection up: what came behind them is not read,
   * and the client may ask again over another connection.
   */
  #endAfterAnswers(connection: ClientConnection): void {
    const { socket, underway } = connection;
    connection.isLast = true;
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      for (const each of underway) each.broken(460);
    });
    socket.on('drain', () => {
      // The others wait for its end.
      const [first] = underway;
      first?.drained();
    });
    socket.resume();
  }

  #broken(error: NodeJS.ErrnoException, socket: Socket): void {
    if (!socket.writable || error.code === 'ECONNRESET') {
      socket.destroy();
      return;
    }
    const status = STATUS_OF[error.code ?? ''] ?? 400;
    const underway = [...(this.#connections.get(socket)?.underway ?? [])];
    for (const each of underway) each.broken(status);
    if (underway.length === 0) this.#refuse(socket, status);
    else socket.destroySoon();
  }

  /** Answers what is no request, and ends the connection. */
  #refuse(socket: Socket, status: number): void {
    this.balancer.refuse(socket, errorAnswer(status));
  }

  #idle({ socket, underway, hasBegun }: ClientConnection): void {
    const [first] = underway;
    if (first?.idle() === true) return;
    // "The client did not send data before the idle timeout period expired": it has begun a request.
    if (first === undefined && hasBegun) this.#refuse(socket, 408);
    else socket.destroy();
  }
}
