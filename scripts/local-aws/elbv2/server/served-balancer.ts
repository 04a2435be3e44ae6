/** What the requests of one load balancer share. */
import type { Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import type { LocalWorld } from '../../world';
import type { LoadBalancerView } from '../routing/view';
import { LoadBalancerCounts } from './counts';
import { type OwnAnswer, rawAnswer } from './own-answers';
import { createTargetAgents, type TargetAgents } from './target-agents';
import { connectMs, idleMs } from './timing';

/** Real milliseconds for which a client may go on sending what nobody reads, after it was told that it is no request. */
const LINGER_MS = 2_000;

export interface BalancerSettings {
  world: Pick<LocalWorld, 'minuteMs' | 'now' | 'log' | 'metrics'>;
  region: string;
  arn: string;
  certificates: SecureContexts;
  /** The load balancer as it is now; undefined: it is deleted. */
  view(): LoadBalancerView | undefined;
}

/** With what a load balancer answers over TLS. */
export interface SecureContexts {
  /** @param arns of the listener's certificates, the default one first. @param hostName that the client asks for; undefined: it names none */
  contextFor(arns: readonly string[], hostName?: string): SecureContext;
}

export class ServedBalancer {
  readonly view: () => LoadBalancerView | undefined;
  readonly counts: LoadBalancerCounts;
  readonly agents: TargetAgents;
  readonly certificates: SecureContexts;
  readonly connectMs: number;
  readonly world: BalancerSettings['world'];
  /** No further request is taken. */
  isClosing = false;
  /** The port of this machine for each port of a listener. */
  readonly ports = new Map<number, number>();
  readonly #logged = new Map<string, number>();
  #second = 0;
  #date = '';

  constructor({ world, region, arn, certificates, view }: BalancerSettings) {
    this.certificates = certificates;
    this.world = world;
    this.view = view;
    this.connectMs = connectMs(world);
    this.counts = new LoadBalancerCounts({ metrics: world.metrics, region }, arn);
    this.agents = createTargetAgents(this.counts, idleMs(world, view()));
  }

  log(line: string): void {
    this.world.log(line);
  }

  /** Logs what many requests may tell, once in a minute of AWS time. */
  logOnce(line: string): void {
    const minute = this.minute();
    if (this.#logged.get(line) === minute) return;
    // What was logged before will not come again.
    if (![...this.#logged.values()].includes(minute)) this.#logged.clear();
    this.#logged.set(line, minute);
    this.log(line);
  }

  nowSeconds(): number {
    return this.world.now().getTime() / 1000;
  }

  minute(): number {
    return Math.floor(this.nowSeconds() / 60);
  }

  /** The `Date` of an answer. It is written once a second. */
  readonly date = (): string => {
    const second = Math.floor(this.nowSeconds());
    if (second !== this.#second) {
      this.#second = second;
      this.#date = new Date(second * 1000).toUTCString();
    }
    return this.#date;
  };

  /** Answers what is no request, and ends the connection. */
  refuse(socket: Socket, answer: OwnAnswer): void {
    this.counts.answered(answer.status);
    socket.on('error', () => socket.destroy());
    socket.end(rawAnswer(answer, this.date()));
    // If it were closed while bytes come in, the client would be reset and never see the answer.
    socket.resume();
    const timer = setTimeout(() => socket.destroy(), LINGER_MS);
    socket.on('close', () => clearTimeout(timer));
  }

  realPort(listenerPort: number): number | undefined {
    return this.ports.get(listenerPort);
  }
}
