import { TAG } from '../../../../handlers/contract';
import { ListenerTakenError, StillInUseError } from '../../../../handlers/gateway/world/errors';
import type {
  Listener,
  LoadBalancer,
  LoadBalancers,
  Matching,
  Rule,
  Setup,
  Tags,
  Weights,
} from '../../../../handlers/gateway/world/load-balancers';
import { awsError } from './aws-error';
import type { Calls } from './calls';

interface FakeLoadBalancer extends LoadBalancer {
  name: string;
  securityGroupId: string;
  settings: string;
}

export interface FakeRule extends Rule {
  listenerArn: string;
  priority: number;
}

const UP: Setup = { state: 'active', since: 0 };

/** Elastic Load Balancing in memory. */
export class FakeLoadBalancers implements LoadBalancers {
  readonly all = new Map<string, FakeLoadBalancer>();
  readonly allListeners = new Map<string, Listener & { loadBalancerArn: string }>();
  readonly allRules = new Map<string, FakeRule>();
  readonly allTags = new Map<string, Tags>();
  /** Target group ARN → registered targets. */
  readonly registered = new Map<string, number>();
  /** Load balancers with deletion protection. */
  readonly protectedOnes = new Set<string>();
  /** Subnets in which no load balancer can be made. */
  readonly unfit = new Set<string>();
  /** How often `create` does not see the security group yet. */
  blind = 0;
  /** How often a load balancer or listener that was just made is not seen yet by who puts something on it. */
  unseen = 0;

  /** What `setup` tells, one after the other; the last one again and again. */
  setups: Setup[] = [];
  readonly #calls: Calls;

  constructor(calls: Calls) {
    this.#calls = calls;
  }

