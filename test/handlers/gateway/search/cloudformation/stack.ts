import type { GatewayAttributes, RouteAttributes } from '../../../../../handlers/contract';
import type { StackStanding } from '../../account/state';
import type { SimulatedAccount } from '../account';
import { canonical } from '../engine/cells';
import type { RequestEnding } from './requests';
import { ATTEMPTS, type StackRequests } from './stack-requests';
import {
  BLOCK,
  type BlockProperties,
  type BlockSettings,
  existing,
  type Kind,
  keepReplaced,
  keepsDeleted,
  keepsReplaced,
  propertiesOf,
  type StackState,
  stackId,
} from './stack-state';

/** How often CloudFormation tries to clean up before it gives up, unless the operation says otherwise. */
const CLEAN_UP_ATTEMPTS = 3;

const IN_ORDER: readonly Kind[] = ['Gateway', 'Route'];
const REVERSED: readonly Kind[] = ['Route', 'Gateway'];

export interface OperationOptions {
  /**
   * Another resource of the stack may fail at any time, once. That cancels what is in flight and rolls the operation
   * back.
   */
  mayFail?: boolean;
  /** How often CloudFormation tries to delete what was replaced before it gives up. */
  cleanUpAttempts?: number;
  /** The user has CloudFormation leave what failed as it is (`--disable-rollback`). */
  keepsFailed?: boolean;
}

/** CloudFormation at work on one stack with one block, as its user guide has it. */
export class SimulatedStack {
  #phase: StackStanding['state'] = 'resting';
  #cleanUpAttempts = CLEAN_UP_ATTEMPTS;
  readonly #requests: StackRequests;
  readonly #account: SimulatedAccount;

  /** @param requests sends the stack's requests */
  constructor(
    requests: StackRequests,
    account: SimulatedAccount,
    readonly state: StackState,
  ) {
    this.#requests = requests;
    this.#account = account;
  }

  /** @param settings new ones, if any. @returns whether it was created; otherwise it was rolled back or left as it is */
  async create({
    mayFail = false,
    keepsFailed = false,
    settings,
  }: OperationOptions & { settings?: BlockSettings } = {}): Promise<boolean> {
    this.#account.goneStacks.delete(stackId(this.state.name));
    this.state.settings = settings ?? this.state.settings;
    return this.#operation(() => this.#createResources(mayFail, keepsFailed));
  }

  async #createResources(mayFail: boolean, keepsFailed: boolean): Promise<boolean> {
    for (const kind of IN_ORDER) {
      const properties = this.#properties(kind, this.state.settings);
      const ending = await this.#requests.ask('Create', kind, { properties }, mayFail);
      const id = ending.status === 'CANCELLED' ? `${this.state.name}-${BLOCK}${kind}-STANDIN` : ending.id;
      this.state.resources[kind] = { id, properties };
      this.#learn(kind, ending);
      if (ending.status !== 'SUCCESS') return keepsFailed ? false : this.#rolledBack(ending);
    }
    return mayFail && (await this.#requests.siblingFails()) ? this.#rolledBack() : true;
  }

  /** @returns whether it was updated; otherwise it was rolled back, or left as it is */
  async update(settings: BlockSettings, options: OperationOptions = {}): Promise<boolean> {
    this.#cleanUpAttempts = options.cleanUpAttempts ?? CLEAN_UP_ATTEMPTS;
    return this.#operation(() => this.#updateResources(settings, options));
  }

