import type { GatewayAttributes, RouteAttributes } from '../../../../../handlers/contract';
import type { StackStanding } from '../../account/state';
import type { SimulatedAccount } from '../account';
import { canonical } from '../engine/cells';
import type { Process } from '../engine/process';
import type { Simulation } from '../engine/simulation';
import type { Lambda, ResourceEvent } from '../lambda';
import type { Scene } from '../scene';
import { lastChance, nextEvent } from './events';
import type { Ending, Requests } from './requests';
import {
  BLOCK,
  type Kind,
  keepReplaced,
  keepsDeleted,
  keepsReplaced,
  type Properties,
  propertiesOf,
  type StackState,
  stackId,
  type Wanted,
} from './stack-state';

/** How often CloudFormation, or whoever continues its work, asks for what failed. */
const ATTEMPTS = 8;
/** How often it tries to clean up before it gives up, if nothing else is said. */
const CLEAN_UP_ATTEMPTS = 3;

const IN_ORDER: readonly Kind[] = ['Gateway', 'Route'];
const REVERSED: readonly Kind[] = ['Route', 'Gateway'];

export interface Turn {
  /** Another resource of the stack may fail at any time, once: what is in flight is cancelled, and all is rolled back. */
  mayFail?: boolean;
  /** How often CloudFormation tries to delete what was replaced before it gives up. */
  cleanUpAttempts?: number;
  /** The user has CloudFormation leave what failed as it is (`--disable-rollback`). */
  keepsFailed?: boolean;
}

/** CloudFormation at work on one stack with one block, as its user guide has it. */
export class Stack {
  #siblingHasFailed = false;
  #phase: StackStanding['state'] = 'resting';
  #cleanUpAttempts = CLEAN_UP_ATTEMPTS;
  readonly #simulation: Simulation;
  readonly #player: Process;
  readonly #requests: Requests;
  readonly #lambda: Lambda;
  readonly #account: SimulatedAccount;
  readonly #ways: Pick<Scene, 'signed' | 'deletesAtOnce'>;

  constructor(
    simulation: Simulation,
    player: Process,
    requests: Requests,
    lambda: Lambda,
    account: SimulatedAccount,
    readonly state: StackState,
    ways: Pick<Scene, 'signed' | 'deletesAtOnce'>,
  ) {
    this.#simulation = simulation;
    this.#player = player;
    this.#requests = requests;
    this.#lambda = lambda;
    this.#account = account;
    this.#ways = ways;
  }

  /** @param wanted other than before. @returns whether it was created; otherwise it was rolled back, or stays as it is */
  async create({ mayFail = false, keepsFailed = false, wanted }: Turn & { wanted?: Wanted } = {}): Promise<boolean> {
    this.#account.goneStacks.delete(stackId(this.state.name));
    this.state.wanted = wanted ?? this.state.wanted;
    return this.#operation(() => this.#createResources(mayFail, keepsFailed));
  }

  async #createResources(mayFail: boolean, keepsFailed: boolean): Promise<boolean> {
    for (const kind of IN_ORDER) {
      const properties = this.#properties(kind, this.state.wanted);
      const ending = await this.#ask('Create', kind, { properties }, mayFail);
      const id = ending.status === 'CANCELLED' ? `${this.state.name}-${BLOCK}${kind}-STANDIN` : ending.id;
      this.state.resources[kind] = { id, properties };
      this.#learn(kind, ending);
      if (ending.status !== 'SUCCESS') return keepsFailed ? false : this.#rolledBack(ending);
    }
    return mayFail && (await this.#siblingFails()) ? this.#rolledBack() : true;
  }

  /** @returns whether it was updated; otherwise it was rolled back, or left as it is */
  async update(wanted: Wanted, turn: Turn = {}): Promise<boolean> {
    this.#cleanUpAttempts = turn.cleanUpAttempts ?? CLEAN_UP_ATTEMPTS;
    return this.#operation(() => this.#updateResources(wanted, turn));
  }

