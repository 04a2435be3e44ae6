import type { Cluster, Clusters } from '../../../../handlers/gateway/world/clusters';
import type { Tags } from '../../../../handlers/gateway/world/load-balancers';
import type { Calls } from './calls';

/** ECS's clusters in memory. */
export class FakeClusters implements Clusters {
  readonly all = new Map<string, Cluster>();
  /** Clusters with something in them. */
  readonly busy = new Set<string>();
  /** How often a cluster still has stopping tasks in it when it is to be deleted. */
  stopping = 0;
  /** How often a cluster is shown with its capacity providers not yet attached. */
  changing = 0;
  /** How often a cluster that was made is not shown yet. */
  unseen = 0;
  /** How often `create` is refused for want of the service-linked role. */
  withoutRole = 0;
  readonly #calls: Calls;

  constructor(calls: Calls) {
    this.#calls = calls;
  }

  find(name: string): Promise<Cluster | undefined> {
    return this.#calls.make('DescribeClusters', () => {
      const found = this.all.get(name);
      if (!found || this.unseen-- > 0) return undefined;
      return this.changing-- > 0 ? { ...found, changing: true } : found;
    });
  }

  create(name: string, tags: Tags): Promise<'made' | 'not yet'> {
    return this.#calls.make('CreateCluster', () => {
      if (this.withoutRole-- > 0) return 'not yet';
      if (!this.all.has(name)) {
        this.all.set(name, { arn: `arn:aws:ecs:eu-west-1:1:cluster/${name}`, capacityProviders: ['FARGATE'], tags });
      }
      return 'made';
    });
  }

  delete(name: string): Promise<'gone' | 'in use'> {
    return this.#calls.make('DeleteCluster', () => {
      if (this.busy.has(name) || this.stopping-- > 0) return 'in use';
      this.all.delete(name);
      return 'gone';
    });
  }
}
