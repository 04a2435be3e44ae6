/** What the requests of one distribution share. */
import { randomBytes } from 'node:crypto';
import { Agent, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { fits } from '../../certificates/names';
import type { LocalWorld } from '../../world';
import type { DistributionSettings } from '../settings';
import { ErrorCache } from './error-cache';

/** Real bytes move in real time: however fast AWS time runs, an origin has that many milliseconds, and a connection half of them. */
const LEAST_MS = 2_000;

/** AWS seconds. AWS does not say for how long it waits for a request. */
const HEADER_SECONDS = 30;

export interface ViewerRequest {
  incoming: IncomingMessage;
  outgoing: ServerResponse;
  /** Whether it came over TLS. */
  secure: boolean;
  /** The viewer asks to switch protocols over this connection. */
  webSocket?: { socket: Socket; head: Buffer };
}

export class Edge {
  readonly errors: ErrorCache;
  readonly #agents = new Map<number, Agent>();

  /**
   * @param host the distribution's own name, without a port
   * @param settings that requests meet now
   */
  constructor(
    readonly world: LocalWorld,
    readonly host: string,
    readonly settings: () => DistributionSettings | undefined,
  ) {
    this.errors = new ErrorCache(() => world.seconds());
  }

  /** Whether a `Host` header means this distribution: by its own name, an alias, or this machine's address. */
  isHost(header: string, { aliases }: DistributionSettings): boolean {
    const host = header.replace(/:\d+$/, '').toLowerCase();
    return /^(127\.0\.0\.1|\[::1\]|localhost)$/.test(host) || host === this.host || fits(aliases, host);
  }

  /** The connections to the origin that wait for their next request, for as long as the distribution says. */
  agentFor(keepAliveSeconds: number): Agent {
    const ms = this.#realMs(keepAliveSeconds, LEAST_MS / 2);
    const found = this.#agents.get(ms) ?? new Agent({ keepAlive: true, timeout: ms, noDelay: true });
    this.#agents.set(ms, found);
    return found;
  }

  /** Real milliseconds for which the origin may be silent. */
  readMs(readSeconds: number): number {
    return this.#realMs(readSeconds, LEAST_MS);
  }

  /** Real milliseconds in which the header of a connection's first request must come. */
  headerMs(): number {
    return this.#realMs(HEADER_SECONDS, LEAST_MS);
  }

  #realMs(awsSeconds: number, least: number): number {
    return Math.max(least, (awsSeconds * this.world.minuteMs) / 60);
  }

  /** The headers that every answer has. */
  answerHeaders(cache: 'Miss' | 'Error' | 'Redirect'): string[] {
    return [
      'X-Cache',
      `${cache} from cloudfront`,
      'Via',
      this.via('1.1'),
      'X-Amz-Cf-Pop',
      'LOC50-C1',
      'X-Amz-Cf-Id',
      requestId(),
    ];
  }

  via(httpVersion: string): string {
    return `${httpVersion} ${this.host} (CloudFront)`;
  }

  close(): void {
    for (const agent of this.#agents.values()) agent.destroy();
  }
}

export const requestId = (): string => randomBytes(42).toString('base64url');
