import type { Cluster, Clusters } from '../../../../handlers/gateway/world/clusters';
import type { Tags } from '../../../../handlers/gateway/world/load-balancers';
import type { Caller } from './call';
import type { AccountState } from './state';

/** The clusters of ECS as one caller sees them. */
export class AccountClusters implements Clusters {
  readonly #account: Pick<AccountState, 'clusters' | 'busyClusters' | 'witness'>;
  readonly #caller: Caller;

  constructor(account: Pick<AccountState, 'clusters' | 'busyClusters' | 'witness'>, caller: Caller) {
    this.#account = account;
    this.#caller = caller;
  }

  find(name: string): Promise<Cluster | undefined> {
    return this.#caller.perform({
      name: 'DescribeClusters',
      about: () => name,
      faults: ['fail'],
      effect: () => {
        const found = this.#account.clusters.get(name);
        if (!found) return undefined;
        const { capacityProviders = ['FARGATE'], tags } = found;
        return { arn: `arn:aws:ecs:eu-west-1:1:cluster/${name}`, capacityProviders, tags };
      },
    });
  }

  create(name: string, tags: Tags): Promise<'made' | 'not yet'> {
    return this.#caller.perform({
      name: 'CreateCluster',
      about: () => name,
      faults: ['kill', 'fail', 'lost', 'again'],
      effect: () => {
        if (!this.#account.clusters.get(name)) {
          this.#account.clusters.set(name, { name, tags, madeAt: this.#caller.now });
        }
        return 'made';
      },
    });
  }

  delete(name: string): Promise<'gone' | 'in use'> {
    return this.#caller.perform({
      name: 'DeleteCluster',
      about: () => name,
      faults: ['kill', 'fail', 'lost', 'again'],
      effect: () => {
        if (this.#account.busyClusters.get(name)) return 'in use';
        const found = this.#account.clusters.get(name);
        if (found) this.#account.witness?.touches({ arn: `cluster ${name}`, tags: found.tags });
        this.#account.clusters.delete(name);
        return 'gone';
      },
    });
  }
}
