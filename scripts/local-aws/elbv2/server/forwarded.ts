/** A request on its way to a target, and the target's answer on its way back. */
import { type ClientRequest, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { openTunnel } from '../../sockets/tunnel';
import type { ForwardDecision } from '../routing/route';
import { pickTarget, targetCookies } from '../routing/target';
import type { TargetGroupView, TargetView } from '../routing/view';
import { clientHeaders } from './answer-headers';
import type { TargetGroupCounts } from './counts';
import type { ServedBalancer } from './served-balancer';

/** "The target response header exceeded 32 K for the entire response header" (troubleshooting, HTTP 502). */
const ANSWER_HEADER_BYTES = 32 * 1024;

/** Why there is no connection to a target, in words. */
const WHY: Readonly<Record<string, string>> = {
  refused: 'nobody listens there',
  dropped: 'nobody has that address, or security groups let nothing through',
};

export interface ToForward {
  incoming: IncomingMessage;
  outgoing: ServerResponse;
  method: string;
  /** Path and query. */
  url: string;
  /** For the target: names and values in turns. */
  headers: string[];
  hasBody: boolean;
  chunked: boolean;
  /** The client asks for a WebSocket over this connection. */
  webSocket: { socket: Socket; head: Buffer } | undefined;
  /** Gives the load balancer's own answer for an error, if no answer has begun. */
  answer(status: number): void;
}

export class Forwarded {
  readonly #balancer: ServedBalancer;
  readonly #decision: ForwardDecision;
  readonly #to: ToForward;
  #toTarget: ClientRequest | undefined;
  #target: TargetView | undefined;
  #timer: NodeJS.Timeout | undefined;
  #unreachable: (() => void) | undefined;
  /** Whether bytes go both ways without being looked at. */
  isTunnel = false;

  constructor(balancer: ServedBalancer, decision: ForwardDecision, to: ToForward) {
    this.#balancer = balancer;
    this.#decision = decision;
    this.#to = to;
  }

  begin(): void {
    const { group, request } = this.#decision;
    const target = group && pickTarget(group, request);
    // "The target groups for the load balancer have no registered targets, or all of them are in an unused state."
    if (group === undefined || target === undefined) this.#to.answer(503);
    // "The request protocol is an HTTP/1.1, while the target group protocol version is a gRPC or HTTP/2."
    else if (group.protocolVersion !== 'HTTP1') this.#to.answer(464);
    else this.#connect(group, target);
  }

  /** Gives up a connection to the target that is not there yet. @returns false if it is there */
  giveUpConnecting(): boolean {
    clearTimeout(this.#timer);
    this.#unreachable?.();
    return this.#unreachable !== undefined;
  }

  /** The client is gone, or has been told that there will be no answer. */
  abandon(): void {
    clearTimeout(this.#timer);
    this.#toTarget?.destroy();
  }

  #connect(group: TargetGroupView, target: TargetView): void {
    const counts = this.#balancer.counts.group(group.arn);
    counts.request(Math.max(1, group.routable.length));
    const connection = target.connect();
    if (connection.type === 'open') {
      this.#send(group, target, connection.port, counts);
      return;
    }
    const fail = (status: number) => {
      this.#noConnection(target, connection.type, counts);
      this.#to.answer(status);
    };
    if (connection.type === 'refused') {
      fail(502);
      return;
    }
    this.#unreachable = () => fail(504);
    this.#timer = setTimeout(this.#unreachable, this.#balancer.connectMs);
  }

  #send(group: TargetGroupView, target: TargetView, port: number, counts: TargetGroupCounts): void {
    const { incoming, method, url, headers, hasBody, chunked, webSocket } = this.#to;
    const { agents } = this.#balancer;
    const secure = group.protocol === 'HTTPS';
    if (chunked) headers.push('Transfer-Encoding', 'chunked');
    if (webSocket !== undefined) headers.push('Connection', 'Upgrade', 'Upgrade', 'websocket');
    let toTarget: ClientRequest;
    try {
      toTarget = (secure ? httpsRequest : httpRequest)({
        agent: secure ? agents.https : agents.http,
        host: '127.0.0.1',
        port,
        method,
        path: url,
        headers,
        setHost: false,
        maxHeaderSize: ANSWER_HEADER_BYTES,
      });
    } catch {
      // Characters that node:http takes from a client, but does not send.
      this.#to.answer(400);
      return;
    }
    this.#toTarget = toTarget;
    this.#target = target;
    target.outstanding++;
    const sent = performance.now();
    toTarget.on('response', (answer) => {
      // A switch of protocols without an `Upgrade`.
      if (answer.statusCode === 101) {
        toTarget.destroy();
        return;
      }
      counts.answered(answer.statusCode ?? 0, performance.now() - sent);
      this.#pass(answer, targetCookies(group, target, this.#decision.request, answer.headers));
    });
    if (webSocket !== undefined) {
      toTarget.on('upgrade', (answer, socket, head) => {
        counts.answered(answer.statusCode ?? 0, performance.now() - sent);
        this.isTunnel = true;
        openTunnel(webSocket, { socket, head }, answer, [...this.#decision.cookies]);
      });
    }
    toTarget.on('error', (error) => this.#failed(error, target, counts));
    toTarget.on('close', () => this.#left());
    if (!hasBody) {
      toTarget.end();
      return;
    }
    incoming.on('end', () => {
      if (incoming.rawTrailers.length > 0) toTarget.addTrailers(pairs(incoming.rawTrailers));
    });
    // The target may want to answer before the body comes.
    toTarget.flushHeaders();
    incoming.pipe(toTarget);
  }

  /** Passes the target's answer on as it comes, no faster than the client takes it. */
  #pass(answer: IncomingMessage, cookies: readonly string[]): void {
    const { outgoing } = this.#to;
    if (outgoing.headersSent || outgoing.destroyed) {
      answer.destroy();
      return;
    }
    try {
      outgoing.writeHead(
        answer.statusCode ?? 502,
        answer.statusMessage ?? '',
        clientHeaders(answer.rawHeaders, [...this.#decision.cookies, ...cookies], this.#balancer.date),
      );
    } catch {
      answer.destroy();
      this.#to.answer(502);
      return;
    }
    outgoing.on('drain', () => answer.resume());
    answer.on('data', (bytes) => {
      if (!outgoing.write(bytes)) answer.pause();
    });
    answer.on('end', () => {
      if (answer.rawTrailers.length > 0) outgoing.addTrailers(pairs(answer.rawTrailers));
      outgoing.end();
    });
    // The client's connection ends like the target's: that is how it learns that something is missing.
    answer.on('close', () => {
      if (!answer.complete) outgoing.destroy();
    });
    answer.on('error', () => {});
  }

  #failed(error: NodeJS.ErrnoException, target: TargetView, counts: TargetGroupCounts): void {
    if (error.syscall === 'connect') this.#noConnection(target, error.message, counts);
    // Refused, reset, closed before there was an answer, or an answer that is no HTTP.
    this.#to.answer(502);
  }

  /** Alarms count it, so it should be known why. */
  #noConnection({ id, port }: TargetView, why: string, counts: TargetGroupCounts): void {
    counts.connectionError();
    this.#balancer.logOnce(
      `Load balancer ${this.#balancer.view()?.name}: no connection to ${id}:${port}: ${WHY[why] ?? why}`,
    );
  }

  #left(): void {
    // An upgrade for which nobody has asked ends the connection, and is no error for node:http.
    if (!this.isTunnel) this.#to.answer(502);
    if (this.#target !== undefined) this.#target.outstanding--;
    this.#target = undefined;
    // If the target has answered without reading the whole request, the rest is in the way of the client's next one.
    this.#to.incoming.unpipe().resume();
  }
}

const pairs = (raw: readonly string[]): [string, string][] =>
  Array.from({ length: raw.length / 2 }, (_, at) => [raw[2 * at] ?? '', raw[2 * at + 1] ?? '']);
