/** A target group as the data plane sees it, with its targets. */
import type { LocalNetwork } from '../network';
import { type QueryObject, textOf } from '../wire/query';
import type { Connection, TargetGroupView, TargetView } from './routing/view';

/** What a target is registered with; the port of the group is the default (API reference, TargetDescription). */
export interface TargetAddress {
  id: string;
  port?: number;
}

export class TargetGroup implements TargetGroupView {
  readonly arn: string;
  readonly name: string;
  readonly protocol?: string;
  readonly protocolVersion: string;
  readonly targetType: string;
  readonly algorithm = 'round_robin';
  routable: readonly Target[] = [];
  readonly turn = { next: 0 };
  readonly #port: number;
  readonly #vpcId: string;
  readonly #network: LocalNetwork;

  /**
   * @param parameters of CreateTargetGroup
   * @param now milliseconds of played time since the epoch
   */
  constructor(
    arn: string,
    parameters: QueryObject,
    network: LocalNetwork,
    readonly now: () => number,
  ) {
    this.arn = arn;
    this.name = textOf(parameters.Name) ?? '';
    this.protocol = textOf(parameters.Protocol);
    this.protocolVersion = textOf(parameters.ProtocolVersion) ?? 'HTTP1';
    this.targetType = textOf(parameters.TargetType) ?? 'instance';
    this.#port = Number(textOf(parameters.Port) ?? 0);
    this.#vpcId = textOf(parameters.VpcId) ?? '';
    this.#network = network;
  }

  register(targets: readonly TargetAddress[]): void {
    const added = targets.map(({ id, port = this.#port }) => new Target(id, port, this.#vpcId, this.#network));
    const fresh = added.filter(
      (target) => !this.routable.some((known) => known.id === target.id && known.port === target.port),
    );
    this.routable = [...this.routable, ...fresh];
  }

  /** Without a port, a target is deregistered from all its ports. */
  deregister(targets: readonly TargetAddress[]): void {
    this.routable = this.routable.filter(
      (target) => !targets.some(({ id, port }) => id === target.id && (port === undefined || port === target.port)),
    );
  }
}

class Target implements TargetView {
  outstanding = 0;
  readonly #vpcId: string;
  readonly #network: LocalNetwork;

  constructor(
    readonly id: string,
    readonly port: number,
    vpcId: string,
    network: LocalNetwork,
  ) {
    this.#vpcId = vpcId;
    this.#network = network;
  }

  connect(): Connection {
    const host = this.#network.find(this.#vpcId, this.id);
    if (host === undefined) return { type: 'dropped' };
    const listener = host.listeners.get(this.port);
    return listener === undefined ? { type: 'refused' } : { type: 'open', port: listener.port };
  }
}