  async #updateResources(wanted: Wanted, { mayFail = false, keepsFailed = false }: Turn): Promise<boolean> {
    const before = this.state.wanted;
    const replaced: [Kind, string][] = [];
    const touched = new Set<Kind>();
    for (const kind of IN_ORDER) {
      const resource = this.#existing(kind);
      const properties = this.#properties(kind, wanted);
      if (canonical(properties) === canonical(resource.properties)) continue;
      touched.add(kind);
      const ending = await this.#ask(
        'Update',
        kind,
        { properties, id: resource.id, old: resource.properties },
        mayFail,
      );
      if (ending.status !== 'SUCCESS') {
        this.#siblingHasFailed ||= ending.status === 'CANCELLED';
        if (!keepsFailed) {
          await this.#takeBack(before, touched, properties);
        }
        return false;
      }
      if (ending.id !== resource.id) {
        replaced.push([kind, resource.id]);
      }
      this.state.resources[kind] = { id: ending.id, properties };
      this.#learn(kind, ending);
    }
    if (mayFail && (await this.#siblingFails())) {
      if (!keepsFailed) {
        await this.#takeBack(before, touched);
      }
      return false;
    }
    this.state.wanted = wanted;
    if (keepsReplaced(before)) {
      keepReplaced(this.state, replaced);
    } else {
      await this.#cleanUp(replaced);
    }
    return true;
  }

  /** The block goes from the template, and stays by its policy: nobody is asked for anything. */
  remove(): Promise<void> {
    return this.#operation(async () => {
      this.state.kept.push(...Object.values(this.state.resources).map(({ id }) => id));
      this.state.resources = {};
    });
  }

  /** Asks until all is deleted that is not to stay, as a patient user would. */
  async delete(): Promise<void> {
    if (keepsDeleted(this.state.wanted)) {
      await this.remove();
    } else {
      await this.#operation(() => this.#deleteResources());
    }
    this.#account.goneStacks.set(stackId(this.state.name), true);
  }

  /** The user deletes the stack and tells CloudFormation to leave the resources where they are. */
  abandon(): void {
    this.#account.goneStacks.set(stackId(this.state.name), true);
    this.state.resources = {};
    this.state.gateways = {};
    this.state.routes = {};
  }

  /** The stack goes and keeps its resources by their DeletionPolicy: its tasks go on. */
  keep(): void {
    const { name, resources } = this.state;
    this.#account.kept.set(stackId(name), true);
    this.state.givenUp.push(...(resources.Gateway ? [resources.Gateway.id] : []));
    this.abandon();
  }

  /** While it lasts, the stack does not rest. */
  async #operation<T>(work: () => Promise<T>): Promise<T> {
    this.state.second++;
    this.#show('busy');
    const outcome = await work();
    this.#show('resting');
    return outcome;
  }

  /** What CloudFormation says of the stack from now on. */
  #show(state = this.#phase): void {
    this.#phase = state;
    const resources = Object.entries(this.state.resources).map(([kind, { id }]) => [`${BLOCK}${kind}`, id]);
    this.#account.standings.set(stackId(this.state.name), { state, resources: Object.fromEntries(resources) });
  }

  async #deleteResources(): Promise<void> {
    await this.#each(REVERSED, async (kind) => {
      const resource = this.state.resources[kind];
      if (resource) {
        await this.#deleteOne(kind, resource.id, ATTEMPTS, true);
        delete this.state.resources[kind];
        this.#show();
      }
    });
    this.state.givenUp = [];
  }

  async #rolledBack(ending?: Ending): Promise<false> {
    this.#siblingHasFailed ||= ending?.status === 'CANCELLED';
    await this.#deleteResources();
    return false;
  }

  /** Rolls an update back: reversed Updates, then Deletes of what they replaced. @param failed what was asked in vain */
  async #takeBack(before: Wanted, touched: ReadonlySet<Kind>, failed?: Properties): Promise<void> {
    this.#show('rolling back');
    const replaced: [Kind, string][] = [];
    for (const kind of IN_ORDER) {
      const resource = this.#existing(kind);
      const properties = this.#properties(kind, before);
      if (!touched.has(kind) && canonical(properties) === canonical(resource.properties)) continue;
      const old = failed && kind === [...touched].at(-1) ? failed : resource.properties;
      const ending = await this.#insist(() => this.#ask('Update', kind, { properties, id: resource.id, old }, false));
      if (ending.id !== resource.id) {
        replaced.push([kind, resource.id]);
      }
      this.state.resources[kind] = { id: ending.id, properties };
      this.#learn(kind, ending);
    }
    await this.#cleanUp(replaced);
  }

  /** Deletes what was replaced, last first; what cannot be deleted is given up. */
  async #cleanUp(replaced: readonly [Kind, string][]): Promise<void> {
    await this.#each([...replaced].reverse(), async ([kind, id]) => {
      if (!(await this.#deleteOne(kind, id, this.#cleanUpAttempts, false))) {
        this.state.givenUp.push(id);
      }
    });
  }

  /** One after the other, or all at once. */
  async #each<T>(all: readonly T[], act: (one: T) => Promise<void>): Promise<void> {
    if (this.#ways.deletesAtOnce) {
      await Promise.all(all.map(act));
      return;
    }
    for (const one of all) {
      await act(one);
    }
  }

  /** @param all whether it is the resource that goes, and not one of its former selves */
  async #deleteOne(kind: Kind, id: string, attempts: number, all: boolean): Promise<boolean> {
    const expected = kind === 'Gateway' ? this.state.gateways : this.state.routes;
    for (const one of all ? Object.keys(expected) : [id]) {
      if (!this.state.kept.includes(one)) {
        delete expected[one];
      }
    }
    const properties = this.#existing(kind).properties;
    for (let attempt = 1; attempt <= attempts; attempt++) {
      const ending = await this.#ask('Delete', kind, { properties, id }, false);
      if (ending.status === 'SUCCESS') return true;
      this.state.second++;
    }
    if (all) throw new Error(`${this.state.name} cannot be deleted: ${kind} ${id} fails ${attempts} times`);
    return false;
  }

  async #insist(ask: () => Promise<Ending>): Promise<Ending & { status: 'SUCCESS' }> {
    let ending = await ask();
    for (let attempt = 1; ending.status !== 'SUCCESS'; attempt++) {
      if (attempt === ATTEMPTS) throw new Error(`${this.state.name} cannot be rolled back: ${JSON.stringify(ending)}`);
      this.state.second++;
      ending = await ask();
    }
    return ending;
  }

  #ask(
    RequestType: ResourceEvent['RequestType'],
    kind: Kind,
    { properties, id, old }: { properties: Properties; id?: string; old?: Properties },
    mayFail: boolean,
  ): Promise<Ending> {
    const event = nextEvent(this.state, { RequestType, kind, signed: this.#ways.signed, properties, id, old });
    const sibling = mayFail && !this.#siblingHasFailed ? `a sibling in ${this.state.name}` : undefined;
    return this.#requests.send(this.#player, event, (one) => this.#lambda.deliver(one), sibling);
  }

  /** The last chance of a sibling to fail: nothing of the block is in flight. */
  async #siblingFails(): Promise<boolean> {
    if (!this.#siblingHasFailed) {
      this.#siblingHasFailed = await lastChance(this.#simulation, this.#player, `a sibling in ${this.state.name}`);
      return this.#siblingHasFailed;
    }
    return false;
  }

  #learn(kind: Kind, ending: Ending): void {
    if (ending.status === 'SUCCESS') {
      if (kind === 'Gateway') {
        this.state.gateways[ending.id] = ending.data as unknown as GatewayAttributes;
      } else {
        this.state.routes[ending.id] = ending.data as unknown as RouteAttributes;
      }
    }
    this.#show();
  }

  #properties(kind: Kind, wanted: Wanted): Properties {
    return propertiesOf(kind, wanted, this.state.resources.Gateway?.id ?? '');
  }

  #existing(kind: Kind) {
    const resource = this.state.resources[kind];
    if (!resource) throw new Error(`${this.state.name} has no ${kind}`);
    return resource;
  }
}
