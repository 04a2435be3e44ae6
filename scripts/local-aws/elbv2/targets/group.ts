/** A target group as the data plane sees it, with its targets and their health. */
import type { MotoClient } from '../../moto/client';
import { type QueryObject, textOf } from '../../wire/query';
import type { LocalWorld } from '../../world';
import type { LoadBalancerState } from '../model';
import type { Stickiness, TargetGroupView } from '../routing/view';
import { checkTarget } from './check';
import { DRAINING, NOT_IN_USE, NOT_REGISTERED, type TargetHealthStatus } from './health';
import { type HealthCheckSettings, readHealthCheck } from './health-check';
import type { Reachability } from './reachability';
import { RegisteredTarget, type TargetAddress, type TargetPlace } from './target';

/** What a target group needs to know of its surroundings. */
export interface GroupSurroundings {
  world: Pick<LocalWorld, 'sleep' | 'now' | 'network' | 'signal' | 'minuteMs' | 'log'>;
  reachability: Pick<Reachability, 'generation' | 'reaches' | 'read'>;
  /** The load balancer that forwards to the group now. */
  balancer(): LoadBalancerState | undefined;
}

export interface DescribedTarget extends TargetAddress {
  /** The port to which health checks go. */
  healthCheckPort: number;
  health: TargetHealthStatus;
}

/** Defaults of Elastic Load Balancing (target group attributes). */
const DRAINING_SECONDS = 300;
const STICKY_SECONDS = 86_400;

export class TargetGroup implements TargetGroupView {
  readonly arn: string;
  readonly name: string;
  readonly protocol?: string;
  readonly protocolVersion: string;
  readonly targetType: string;
  readonly turn = { next: 0 };
  algorithm = 'round_robin';
  stickiness: Stickiness | undefined;
  healthCheck: HealthCheckSettings;
  routable: readonly RegisteredTarget[] = [];
  readonly #port: number;
  readonly #surroundings: GroupSurroundings;
  readonly #place: TargetPlace;
  /** What ModifyTargetGroupAttributes set. */
  readonly #attributes = new Map<string, string>();
  /** By address and port; draining ones, too. */
  readonly #targets = new Map<string, RegisteredTarget>();

