/** What answers in place of a container that is not run: HTTP servers that tell what they are, and misbehave as the tag says. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { errorPercent, imageBehaviour } from '../image-behaviour';
import { KILLED, type Listeners, type PlayedContainer } from './container';
import { acceptance, closeSocket, echoFrames, GOING_AWAY } from './echo';

/** What a stand-in says of itself with every answer. The path comes last. */
export interface StandInIdentity {
  service: string;
  /** The task's id. */
  task: string;
  container: string;
  image: string;
  /** The service revision's id. */
  revision: string;
  /** Family and revision. */
  taskDefinition: string;
  /** Why a stand-in answers, where one might expect the image itself. */
  note?: string;
}

export interface StandInOptions {
  identity: StandInIdentity;
  ports: readonly number[];
  /** The paths of health checks, and the status that each of them takes for good. */
  healthChecks: ReadonlyMap<string, number>;
  /** Its servers are entered here as long as they listen. */
  listeners: Listeners;
  /** Resolves when an image that crashes does so. */
  crash(): Promise<void>;
}

/**
 * Every health check of Elastic Load Balancing says so (Application Load Balancers, health checks). A visitor may ask for the same
 * path, which is `/` by default, and shall see the errors.
 */
const CHECKER = 'ELB-HealthChecker';
/** Real milliseconds. Below the two seconds that every time-out of the load balancer lasts at least: it is an answer. */
const SLOW_MS = 1500;
/** A target should take headers as long as a load balancer passes on: 64 K (quotas of Application Load Balancers). */
const HEADER_BYTES = 128 * 1024;

/** Starts to listen on all ports. A port that another container of the task has taken stays with that. */
export async function startStandIn(options: StandInOptions): Promise<PlayedContainer> {
  const standIn = new StandIn(options);
  await standIn.listen();
  return standIn;
}

class StandIn implements PlayedContainer {
  readonly ended: Promise<number>;
  readonly #options: StandInOptions;
  readonly #servers: Server[] = [];
  readonly #sockets = new Set<Duplex>();
  readonly #answers: Answers;
  #end: (exitCode: number) => void = () => {};
  #stopping = false;

  constructor(options: StandInOptions) {
    this.#options = options;
    this.#answers = new Answers(options);
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  async listen(): Promise<void> {
    const { identity, listeners, ports, crash } = this.#options;
    const behaviour = imageBehaviour(identity.image);
    if (behaviour === 'crash') void this.#exitAfter(crash());
    if (behaviour === 'crash' || behaviour === 'refuses') return;
    for (const port of ports.filter((wanted) => !listeners.has(wanted))) {
      const server = this.#createServer();
      this.#servers.push(server);
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      listeners.set(port, { port: (server.address() as AddressInfo).port });
      server.once('close', () => listeners.delete(port));
    }
  }

  /** An application that handles SIGTERM well: it takes no more connections, and ends when the last answer is out. */
  async stop(graceMs: number): Promise<void> {
    this.#stopping = true;
    const closed = this.#servers.map((server) => server.listening && once(server, 'close'));
    for (const server of this.#servers) server.close();
    for (const socket of this.#sockets) closeSocket(socket, GOING_AWAY);
    const timer = setTimeout(() => this.#exit(KILLED), graceMs);
    await Promise.all(closed);
    clearTimeout(timer);
    this.#exit(0);
  }

  async #exitAfter(crash: Promise<void>): Promise<void> {
    await crash.then(
      () => this.#exit(1),
      // The end of AWS time ends everything else, too.
      () => this.#exit(KILLED),
    );
  }

  /** Only the first exit counts. */
  #exit(exitCode: number): void {
    this.#end(exitCode);
    for (const server of this.#servers) {
      server.close();
      server.closeAllConnections();
    }
    for (const socket of this.#sockets) socket.destroy();
  }

  #createServer(): Server {
    const server = createServer({ keepAliveTimeout: 0, requestTimeout: 0, maxHeaderSize: HEADER_BYTES });
    server.on('request', (request, response) => {
      const { status, body, delayMs } = this.#answers.to(request);
      if (delayMs === 0) this.#send(response, status, body);
      else setTimeout(() => this.#send(response, status, body), delayMs).unref();
    });
    server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
    server.on('clientError', (_, socket) => socket.destroy());
    return server;
  }

  #send(response: ServerResponse, status: number, body: string): void {
    if (response.destroyed) return;
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    response.writeHead(status, this.#stopping ? { ...headers, connection: 'close' } : headers);
    response.end(body);
  }

  /** WebSockets are echoed. Any other protocol is not taken up: the request is answered as if it had not asked. */
  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => {});
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    const key = request.headers['sec-websocket-key'];
    const { status, body } = this.#answers.to(request);
    if (status === 200 && key !== undefined && request.headers.upgrade?.toLowerCase() === 'websocket') {
      socket.write(acceptance(key));
      echoFrames(socket, head);
      return;
    }
    const length = Buffer.byteLength(body);
    const lines = [`HTTP/1.1 ${status} ${status}`, 'Content-Type: application/json', `Content-Length: ${length}`];
    socket.end(`${lines.join('\r\n')}\r\nConnection: close\r\n\r\n${body}`);
  }
}

interface StandInAnswer {
  status: number;
  body: string;
  /** Real milliseconds. */
  delayMs: number;
}

/** What a stand-in answers. It is asked for every request, so it makes what it can beforehand. */
class Answers {
  readonly #healthChecks: ReadonlyMap<string, number>;
  readonly #unhealthy: boolean;
  readonly #delayMs: number;
  readonly #errorPercent: number;
  /** The answer up to the path. */
  readonly #head: string;
  /** Hundredths of an error that are owed. */
  #owed = 0;

  constructor({ identity, healthChecks }: StandInOptions) {
    const behaviour = imageBehaviour(identity.image);
    this.#healthChecks = healthChecks;
    this.#unhealthy = behaviour === 'unhealthy';
    this.#delayMs = behaviour === 'slow' ? SLOW_MS : 0;
    this.#errorPercent = errorPercent(identity.image);
    this.#head = `${JSON.stringify(identity).slice(0, -1)},"path":`;
  }

  to({ url = '/', headers }: IncomingMessage): StandInAnswer {
    const body = `${this.#head}${JSON.stringify(url)}}\n`;
    if (headers['user-agent']?.startsWith(CHECKER)) {
      const healthy = this.#healthChecks.get(url) ?? 200;
      return { status: this.#unhealthy ? 503 : healthy, body, delayMs: 0 };
    }
    this.#owed += this.#errorPercent;
    if (this.#owed < 100) return { status: 200, body, delayMs: this.#delayMs };
    this.#owed -= 100;
    return { status: 500, body, delayMs: 0 };
  }
}