  create(options: Parameters<LoadBalancers['create']>[0]): Promise<LoadBalancer | 'not yet'> {
    return this.#calls.make('CreateLoadBalancer', () => {
      if (this.blind-- > 0) return 'not yet';
      const unfit = options.subnetIds.filter((id) => this.unfit.has(id));
      if (unfit.length > 0) throw awsError('InvalidSubnet', `Not enough IP space available in ${unfit.join(', ')}`);
      const { name, securityGroupId, tags } = options;
      const settings = JSON.stringify(options);
      const same = [...this.all.values()].find((one) => one.name === name);
      if (same) {
        if (same.settings !== settings) throw new Error(`DuplicateLoadBalancerName ${name}`);
        return same;
      }
      const arn = `arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/app/${name}/${this.#calls.next()}`;
      this.allTags.set(arn, tags);
      const made = { arn, name, securityGroupId, settings, dnsName: `${name}.elb.test`, hostedZoneId: 'Z1' };
      this.all.set(arn, made);
      return made;
    });
  }

  find(name: string): Promise<LoadBalancer | undefined> {
    return this.#calls.make('DescribeLoadBalancers', () => [...this.all.values()].find((one) => one.name === name));
  }

  setup(arn: string): Promise<Setup | undefined> {
    return this.#calls.make('DescribeLoadBalancers', () => {
      const now = this.setups.length > 1 ? this.setups.shift() : this.setups[0];
      return this.all.has(arn) ? (now ?? UP) : undefined;
    });
  }

  delete(arn: string): Promise<void> {
    return this.#calls.make('DeleteLoadBalancer', () => {
      if (this.protectedOnes.has(arn)) throw new StillInUseError(`${arn} is protected`);
      this.all.delete(arn);
      for (const [listener] of [...this.allListeners].filter(([, one]) => one.loadBalancerArn === arn)) {
        this.allListeners.delete(listener);
        for (const [rule] of [...this.allRules].filter(([, one]) => one.listenerArn === listener)) {
          this.allRules.delete(rule);
        }
      }
    });
  }

  createListener({
    loadBalancerArn,
    port,
    tags,
  }: Parameters<LoadBalancers['createListener']>[0]): Promise<string | 'not yet'> {
    return this.#calls.make('CreateListener', () => {
      if (!this.all.has(loadBalancerArn) || this.unseen-- > 0) return 'not yet';
      const same = [...this.allListeners.values()].find(
        (one) => one.loadBalancerArn === loadBalancerArn && one.port === port,
      );
      if (same) {
        if (this.allTags.get(same.arn)?.[TAG.gateway] !== tags[TAG.gateway]) throw new ListenerTakenError(same);
        return same.arn;
      }
      const arn = `${loadBalancerArn.replace('loadbalancer', 'listener')}/${this.#calls.next()}`;
      this.allListeners.set(arn, { arn, port, loadBalancerArn });
      this.allTags.set(arn, tags);
      return arn;
    });
  }

  listeners(loadBalancerArn: string): Promise<Listener[]> {
    return this.#calls.make('DescribeListeners', () =>
      [...this.allListeners.values()].filter((one) => one.loadBalancerArn === loadBalancerArn),
    );
  }

  rules(listenerArn: string): Promise<Rule[]> {
    return this.#calls.make('DescribeRules', () =>
      [...this.allRules.values()].filter((one) => one.listenerArn === listenerArn),
    );
  }

  rule(arn: string): Promise<Rule | undefined> {
    return this.#calls.make('DescribeRules', () => this.allRules.get(arn));
  }

  async tags(arns: readonly string[]): Promise<Map<string, Tags>> {
    const known = () => arns.flatMap((arn): [string, Tags][] => [[arn, this.allTags.get(arn) ?? {}]]);
    return arns.length === 0 ? new Map() : this.#calls.make('DescribeTags', () => new Map(known()));
  }

  createRule(options: Parameters<LoadBalancers['createRule']>[0]): Promise<string | 'PriorityInUse' | 'not yet'> {
    return this.#calls.make('CreateRule', () => {
      const { listenerArn, priority, weights, sticky, tags, conditions, rewrite } = options;
      if (!this.allListeners.has(listenerArn) || this.unseen-- > 0) return 'not yet';
      if (this.at(listenerArn, priority)) return 'PriorityInUse';
      const arn = `${listenerArn.replace('listener', 'listener-rule')}/${this.#calls.next()}`;
      this.allRules.set(arn, {
        arn,
        listenerArn,
        priority,
        weights,
        conditions,
        ...(rewrite && { rewrite }),
        ...(sticky && { sticky }),
      });
      this.allTags.set(arn, tags);
      return arn;
    });
  }

  changeRule(arn: string, { conditions, rewrite }: Matching): Promise<void> {
    return this.#calls.make('ModifyRule', () => {
      const { rewrite: _, ...rule } = this.existing(arn);
      this.allRules.set(arn, { ...rule, conditions, ...(rewrite && { rewrite }) });
    });
  }

  enableStickiness(arn: string, weights: Weights): Promise<void> {
    return this.#calls.make('ModifyRule', () => {
      this.allRules.set(arn, { ...this.existing(arn), weights, sticky: true });
    });
  }

  changePriority(arn: string, priority: number): Promise<'changed' | 'PriorityInUse'> {
    return this.#calls.make('SetRulePriorities', () => {
      const rule = this.existing(arn);
      const other = this.at(rule.listenerArn, priority);
      if (other && other.arn !== arn) return 'PriorityInUse';
      this.allRules.set(arn, { ...rule, priority });
      return 'changed';
    });
  }

  deleteRule(arn: string): Promise<'deleted' | 'gone'> {
    return this.#calls.make('DeleteRule', () => {
      this.allTags.delete(arn);
      return this.allRules.delete(arn) ? 'deleted' : 'gone';
    });
  }

  targets(targetGroupArn: string): Promise<number> {
    return this.#calls.make('DescribeTargetHealth', () => this.registered.get(targetGroupArn) ?? 0);
  }

  at(listenerArn: string, priority: number): FakeRule | undefined {
    return [...this.allRules.values()].find((one) => one.listenerArn === listenerArn && one.priority === priority);
  }

  existing(arn: string): FakeRule {
    const rule = this.allRules.get(arn);
    if (!rule) throw new Error(`RuleNotFound ${arn}`);
    return rule;
  }
}
