import type { LoadBalancers, Matching, Rule, Weights } from '../../../../handlers/gateway/world/load-balancers';
import { awsError } from './aws-error';
import type { Caller } from './call';
import { type AccountState, behind, type ListenerRuleRecord } from './state';

/** The rules of listeners as one caller sees them, call by call as Elastic Load Balancing's API reference has them. */
export class AccountListenerRules {
  readonly #account: AccountState;
  readonly #caller: Caller;

  constructor(account: AccountState, caller: Caller) {
    this.#account = account;
    this.#caller = caller;
  }

  rules(listenerArn: string): Promise<Rule[]> {
    const all = () => this.#account.rules.all().filter((one) => one.listenerArn === listenerArn);
    return this.#caller.perform({
      name: 'DescribeRules',
      about: () => listenerArn,
      faults: ['fail', 'stale'],
      effect: () => {
        this.#account.witness?.lists(this.#caller.id, all());
        return all();
      },
      stale: () => {
        const old = behind(all(), this.#caller.now);
        return old && { answer: old };
      },
    });
  }

  rule(arn: string): Promise<Rule | undefined> {
    return this.#caller.perform({
      name: 'DescribeRules',
      about: () => arn,
      faults: ['fail'],
      effect: () => this.#account.rules.get(arn),
    });
  }

  createRule(options: Parameters<LoadBalancers['createRule']>[0]): Promise<string | 'PriorityInUse' | 'not yet'> {
    const { listenerArn, priority, weights, sticky, tags, conditions, rewrite } = options;
    return this.#caller.perform({
      name: 'CreateRule',
      about: () => `${priority} on ${listenerArn} for ${conditions.hosts.join()}${conditions.paths.join()}`,
      faults: ['kill', 'fail', 'lost', 'again', 'stale'],
      stale: () => notSeen(this.#account.listeners.get(listenerArn), this.#caller.now),
      effect: () => {
        if (!this.#account.listeners.get(listenerArn)) return 'not yet';
        if (this.#at(listenerArn, priority)) return 'PriorityInUse';
        const maker = this.#caller.id;
        const arn = `${listenerArn.replace(':listener/', ':listener-rule/')}/${maker}-${this.#account.number(maker)}`;
        this.#account.rules.set(arn, {
          arn,
          listenerArn,
          priority,
          weights,
          tags,
          conditions,
          madeAt: this.#caller.now,
          ...(rewrite && { rewrite }),
          ...(sticky && { sticky }),
        });
        return arn;
      },
    });
  }

  changeRule(arn: string, { conditions, rewrite }: Matching): Promise<void> {
    return this.#caller.perform({
      name: 'ModifyRule',
      about: () => `${arn} to ${conditions.hosts.join()}${conditions.paths.join()}`,
      faults: ['kill', 'fail', 'lost'],
      effect: () => {
        const { rewrite: _, ...rule } = this.#existing(arn);
        this.#account.rules.set(arn, { ...rule, conditions, ...(rewrite && { rewrite }) });
      },
    });
  }

  changeWeights(arn: string, weights: Weights, { sticky }: { sticky: boolean }): Promise<void> {
    return this.#caller.perform({
      name: 'ModifyRule',
      about: () => `${arn} to ${Object.values(weights).join(' and ')}${sticky ? ', sticky' : ''}`,
      faults: ['kill', 'fail', 'lost'],
      effect: () => {
        const { sticky: _, ...rule } = this.#existing(arn);
        this.#account.witness?.weighs(this.#caller.id, rule);
        this.#account.rules.set(arn, { ...rule, weights, ...(sticky && { sticky }) });
      },
    });
  }

  changePriority(arn: string, priority: number): Promise<'changed' | 'PriorityInUse'> {
    return this.#caller.perform({
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
    return this.#caller.perform({
      name: 'DeleteRule',
      about: () => arn,
      faults: ['kill', 'fail', 'lost', 'again'],
      effect: () => {
        const rule = this.#account.rules.get(arn);
        if (rule) this.#account.witness?.touches(rule);
        this.#account.rules.delete(arn);
        return rule ? 'deleted' : 'gone';
      },
    });
  }

  #at(listenerArn: string, priority: number): ListenerRuleRecord | undefined {
    return this.#account.rules.all().find((one) => one.listenerArn === listenerArn && one.priority === priority);
  }

  /** @throws Error named RuleNotFound */
  #existing(arn: string): ListenerRuleRecord {
    const rule = this.#account.rules.get(arn);
    if (!rule) throw awsError('RuleNotFound', `${arn} not found`);
    this.#account.witness?.touches(rule);
    return rule;
  }
}

/** The answer to a call that puts something on what was made a moment ago, where AWS does not see that yet. */
export const notSeen = (on: { madeAt: number } | undefined, now: number): { answer: 'not yet' } | undefined =>
  on && behind([on], now) ? { answer: 'not yet' } : undefined;
