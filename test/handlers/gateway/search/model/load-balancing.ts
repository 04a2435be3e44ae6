import { TAG } from '../../../../../handlers/contract';
import { ListenerTakenError, StillInUseError } from '../../../../../handlers/gateway/world/errors';
import type {
  Listener,
  LoadBalancer,
  LoadBalancers,
  Matching,
  Rule,
  Setup,
  Tags,
  Weights,
} from '../../../../../handlers/gateway/world/load-balancers';
import type { Process } from '../engine/process';
import type { Simulation } from '../engine/simulation';
import { type Account, AwsError, behind, isForeign, isNew, type LoadBalancerState, type RuleState } from './aws';
import { UNFIT } from './network';
import { takeDown } from './take-down';
import type { Flaw } from './world';

/** Elastic Load Balancing as one process sees it, call by call as its API reference has them. */
export class LoadBalancing implements LoadBalancers {
  readonly #account: Account;
  readonly #simulation: Simulation;
  readonly #process: Process;
  readonly #flaw: Flaw | undefined;

  constructor(account: Account, simulation: Simulation, process: Process, flaw?: Flaw) {
    this.#account = account;
    this.#simulation = simulation;
    this.#process = process;
    this.#flaw = flaw;
  }

  async create({ name, tags, securityGroupId, scheme, subnetIds }: Parameters<LoadBalancers['create']>[0]) {
    const settings = JSON.stringify([scheme, subnetIds, securityGroupId]);
    const made = await this.#process.perform({
      name: 'CreateLoadBalancer',
      about: () => name,
      faults: ['kill', 'fail', 'lost'],
      effect: () => {
        if (!this.#account.groups.get(securityGroupId)) return 'not yet';
        if (UNFIT.some(({ id }) => subnetIds.includes(id))) {
          throw new AwsError('InvalidSubnet', `Not enough IP space available in ${subnetIds.join(', ')}`);
        }
        const same = this.#named(name);
        if (same) return same.settings === settings ? same : 'duplicate';
        const arn = `elb:loadbalancer/app/${name}/${this.#account.number(name)}`;
        const madeAt = this.#simulation.now;
        const failed = this.#account.oddities.get('setup fails');
        const made = { arn, name, settings, securityGroupId, tags, madeAt, ...(failed && { failed }) };
        this.#account.loadBalancers.set(arn, made);
        return { arn, name };
      },
    });
    if (made !== 'duplicate') return made === 'not yet' ? made : seen(made);
    const found = await this.find(name);
    if (!found || this.#account.loadBalancers.get(found.arn)?.tags[TAG.gateway] !== tags[TAG.gateway]) {
      throw new StillInUseError(`Another load balancer, which cfn-express did not make, has the name ${name}`);
    }
    return found;
  }

  find(name: string): Promise<LoadBalancer | undefined> {
    return this.#process.perform({
      name: 'DescribeLoadBalancers',
      about: () => name,
      faults: ['fail', 'stale'],
      effect: () => {
        const found = this.#named(name);
        return found && seen(found);
      },
      stale: () => {
        const found = this.#named(name);
        return found && behind([found], this.#simulation.now) ? { answer: undefined } : undefined;
      },
    });
  }

  setup(arn: string): Promise<Setup | undefined> {
    const of = (one: LoadBalancerState | undefined, state: Setup['state']): Setup | undefined =>
      one && { state, since: one.madeAt };
    return this.#process.perform({
      name: 'DescribeLoadBalancers',
      about: () => arn,
      faults: ['fail', 'stale'],
      effect: () => {
        const found = this.#account.loadBalancers.get(arn);
        return of(found, found?.failed && this.#flaw !== 'trusting' ? 'failed' : 'active');
      },
      stale: () => {
        const found = this.#account.loadBalancers.get(arn);
        return found && behind([found], this.#simulation.now) ? { answer: of(found, 'provisioning') } : undefined;
      },
    });
  }

  delete(arn: string): Promise<void> {
    return this.#process.perform({
      name: 'DeleteLoadBalancer',
      about: () => arn,
      faults: ['kill', 'fail', 'lost', 'again'],
      effect: () => takeDown(this.#account, this.#simulation, this.#process.id, arn),
    });
  }

  async createListener({ loadBalancerArn, port, tags }: Parameters<LoadBalancers['createListener']>[0]) {
    const made = await this.#process.perform({
      name: 'CreateListener',
      about: () => loadBalancerArn,
      faults: ['kill', 'fail', 'lost', 'again', 'stale'],
      stale: () => this.#unseen(this.#account.loadBalancers.get(loadBalancerArn)),
      effect: () => {
        const { listeners, loadBalancers } = this.#account;
        if (!loadBalancers.get(loadBalancerArn)) return 'not yet';
        const same = listeners.all().find((one) => one.loadBalancerArn === loadBalancerArn && one.port === port);
        if (same) return isForeign(same) && this.#flaw !== 'adopting' ? { taken: same.arn } : same.arn;
        const name = `${loadBalancerArn.replace(':loadbalancer/', ':listener/')}/${port}`;
        const arn = `${name}-${this.#account.number(name)}`;
        listeners.set(arn, { arn, loadBalancerArn, port, tags, madeAt: this.#simulation.now });
        return arn;
      },
    });
    if (typeof made !== 'string') throw new ListenerTakenError({ arn: made.taken, port });
    return made;
  }

  listeners(loadBalancerArn: string): Promise<Listener[]> {
    const all = () => this.#account.listeners.all().filter((one) => one.loadBalancerArn === loadBalancerArn);
    const plain = (some: Listener[]): Listener[] => some.map(({ arn, port }) => ({ arn, port }));
    return this.#process.perform({
      name: 'DescribeListeners',
      about: () => loadBalancerArn,
      faults: ['fail', 'stale'],
      effect: () => {
        this.#account.listed(this.#process.id, all());
        return plain(all());
      },
      stale: () => {
        const old = behind(all(), this.#simulation.now);
        return old && { answer: plain(old) };
      },
    });
  }

  rules(listenerArn: string): Promise<Rule[]> {
    const all = () => this.#account.rules.all().filter((one) => one.listenerArn === listenerArn);
    return this.#process.perform({
      name: 'DescribeRules',
      about: () => listenerArn,
      faults: ['fail', 'stale'],
      effect: () => {
        this.#account.listed(this.#process.id, all());
        return all();
      },
      stale: () => {
        const old = behind(all(), this.#simulation.now);
        return old && { answer: old };
      },
    });
  }

  rule(arn: string): Promise<Rule | undefined> {
    return this.#process.perform({
      name: 'DescribeRules',
      about: () => arn,
      faults: ['fail'],
      effect: () => this.#account.rules.get(arn),
    });
  }

  async tags(arns: readonly string[]): Promise<Map<string, Tags>> {
    if (arns.length === 0) return new Map();
    const { loadBalancers, listeners, rules, oddities } = this.#account;
    const there = () => arns.flatMap((arn) => loadBalancers.get(arn) ?? listeners.get(arn) ?? rules.get(arn) ?? []);
    const known = await this.#process.perform({
      name: 'DescribeTags',
      about: () => arns.join(', '),
      faults: ['fail', 'stale'],
      effect: () => there().map(({ arn, tags }): [string, Tags] => [arn, this.#flaw === 'blind' ? {} : tags]),
      stale: () =>
        oddities.get('tags lag') && there().some((one) => isNew(one, this.#simulation.now))
          ? {
              answer: there().map((one): [string, Tags] => [one.arn, isNew(one, this.#simulation.now) ? {} : one.tags]),
            }
          : undefined,
    });
    return new Map(known);
  }

  createRule(options: Parameters<LoadBalancers['createRule']>[0]): Promise<string | 'PriorityInUse' | 'not yet'> {
    const { listenerArn, priority, weights, tags, conditions, rewrite } = options;
    return this.#process.perform({
      name: 'CreateRule',
      about: () => `${priority} on ${listenerArn} for ${conditions.hosts.join()}${conditions.paths.join()}`,
      faults: ['kill', 'fail', 'lost', 'again', 'stale'],
      stale: () => this.#unseen(this.#account.listeners.get(listenerArn)),
      effect: () => {
        if (!this.#account.listeners.get(listenerArn)) return 'not yet';
        if (this.#at(listenerArn, priority)) return 'PriorityInUse';
        const maker = this.#process.id;
        const arn = `${listenerArn.replace(':listener/', ':listener-rule/')}/${maker}-${this.#account.number(maker)}`;
        const madeAt = this.#simulation.now;
        this.#account.rules.set(arn, {
          arn,
          listenerArn,
          priority,
          weights,
          tags,
          conditions,
          madeAt,
          ...(rewrite && { rewrite }),
        });
        return arn;
      },
    });
  }

  changeRule(arn: string, { conditions, rewrite }: Matching): Promise<void> {
    return this.#process.perform({
      name: 'ModifyRule',
      about: () => `${arn} to ${conditions.hosts.join()}${conditions.paths.join()}`,
      faults: ['kill', 'fail', 'lost'],
      effect: () => {
        const { rewrite: _, ...rule } = this.#existing(arn);
        this.#account.rules.set(arn, { ...rule, conditions, ...(rewrite && { rewrite }) });
      },
    });
  }

  enableStickiness(arn: string, weights: Weights): Promise<void> {
    return this.#process.perform({
      name: 'ModifyRule',
      about: () => `${arn} to be sticky`,
      faults: ['kill', 'fail', 'lost'],
      effect: () => {
        this.#account.rules.set(arn, { ...this.#existing(arn), weights, sticky: true });
      },
    });
  }

  changePriority(arn: string, priority: number): Promise<'changed' | 'PriorityInUse'> {
    return this.#process.perform({
      name: 'SetRulePriorities',
      about: () => `${arn} to ${priority}`,
      faults: ['kill', 'fail', 'lost'],
      effect: () => {
        const rule = this.#existing(arn);
        const other = this.#at(rule.listenerArn, priority);
        if (other && other.arn !== arn) return 'PriorityInUse';
        this.#account.rules.set(arn, { ...rule, priority });
        return 'changed';
      },
    });
  }

  deleteRule(arn: string): Promise<'deleted' | 'gone'> {
    return this.#process.perform({
      name: 'DeleteRule',
      about: () => arn,
      faults: ['kill', 'fail', 'lost', 'again'],
      effect: () => {
        const rule = this.#account.rules.get(arn);
        this.#account.guard(rule);
        this.#account.rules.delete(arn);
        return rule ? 'deleted' : 'gone';
      },
    });
  }

  /** Tasks are told of only where a stack has left them behind, and amid a deployment. */
  async targets(targetGroupArn: string): Promise<number> {
    const { kept, divided } = this.#account;
    const member = targetGroupArn.replace(/-(blue|green)$/, '');
    return divided.get(member) || kept.ids().some((stackId) => targetGroupArn.startsWith(`${stackId}/`)) ? 1 : 0;
  }

  /** What a call to put something on it is told for a while after it was made. */
  #unseen(on: { madeAt: number } | undefined): { answer: 'not yet' } | undefined {
    return on && behind([on], this.#simulation.now) ? { answer: 'not yet' } : undefined;
  }

  #named(name: string): LoadBalancerState | undefined {
    return this.#account.loadBalancers.all().find((one) => one.name === name);
  }

  #at(listenerArn: string, priority: number): RuleState | undefined {
    return this.#account.rules.all().find((one) => one.listenerArn === listenerArn && one.priority === priority);
  }

  /** @throws AwsError */
  #existing(arn: string): RuleState {
    const rule = this.#account.rules.get(arn);
    if (!rule) throw new AwsError('RuleNotFound', `${arn} not found`);
    this.#account.guard(rule);
    return rule;
  }
}

const seen = ({ arn, name }: Pick<LoadBalancerState, 'arn' | 'name'>): LoadBalancer => ({
  arn,
  dnsName: `${name}.elb.test`,
  hostedZoneId: 'Z1',
});
