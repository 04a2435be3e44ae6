/** What the front knows of load balancing in addition to moto: what moto drops, and what the checks need. */
import type { LocalWorld } from '../world';
import { listenerOf, loadBalancerOf } from './arns';
import { certificatesOf, type ListenerState, type LoadBalancerState, type RuleState } from './model';
import type { Quotas } from './quotas';
import type { LoadBalancerView } from './routing/view';
import type { LoadBalancerServers } from './server';
import type { TargetGroup } from './targets/group';
import { type CountedGroup, countHosts } from './targets/host-counts';
import { Reachability } from './targets/reachability';
import { ChangeLimits } from './throttling';
import { makeView, Views } from './views';

export interface TargetGroupState {
  arn: string;
  name: string;
  /** What CreateTargetGroup set, as text, for comparison. */
  settings: string;
  /** What the data plane sees of it. */
  view: TargetGroup;
}

/** Everything in one Region. */
export class LoadBalancingState {
  readonly limits = new ChangeLimits();
  readonly reachability: Reachability;
  readonly views = new Views((arn) => this.#view(arn));
  readonly loadBalancers = new Map<string, LoadBalancerState>();
  readonly listeners = new Map<string, ListenerState>();
  readonly rules = new Map<string, RuleState>();
  readonly targetGroups = new Map<string, TargetGroupState>();
  /** The tags of each resource, by its ARN. */
  readonly tags = new Map<string, Map<string, string>>();
  /** The target groups to which a listener's default action or a rule forwards, by the ARN of the listener or rule. */
  readonly forwards = new Map<string, ReadonlySet<string>>();
  /** The target groups that share a forward action without group stickiness, by the ARN of the rule. */
  readonly groupsWithoutStickiness = new Map<string, ReadonlySet<string>>();

  constructor(
    readonly region: string,
    readonly world: Pick<
      LocalWorld,
      'sleep' | 'seconds' | 'now' | 'log' | 'signal' | 'network' | 'metrics' | 'certificates' | 'minuteMs'
    >,
    readonly quotas: Quotas,
    readonly servers: LoadBalancerServers,
  ) {
    this.reachability = new Reachability(world.network);
    countHosts(world, region, () => this.#groupsInUse()).catch((error: unknown) => {
      if (!world.signal.aborted) world.log(`elbv2: targets are no longer counted: ${error}`);
    });
  }

  exists(arn: string): boolean {
    return (
      this.loadBalancers.has(arn) ||
      this.targetGroups.has(arn) ||
      this.listeners.has(arn) ||
      this.rules.has(arn) ||
      this.isDefaultRule(arn)
    );
  }

  isDefaultRule(arn: string): boolean {
    return [...this.listeners.values()].some(({ defaultRule }) => defaultRule === arn);
  }

  listenersOf(loadBalancerArn: string): ListenerState[] {
    return [...this.listeners.values()].filter(({ arn }) => loadBalancerOf(arn) === loadBalancerArn);
  }

  rulesOf(listenerArn: string): RuleState[] {
    return [...this.rules.values()].filter(({ arn }) => listenerOf(arn) === listenerArn);
  }

  rulesOfLoadBalancer(loadBalancerArn: string): RuleState[] {
    return [...this.rules.values()].filter(({ arn }) => loadBalancerOf(arn) === loadBalancerArn);
  }

  /** The target groups to which a load balancer forwards. */
  targetGroupsOf(loadBalancerArn: string): Set<string> {
    const groups = [...this.forwards].filter(([owner]) => loadBalancerOf(owner) === loadBalancerArn);
    return new Set(groups.flatMap(([, arns]) => [...arns]));
  }

  /** The ARNs of the load balancers that forward to a target group: none or one. */
  loadBalancersOf(targetGroupArn: string): string[] {
    const owners = [...this.forwards].filter(([, arns]) => arns.has(targetGroupArn));
    return [...new Set(owners.map(([owner]) => loadBalancerOf(owner)))];
  }

  #groupsInUse(): CountedGroup[] {
    const uses = [...this.forwards].map(([owner, groups]) => ({ balancer: { arn: loadBalancerOf(owner) }, groups }));
    const balancers = new Map(uses.flatMap(({ balancer, groups }) => [...groups].map((group) => [group, balancer])));
    return [...balancers].flatMap(([arn, balancer]) => {
      const group = this.targetGroups.get(arn)?.view;
      return group === undefined ? [] : [{ group, balancer }];
    });
  }

  #view(arn: string): LoadBalancerView | undefined {
    const balancer = this.loadBalancers.get(arn);
    const listeners = this.listenersOf(arn).map((listener) => ({ listener, rules: this.rulesOf(listener.arn) }));
    const tools = {
      groupOf: (group: string) => this.targetGroups.get(group)?.view,
      now: () => this.world.now().getTime(),
      admits: (each: LoadBalancerState, port: number) => this.reachability.admits(each, port),
    };
    return balancer && makeView(balancer, listeners, tools);
  }

  /** What a load balancer, its listeners or its rules do with requests has changed. */
  changed(loadBalancerArn: string): void {
    this.reachability.generation += 1;
    this.views.changed(loadBalancerArn);
    const certificates = this.listenersOf(loadBalancerArn).flatMap(certificatesOf);
    this.world.certificates.uses.set(loadBalancerArn, certificates);
  }

  /** Forgets a load balancer with its listeners and rules. */
  forgetLoadBalancer(arn: string): void {
    for (const listener of this.listenersOf(arn)) this.forgetListener(listener.arn);
    this.loadBalancers.delete(arn);
    this.tags.delete(arn);
  }

  forgetListener(arn: string): void {
    for (const rule of this.rulesOf(arn)) this.forgetRule(rule.arn);
    this.listeners.delete(arn);
    this.forwards.delete(arn);
    this.tags.delete(arn);
  }

  forgetRule(arn: string): void {
    this.rules.delete(arn);
    this.forwards.delete(arn);
    this.groupsWithoutStickiness.delete(arn);
    this.tags.delete(arn);
  }
}
