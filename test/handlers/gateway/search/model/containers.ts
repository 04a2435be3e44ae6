import type { Cluster, Clusters } from '../../../../../handlers/gateway/world/clusters';
import type { Tags } from '../../../../../handlers/gateway/world/load-balancers';
import type { Process } from '../engine/process';
import type { Simulation } from '../engine/simulation';
import { type Account, isForeign } from './aws';

/** ECS as one process sees it. */
export class Containers implements Clusters {
  readonly #account: Account;
  readonly #simulation: Simulation;
  readonly #process: Process;

  constructor(account: Account, simulation: Simulation, process: Process) {
    this.#account = account;
    this.#simulation = simulation;
    this.#process = process;
  }

  find(name: string): Promise<Cluster | undefined> {
    return this.#process.perform({
      name: 'DescribeClusters',
      about: () => name,
      faults: ['fail'],
      effect: () => {
        const found = this.#account.clusters.get(name);
        return (
          found && { arn: `arn:aws:ecs:eu-west-1:1:cluster/${name}`, capacityProviders: ['FARGATE'], tags: found.tags }
        );
      },
    });
  }

  create(name: string, tags: Tags): Promise<'made' | 'not yet'> {
    return this.#process.perform({
      name: 'CreateCluster',
      about: () => name,
      faults: ['kill', 'fail', 'lost', 'again'],
      effect: () => {
        if (!this.#account.clusters.get(name)) {
          this.#account.clusters.set(name, { name, tags, madeAt: this.#simulation.now });
        }
        return 'made';
      },
    });
  }

  delete(name: string): Promise<'gone' | 'in use'> {
    return this.#process.perform({
      name: 'DeleteCluster',
      about: () => name,
      faults: ['kill', 'fail', 'lost', 'again'],
      effect: () => {
        const found = this.#account.clusters.get(name);
        if (found && isForeign(found)) {
          this.#account.damage.set(`the foreign cluster ${name}`, true);
        }
        this.#account.clusters.delete(name);
        return 'gone';
      },
    });
  }
}
