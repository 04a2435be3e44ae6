import { type EcsServiceRecord, SimulatedAccount, type TaskGroup, twin } from './account';
import type { InFlight } from './cloudformation/operation-failure';
import type { Process } from './engine/process';
import type { Simulation } from './engine/simulation';

/** How an update of a service ends for CloudFormation. */
export type UpdateEnding = 'steady' | 'unsteady' | 'refused';

/** What a service is asked to be. */
export type ServiceWish = Pick<EcsServiceRecord, 'strategy' | 'image' | 'rule'>;

interface Deployment {
  process: Process;
  withdraw(): void;
  /** What there was before it, and what comes again if it fails or is superseded. */
  source: EcsServiceRecord;
}

const NOTHING: EcsServiceRecord = { strategy: 'CANARY', image: 0, tasks: [], live: 'blue', deployments: 0 };

/**
 * ECS at work on services, each named by its member. Its tasks are targets as soon as they are healthy. A ROLLING
 * deployment has them in the service's first group, blue, and leaves weights alone. Every other one has them in the
 * group that is not live, moves the weights of the production rule there, and then stops the old tasks (developer
 * guide, deployment types). Which group ECS uses after a change to ROLLING is not documented; here it is blue. That change
 * is refused while a deployment is under way (developer guide, update-bluegreen-to-rolling).
 */
export class SimulatedEcs {
  readonly #simulation: Simulation;
  readonly #running = new Map<string, Deployment>();

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
  }

  /** @param onFailure called if the tasks stay unhealthy; absent: they do not */
  deploy(member: string, wish: ServiceWish, onFailure?: () => void): InFlight<UpdateEnding> {
    const { services } = this.#account;
    const now = services.get(member);
    if (now?.deploying && wish.strategy === 'ROLLING' && now.strategy !== 'ROLLING') {
      return { ending: Promise.resolve('refused'), cancel: () => {} };
    }
    this.#supersede(member);
    const source = services.get(member) ?? NOTHING;
    const { rule: _, ...before } = source;
    const deployments = source.deployments + 1;
    services.set(member, { ...before, ...wish, deployments, deploying: true });
    const process = this.#simulation.spawn(`deployment ${deployments} of ${member}`);
    let withdraw = () => {};
    const ending = new Promise<UpdateEnding>((resolve) => {
      const end = () => {
        withdraw();
        this.#running.delete(member);
      };
      withdraw = this.#offerFailure(member, onFailure, () => {
        this.#restore(member, source);
        end();
        process.end();
        resolve('unsteady');
      });
      this.#running.set(member, { process, withdraw, source });
      this.#carryOut(process, member, source)
        .then(() => {
          end();
          // Before CloudFormation looks, something else may fail.
          return onFailure && process.perform({ name: 'is seen to be steady', effect: () => {} });
        })
        .then(() => {
          process.end();
          resolve('steady');
        });
    });
    return { ending, cancel: withdraw };
  }

  /** Its tasks get no requests from now on. That they drain for a while makes no difference to anybody. */
  delete(member: string): void {
    this.#supersede(member);
    this.#account.services.delete(member);
  }

  get #account(): SimulatedAccount {
    return new SimulatedAccount(this.#simulation.cells);
  }

  async #carryOut(process: Process, member: string, source: EcsServiceRecord): Promise<void> {
    if (source.tasks.length > 0 && this.#next(member) !== source.live) {
      await process.perform({ name: 'has healthy tasks', effect: () => this.#stand(member) });
    }
    await process.perform({ name: 'is steady', effect: () => this.#finish(member) });
  }

  /** The group that gets the tasks of the deployment. */
  #next(member: string): TaskGroup {
    const { strategy, tasks, live } = this.#existing(member);
    return strategy === 'ROLLING' || tasks.length === 0 ? 'blue' : twin(live);
  }

  /** Old and new tasks stand beside each other. */
  #stand(member: string): void {
    const service = this.#existing(member);
    this.#account.services.set(member, { ...service, tasks: ['blue', 'green'] });
    this.#weigh(member, service.live, 95, 5);
  }

  #finish(member: string): void {
    const next = this.#next(member);
    const { deploying: _, ...service } = this.#existing(member);
    this.#account.services.set(member, { ...service, tasks: [next], live: next });
    if (service.tasks.length > 0) {
      this.#weigh(member, next, 100, 0);
    }
  }

  /** Moves the weights of the production rule. A ROLLING deployment has none. */
  #weigh(member: string, to: TaskGroup, there: number, beside: number): void {
    const { rules } = this.#account;
    const rule = rules.get(this.#existing(member).rule ?? '');
    if (rule) {
      const weights = { [`${member}-${to}`]: there, [`${member}-${twin(to)}`]: beside };
      rules.set(rule.arn, { ...rule, weights });
    }
  }

  /** A newer deployment takes the place of one that is under way, and begins where that one began. */
  #supersede(member: string): void {
    const running = this.#running.get(member);
    if (running) {
      running.withdraw();
      running.process.end();
      this.#running.delete(member);
      this.#restore(member, running.source);
    }
  }

  #restore(member: string, source: EcsServiceRecord): void {
    const { tasks, deployments } = this.#existing(member);
    if (source.tasks.length > 0 && tasks.length > source.tasks.length) {
      this.#weigh(member, source.live, 100, 0);
    }
    this.#account.services.set(member, { ...source, deployments });
  }

  #offerFailure(member: string, onFailure: (() => void) | undefined, take: () => void): () => void {
    if (!onFailure) return () => {};
    const withdraw = this.#simulation.offer({
      who: 'ECS',
      what: `finds the new tasks of ${member} unhealthy`,
      fault: false,
      take: () => {
        onFailure();
        take();
      },
    });
    return withdraw;
  }

  /** @throws Error if there is no such service */
  #existing(member: string): EcsServiceRecord {
    const service = this.#account.services.get(member);
    if (!service) throw new Error(`There is no service ${member}`);
    return service;
  }
}
