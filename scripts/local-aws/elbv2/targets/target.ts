/** A registered target. */
import type { NetworkHost } from '../../network';
import type { LoadBalancerState } from '../model';
import type { Connection, TargetView } from '../routing/view';
import { HealthRecord } from './health';
import type { Reachability } from './reachability';

/** What a target is registered with; the port of its group is the default (API reference, TargetDescription). */
export interface TargetAddress {
  id: string;
  port: number;
  availabilityZone?: string;
}

/** What a target needs to know of its surroundings. */
export interface TargetPlace {
  /** The load balancer that uses the group now. */
  balancer(): LoadBalancerState | undefined;
  /** Who has that address in the group's VPC. */
  hostAt(address: string): NetworkHost | undefined;
  reachability: Pick<Reachability, 'generation' | 'reaches'>;
}

export class RegisteredTarget implements TargetView {
  readonly id: string;
  readonly port: number;
  readonly availabilityZone?: string;
  readonly record = new HealthRecord();
  /** Whether it is registered: it is not while it drains. */
  registered = true;
  outstanding = 0;
  readonly #place: TargetPlace;
  /** Whether the load balancer reached a host at a port, when so much was known of the security groups. */
  #last: { host: NetworkHost; port: number; generation: number; reaches: boolean } | undefined;

  constructor({ id, port, availabilityZone }: TargetAddress, place: TargetPlace) {
    this.id = id;
    this.port = port;
    this.availabilityZone = availabilityZone;
    this.#place = place;
  }

  get host(): NetworkHost | undefined {
    return this.#place.hostAt(this.id);
  }

  /** @param port default: the one at which it gets requests */
  connect(port = this.port): Connection {
    const { host } = this;
    if (host === undefined || !this.#reaches(host, port)) return { type: 'dropped' };
    const listener = host.listeners.get(port);
    return listener === undefined ? { type: 'refused' } : { type: 'open', port: listener.port };
  }

  #reaches(host: NetworkHost, port: number): boolean {
    const { reachability } = this.#place;
    const { generation } = reachability;
    const last = this.#last;
    if (last?.host === host && last.port === port && last.generation === generation) return last.reaches;
    const balancer = this.#place.balancer();
    const reaches = balancer !== undefined && reachability.reaches(balancer, host, this.id, port);
    this.#last = { host, port, generation, reaches };
    return reaches;
  }
}
