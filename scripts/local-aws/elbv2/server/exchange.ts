/** One request of a client, and its answer: the load balancer's own, or a target's. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Decision, route } from '../routing/route';
import type { ListenerView, LoadBalancerView } from '../routing/view';
import type { ClientConnection, Underway } from './client-connection';
import { type RequestLine, readRequestLine } from './client-request';
import { Forwarded } from './forwarded';
import { locationHere } from './location';
import { errorAnswer, fixedAnswer, type OwnAnswer, redirectAnswer } from './own-answers';
import { hostForTarget, type ReadHeader, readHeader, targetHeaders } from './request-headers';
import type { ServedBalancer } from './served-balancer';

/** The load balancer answers a redirect whose URL is longer than that with 507 (troubleshooting, HTTP 507). */
const LOCATION_BYTES = 8 * 1024;

/** Where the request has come in. */
export interface EntryPort {
  balancer: ServedBalancer;
  listenerPort: number;
  /** Whether it came over TLS. */
  secure: boolean;
  /** A request of that connection is answered, or nobody waits for its answer any more. */
  answered(connection: ClientConnection): void;
}

export class Exchange implements Underway {
  readonly #port: EntryPort;
  readonly #connection: ClientConnection;
  readonly #incoming: IncomingMessage;
  readonly #outgoing: ServerResponse;
  readonly #head: Buffer | undefined;
  #forwarded: Forwarded | undefined;

  /** @param head what came of a WebSocket behind the request that asks for it; undefined: it asks for none */
  constructor(
    port: EntryPort,
    connection: ClientConnection,
    [incoming, outgoing]: readonly [IncomingMessage, ServerResponse],
    head?: Buffer,
  ) {
    this.#port = port;
    this.#connection = connection;
    this.#incoming = incoming;
    this.#outgoing = outgoing;
    this.#head = head;
    connection.underway.add(this);
    outgoing.on('close', () => this.#end());
    // The connection breaks, and `close` tells.
    outgoing.on('error', () => {});
  }

  begin(): void {
    const view = this.#port.balancer.view();
    const listener = view?.listeners.find(({ port }) => port === this.#port.listenerPort);
    if (view === undefined || listener === undefined) {
      this.#incoming.socket.destroy();
      return;
    }
    const { balancer } = this.#port;
    this.#connection.countActive(balancer.counts, balancer.minute());
    this.#serve(view, listener);
  }

  idle(): boolean {
    if (this.#outgoing.headersSent || this.#forwarded?.isTunnel) return false;
    if (this.#forwarded?.giveUpConnecting()) return true;
    // What has not come is the rest of the request, or the target's answer.
    this.answer(errorAnswer(this.#incoming.complete ? 504 : 408));
    this.#forwarded?.abandon();
    return true;
  }

  broken(status: number): void {
    this.#outgoing.shouldKeepAlive = false;
    this.answer(errorAnswer(status));
    this.#forwarded?.abandon();
  }

  drained(): void {
    this.#outgoing.emit('drain');
  }

  /** Gives an answer of the load balancer's own, unless there is one already. */
  answer(own: OwnAnswer): void {
    const outgoing = this.#outgoing;
    if (outgoing.headersSent || outgoing.destroyed) return;
    const { balancer } = this.#port;
    balancer.counts.answered(own.status);
    if (own.status === 408) outgoing.shouldKeepAlive = false;
    const length = Buffer.byteLength(own.body);
    const headers = ['Server', 'awselb/2.0', 'Date', balancer.date(), ...own.headers.flat()];
    outgoing.writeHead(own.status, own.reason, [...headers, 'Content-Length', String(length)]);
    outgoing.end(own.body);
  }

  #serve(view: LoadBalancerView, listener: ListenerView): void {
    const { method = '', url = '', httpVersion, rawHeaders } = this.#incoming;
    const { attributes } = view;
    const dropInvalid = attributes.get('routing.http.drop_invalid_header_fields.enabled') === 'true';
    const header = readHeader(rawHeaders, method.length + url.length + 'HTTP/1.1'.length + 2, dropInvalid);
    const line = readRequestLine(method, url);
    const host = line.host ?? header.hosts[0];
    // "The client used the TRACE method, which is not supported by Application Load Balancers."
    const refusal = header.refusal ?? (method === 'TRACE' ? 405 : undefined);
    if (refusal !== undefined || (host === undefined && httpVersion === '1.1')) {
      this.answer(errorAnswer(refusal ?? 400));
      return;
    }
    const { path, query } = line;
    const { headersDistinct, headers: joined } = this.#incoming;
    const headers = { ...headersDistinct, cookie: joined.cookie };
    const sourceIp = this.#connection.address;
    const decision = route(listener, { method, host: host ?? '', path, query, headers, sourceIp });
    this.#follow(decision, { view, header, line });
  }

  #follow(decision: Decision, request: ReadRequest): void {
    const { counts } = this.#port.balancer;
    switch (decision.type) {
      case 'redirect': {
        const location = locationHere(decision.location, (port) => this.#port.balancer.realPort(port));
        if (Buffer.byteLength(location) > LOCATION_BYTES) {
          this.answer(errorAnswer(507));
          return;
        }
        counts.redirects.add(1);
        this.answer(redirectAnswer(decision.status, location));
        return;
      }
      case 'fixed-response': {
        const { status, contentType, body } = decision.response;
        counts.fixedResponses.add(1);
        this.answer(fixedAnswer(status, contentType, body));
        return;
      }
      case 'failed':
        this.answer(errorAnswer(decision.status));
        return;
      case 'not-played':
        this.#port.balancer.log(`An action of type ${decision.name} is not played: ${decision.rule.arn}`);
        this.answer(errorAnswer(500));
        return;
      case 'forward': {
        const { line, header } = request;
        const { path, query } = decision.request;
        this.#forwarded = new Forwarded(this.#port.balancer, decision, {
          incoming: this.#incoming,
          outgoing: this.#outgoing,
          method: line.method,
          url: query !== '' || line.hasQuery ? `${path}?${query}` : path,
          headers: this.#headersForTarget(request, decision.request.host),
          hasBody: header.hasBody,
          chunked: header.chunked,
          webSocket: this.#head && { socket: this.#connection.socket, head: this.#head },
          answer: (status) => this.answer(errorAnswer(status)),
        });
        this.#forwarded.begin();
      }
    }
  }

  #headersForTarget({ view, header }: ReadRequest, host: string): string[] {
    const { attributes } = view;
    const { listenerPort, secure, balancer } = this.#port;
    const preserve = attributes.get('routing.http.preserve_host_header.enabled') === 'true';
    return targetHeaders(header, {
      client: this.#connection,
      secure: secure ? this.#connection.cipher() : undefined,
      listenerPort,
      host: hostForTarget(host, listenerPort, secure, preserve),
      attributes,
      seconds: balancer.nowSeconds(),
    });
  }

  /** Nothing follows any more: the answer is sent, or the client is gone. */
  #end(): void {
    const { counts } = this.#port.balancer;
    this.#connection.underway.delete(this);
    this.#connection.countBytes(counts);
    if (!this.#outgoing.writableFinished && !this.#forwarded?.isTunnel) {
      // "The client closed the connection with the load balancer before the idle timeout period elapsed", or "before sending the
      // full request body". Nobody gets an answer, but it is counted.
      if (!this.#outgoing.headersSent) counts.answered(this.#incoming.complete ? 460 : 400);
      this.#forwarded?.abandon();
    }
    this.#port.answered(this.#connection);
  }
}

interface ReadRequest {
  view: LoadBalancerView;
  header: ReadHeader;
  line: RequestLine;
}
