import { TAG } from '../../../../handlers/contract';
import { ListenerTakenError, StillInUseError, SubnetsRefusedError } from '../../../../handlers/gateway/world/errors';
import type {
  Listener,
  LoadBalancer,
  LoadBalancers,
  Setup,
  Tags,
} from '../../../../handlers/gateway/world/load-balancers';
import { awsError } from './aws-error';
import type { Caller } from './call';
import { AccountListenerRules, notSeen } from './listener-rules';
import { type AccountState, behind, isNew, type LoadBalancerRecord } from './state';
import { takeDown } from './take-down';

/** Elastic Load Balancing as one caller sees it, call by call as its API reference has them. */
export class AccountLoadBalancers extends AccountListenerRules implements LoadBalancers {
  readonly #account: AccountState;
  readonly #caller: Caller;

  constructor(account: AccountState, caller: Caller) {
    super(account, caller);
    this.#account = account;
    this.#caller = caller;
  }

  async create({ name, tags, securityGroupId, scheme, subnetIds }: Parameters<LoadBalancers['create']>[0]) {
    const settings = JSON.stringify([scheme, subnetIds, securityGroupId]);
    const made = await this.#caller.perform({
      name: 'CreateLoadBalancer',
      about: () => name,
      faults: ['kill', 'fail', 'lost'],
      effect: () => {
        if (!this.#account.securityGroups.get(securityGroupId)) return 'not yet';
        const unfit = subnetIds.filter((id) => this.#account.unfitSubnets.get(id));
        if (unfit.length > 0) {
          const sentence = `Not enough IP space available in ${unfit.join(', ')}`;
          throw new SubnetsRefusedError(awsError('InvalidSubnet', sentence));
        }
        const same = this.#named(name);
        if (same) return same.settings === settings ? same : 'duplicate';
        const arn = `${this.#account.arnPrefix}:loadbalancer/app/${name}/${this.#account.number(name)}`;
        const madeAt = this.#caller.now;
        const failed = this.#account.oddities.get('setup fails');
        this.#account.loadBalancers.set(arn, {
          arn,
          name,
          settings,
          securityGroupId,
          tags,
          madeAt,
          ...(failed && { failed }),
        });
        return { arn, name };
      },
    });
    if (made !== 'duplicate') return made === 'not yet' ? made : shown(made);
    const found = await this.find(name);
    if (!found || this.#account.loadBalancers.get(found.arn)?.tags[TAG.gateway] !== tags[TAG.gateway]) {
      throw new StillInUseError(`Another load balancer, which cfn-express did not make, has the name ${name}`);
    }
    return found;
  }

  find(name: string): Promise<LoadBalancer | undefined> {
    return this.#caller.perform({
      name: 'DescribeLoadBalancers',
      about: () => name,
      faults: ['fail', 'stale'],
      effect: () => {
        const found = this.#named(name);
        return found && shown(found);
      },
      stale: () => {
        const found = this.#named(name);
        return found && behind([found], this.#caller.now) ? { answer: undefined } : undefined;
      },
    });
  }

  setup(arn: string): Promise<Setup | undefined> {
    const of = (one: LoadBalancerRecord | undefined, state: Setup['state']): Setup | undefined =>
      one && { state, since: one.madeAt };
    return this.#caller.perform({
      name: 'DescribeLoadBalancers',
      about: () => arn,
      faults: ['fail', 'stale'],
      effect: () => {
        const found = this.#account.loadBalancers.get(arn);
        return of(found, found?.failed ? 'failed' : 'active');
      },
      stale: () => {
        const found = this.#account.loadBalancers.get(arn);
        return found && behind([found], this.#caller.now) ? { answer: of(found, 'provisioning') } : undefined;
      },
    });
  }

  delete(arn: string): Promise<void> {
    return this.#caller.perform({
      name: 'DeleteLoadBalancer',
      about: () => arn,
      faults: ['kill', 'fail', 'lost', 'again'],
      effect: () => {
        if (this.#account.loadBalancers.get(arn)?.isProtected) throw new StillInUseError(`${arn} is protected`);
        takeDown(this.#account, this.#caller, arn);
      },
    });
  }

  async createListener({ loadBalancerArn, port, tags }: Parameters<LoadBalancers['createListener']>[0]) {
    const made = await this.#caller.perform({
      name: 'CreateListener',
      about: () => loadBalancerArn,
      faults: ['kill', 'fail', 'lost', 'again', 'stale'],
      stale: () => notSeen(this.#account.loadBalancers.get(loadBalancerArn), this.#caller.now),
      effect: () => {
        const { listeners, loadBalancers } = this.#account;
        if (!loadBalancers.get(loadBalancerArn)) return 'not yet';
        const same = listeners.all().find((one) => one.loadBalancerArn === loadBalancerArn && one.port === port);
        if (same) return same.tags[TAG.gateway] === tags[TAG.gateway] ? same.arn : { taken: same.arn };
        const name = `${loadBalancerArn.replace(':loadbalancer/', ':listener/')}/${port}`;
        const arn = `${name}-${this.#account.number(name)}`;
        listeners.set(arn, { arn, loadBalancerArn, port, tags, madeAt: this.#caller.now });
        return arn;
      },
    });
    if (typeof made !== 'string') throw new ListenerTakenError({ arn: made.taken, port });
    return made;
  }

  listeners(loadBalancerArn: string): Promise<Listener[]> {
    const all = () => this.#account.listeners.all().filter((one) => one.loadBalancerArn === loadBalancerArn);
    const plain = (some: Listener[]): Listener[] => some.map(({ arn, port }) => ({ arn, port }));
    return this.#caller.perform({
      name: 'DescribeListeners',
      about: () => loadBalancerArn,
      faults: ['fail', 'stale'],
      effect: () => {
        this.#account.witness?.lists(this.#caller.id, all());
        return plain(all());
      },
      stale: () => {
        const old = behind(all(), this.#caller.now);
        return old && { answer: plain(old) };
      },
    });
  }

  async tags(arns: readonly string[]): Promise<Map<string, Tags>> {
    if (arns.length === 0) return new Map();
    const { loadBalancers, listeners, rules, oddities } = this.#account;
    const there = () => arns.flatMap((arn) => loadBalancers.get(arn) ?? listeners.get(arn) ?? rules.get(arn) ?? []);
    const lags = (one: { madeAt: number }) => isNew(one, this.#caller.now);
    const known = await this.#caller.perform({
      name: 'DescribeTags',
      about: () => arns.join(', '),
      faults: ['fail', 'stale'],
      effect: () => there().map(({ arn, tags }): [string, Tags] => [arn, tags]),
      stale: () =>
        oddities.get('tags lag') && there().some(lags)
          ? { answer: there().map((one): [string, Tags] => [one.arn, lags(one) ? {} : one.tags]) }
          : undefined,
    });
    return new Map(known);
  }

  targets(targetGroupArn: string): Promise<number> {
    return this.#caller.look('DescribeTargetHealth', () => this.#account.targets.get(targetGroupArn) ?? 0);
  }

  #named(name: string): LoadBalancerRecord | undefined {
    return this.#account.loadBalancers.all().find((one) => one.name === name);
  }
}

const shown = ({ arn, name }: Pick<LoadBalancerRecord, 'arn' | 'name'>): LoadBalancer => ({
  arn,
  dnsName: `${name}.elb.test`,
  hostedZoneId: 'Z1',
});