  /** @param parameters of CreateTargetGroup */
  constructor(arn: string, parameters: QueryObject, surroundings: GroupSurroundings) {
    this.arn = arn;
    this.name = textOf(parameters.Name) ?? '';
    this.protocol = textOf(parameters.Protocol);
    this.protocolVersion = textOf(parameters.ProtocolVersion) ?? 'HTTP1';
    this.targetType = textOf(parameters.TargetType) ?? 'instance';
    this.healthCheck = readHealthCheck(parameters);
    this.#port = Number(textOf(parameters.Port) ?? 0);
    this.#surroundings = surroundings;
    const vpcId = textOf(parameters.VpcId) ?? '';
    this.#place = {
      balancer: surroundings.balancer,
      reachability: surroundings.reachability,
      hostAt: (address) => surroundings.world.network.find(vpcId, address),
    };
  }

  now(): number {
    return this.#surroundings.world.now().getTime();
  }

  /** @param parameters of CreateTargetGroup, with what ModifyTargetGroup has changed since */
  configure(parameters: QueryObject): void {
    this.healthCheck = readHealthCheck(parameters);
  }

  setAttributes(attributes: readonly { key: string; value: string }[]): void {
    for (const { key, value } of attributes) this.#attributes.set(key, value);
    const get = (key: string) => this.#attributes.get(key);
    this.algorithm = get('load_balancing.algorithm.type') ?? 'round_robin';
    this.stickiness = undefined;
    if (get('stickiness.enabled') === 'true') {
      const type = get('stickiness.type') === 'app_cookie' ? 'app_cookie' : 'lb_cookie';
      const seconds = Number(get(`stickiness.${type}.duration_seconds`) ?? STICKY_SECONDS);
      this.stickiness = { type, seconds, cookieName: get('stickiness.app_cookie.cookie_name') };
    }
    this.#refresh();
  }

  /** Targets that are registered already stay as they are. @param moto reads security groups for the health checks */
  register(moto: MotoClient, addresses: readonly Partial<TargetAddress>[]): void {
    for (const { id = '', port = this.#port, availabilityZone } of addresses) {
      if (this.#targets.get(keyOf({ id, port }))?.registered) continue;
      const target = new RegisteredTarget({ id, port, availabilityZone }, this.#place);
      this.#targets.set(keyOf(target), target);
      void this.#checkUntilGone(moto, target);
    }
    this.#refresh();
  }

  /** Without a port, a target is deregistered from all its ports. */
  deregister(addresses: readonly Partial<TargetAddress>[]): void {
    const matched = [...this.#targets.values()].filter(
      (target) =>
        target.registered &&
        addresses.some(({ id, port }) => id === target.id && (port === undefined || port === target.port)),
    );
    for (const target of matched) void this.#drain(target);
    if (matched.length > 0) this.#refresh();
  }

  /** Ends the health checks of a group that is deleted. */
  close(): void {
    for (const target of this.#targets.values()) target.registered = false;
  }

  /** @param addresses undefined: all targets, draining ones too */
  describe(addresses?: readonly Partial<TargetAddress>[]): DescribedTarget[] {
    if (addresses === undefined) return [...this.#targets.values()].map((target) => this.#described(target));
    return addresses.map(({ id = '', port = this.#port, availabilityZone }) => {
      const target = this.#targets.get(keyOf({ id, port }));
      if (target !== undefined) return this.#described(target);
      return { id, port, availabilityZone, healthCheckPort: this.checkPortOf({ port }), health: NOT_REGISTERED };
    });
  }

  checkPortOf({ port }: Pick<TargetAddress, 'port'>): number {
    return this.healthCheck.port === 'traffic-port' ? port : this.healthCheck.port;
  }

  /** How many targets are registered, and how many of them pass and fail their health checks. */
  counts(): { registered: number; healthy: number; unhealthy: number } {
    const states = [...this.#targets.values()]
      .filter(({ registered }) => registered)
      .map(({ record }) => record.status);
    return {
      registered: states.length,
      healthy: states.filter(({ state }) => state === 'healthy').length,
      unhealthy: states.filter(({ state }) => state === 'unhealthy').length,
    };
  }

  #described(target: RegisteredTarget): DescribedTarget {
    const { id, port, availabilityZone } = target;
    return { id, port, availabilityZone, healthCheckPort: this.checkPortOf(target), health: this.#healthOf(target) };
  }

  #healthOf({ registered, record }: RegisteredTarget): TargetHealthStatus {
    if (!registered) return DRAINING;
    return this.#surroundings.balancer() === undefined ? NOT_IN_USE : record.status;
  }

  async #drain(target: RegisteredTarget): Promise<void> {
    target.registered = false;
    if (this.#surroundings.balancer() === undefined) {
      this.#targets.delete(keyOf(target));
      return;
    }
    const seconds = Number(this.#attributes.get('deregistration_delay.timeout_seconds') ?? DRAINING_SECONDS);
    try {
      await this.#surroundings.world.sleep(seconds);
    } catch {
      return;
    }
    if (this.#targets.get(keyOf(target)) !== target) return;
    this.#targets.delete(keyOf(target));
    this.#refresh();
  }

  async #checkUntilGone(moto: MotoClient, target: RegisteredTarget): Promise<void> {
    const { world, reachability } = this.#surroundings;
    const tools = { world, group: this, inUse: () => this.#surroundings.balancer() !== undefined };
    while (target.registered) {
      const before = target.record.status;
      try {
        await checkTarget(target, { ...tools, readGroups: (ids) => reachability.read(moto, ids) });
      } catch (error) {
        if (world.signal.aborted) return;
        world.log(`elbv2: a health check of ${target.id} in ${this.arn}: ${error}`);
        if (target.registered) target.record.add({ type: 'failed' }, this.healthCheck);
      }
      if (target.record.status !== before) this.#refresh();
    }
  }

  /**
   * "If a target group contains only unhealthy registered targets, the load balancer routes requests to all those targets" (health
   * checks); the least number of healthy targets can be more than one (target group health, routing failover).
   */
  #refresh(): void {
    const registered = [...this.#targets.values()].filter((target) => target.registered);
    const healthy = registered.filter(({ record }) => record.status.state === 'healthy');
    const checked = registered.filter(({ record }) => record.status.state !== 'initial');
    this.routable = healthy.length >= this.#leastHealthy(registered.length) ? healthy : checked;
    this.#surroundings.world.network.healthChanged(this.arn);
  }

  #leastHealthy(registered: number): number {
    const get = (unit: string) =>
      Number(this.#attributes.get(`target_group_health.unhealthy_state_routing.minimum_healthy_targets.${unit}`));
    const percentage = get('percentage') || 0;
    return Math.max(get('count') || 1, Math.ceil((registered * percentage) / 100));
  }
}

const keyOf = ({ id, port }: Pick<TargetAddress, 'id' | 'port'>): string => `${id}:${port}`;