  async #updateResources(
    settings: BlockSettings,
    { mayFail = false, keepsFailed = false }: OperationOptions,
  ): Promise<boolean> {
    const before = this.state.settings;
    const replaced: [Kind, string][] = [];
    const touched = new Set<Kind>();
    for (const kind of IN_ORDER) {
      const resource = existing(this.state, kind);
      const properties = this.#properties(kind, settings);
      if (canonical(properties) === canonical(resource.properties)) continue;
      touched.add(kind);
      const ending = await this.#requests.ask(
        'Update',
        kind,
        { properties, id: resource.id, old: resource.properties },
        mayFail,
      );
      if (ending.status !== 'SUCCESS') {
        this.#requests.siblingHasFailed ||= ending.status === 'CANCELLED';
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
    if (mayFail && (await this.#requests.siblingFails())) {
      if (!keepsFailed) {
        await this.#takeBack(before, touched);
      }
      return false;
    }
    this.state.settings = settings;
    if (keepsReplaced(before)) {
      keepReplaced(this.state, replaced);
    } else {
      await this.#cleanUp(replaced);
    }
    return true;
  }

  /** The block is removed from the template and stays by its DeletionPolicy: no request is sent. */
  remove(): Promise<void> {
    return this.#operation(async () => {
      this.state.kept.push(...Object.values(this.state.resources).map(({ id }) => id));
      this.state.resources = {};
    });
  }

  /** Asks until everything that is not retained is deleted, as a patient user would. */
  async delete(): Promise<void> {
    if (keepsDeleted(this.state.settings)) {
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

  /** The stack is deleted and keeps its resources by their DeletionPolicy: its tasks go on. */
  keep(): void {
    const { name, resources } = this.state;
    this.#account.kept.set(stackId(name), true);
    this.state.givenUp.push(...(resources.Gateway ? [resources.Gateway.id] : []));
    this.abandon();
  }

  /** CloudFormation shows the stack as busy while the operation lasts. */
  async #operation<T>(work: () => Promise<T>): Promise<T> {
    this.state.second++;
    this.#show('busy');
    const outcome = await work();
    this.#show('resting');
    return outcome;
  }

  /** Sets what CloudFormation says of the stack. */
  #show(state = this.#phase): void {
    this.#phase = state;
    const resources = Object.entries(this.state.resources).map(([kind, { id }]) => [`${BLOCK}${kind}`, id]);
    this.#account.standings.set(stackId(this.state.name), { state, resources: Object.fromEntries(resources) });
  }

  async #deleteResources(): Promise<void> {
    await this.#requests.each(REVERSED, async (kind) => {
      const resource = this.state.resources[kind];
      if (resource) {
        await this.#requests.deleteOne(kind, resource.id, ATTEMPTS, true);
        delete this.state.resources[kind];
        this.#show();
      }
    });
    this.state.givenUp = [];
  }

  async #rolledBack(ending?: RequestEnding): Promise<false> {
    this.#requests.siblingHasFailed ||= ending?.status === 'CANCELLED';
    await this.#deleteResources();
    return false;
  }

  /**
   * Rolls an update back: reversed Updates, then Deletes of what they replaced. @param failed the properties that
   * failed
   */
  async #takeBack(before: BlockSettings, touched: ReadonlySet<Kind>, failed?: BlockProperties): Promise<void> {
    this.#show('rolling back');
    const replaced: [Kind, string][] = [];
    for (const kind of IN_ORDER) {
      const resource = existing(this.state, kind);
      const properties = this.#properties(kind, before);
      if (!touched.has(kind) && canonical(properties) === canonical(resource.properties)) continue;
      const old = failed && kind === [...touched].at(-1) ? failed : resource.properties;
      const ending = await this.#requests.insist(() =>
        this.#requests.ask('Update', kind, { properties, id: resource.id, old }, false),
      );
      if (ending.id !== resource.id) {
        replaced.push([kind, resource.id]);
      }
      this.state.resources[kind] = { id: ending.id, properties };
      this.#learn(kind, ending);
    }
    await this.#cleanUp(replaced);
  }

  /** Deletes what was replaced, in reverse order. What cannot be deleted is given up. */
  async #cleanUp(replaced: readonly [Kind, string][]): Promise<void> {
    await this.#requests.each([...replaced].reverse(), async ([kind, id]) => {
      if (!(await this.#requests.deleteOne(kind, id, this.#cleanUpAttempts, false))) {
        this.state.givenUp.push(id);
      }
    });
  }

  #learn(kind: Kind, ending: RequestEnding): void {
    if (ending.status === 'SUCCESS') {
      if (kind === 'Gateway') {
        this.state.gateways[ending.id] = ending.data as unknown as GatewayAttributes;
      } else {
        this.state.routes[ending.id] = ending.data as unknown as RouteAttributes;
      }
    }
    this.#show();
  }

  #properties(kind: Kind, settings: BlockSettings): BlockProperties {
    return propertiesOf(kind, settings, this.state.resources.Gateway?.id ?? '');
  }
}
