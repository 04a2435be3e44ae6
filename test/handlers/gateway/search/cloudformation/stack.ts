import type { StackStanding } from '../../account/state';
import { SimulatedAccount } from '../account';
import type { SimulatedEcs } from '../ecs';
import { answeredNow } from '../invariants/answers';
import { brokenAtRest } from '../invariants/at-rest';
import { none, viewOf } from '../invariants/view';
import { inOrder } from './in-order';
import { leftToErrand } from './left-to-errand';
import { StackResources } from './resources';
import { ATTEMPTS, type StackRequests } from './stack-requests';
import { keepDeleted, keepReplaced, type OperationState, type StackState, stackId, type ToDelete } from './stack-state';
import {
  type BlockSettings,
  expanded,
  KINDS,
  keepsDeleted,
  keepsReplaced,
  oneBlock,
  resourcesOf,
  type Template,
  type TemplateResource,
} from './template';

/** How often CloudFormation tries to clean up before it gives up, unless the operation says otherwise. */
const CLEAN_UP_ATTEMPTS = 3;

export interface OperationOptions {
  /**
   * A sibling of the blocks, or the tasks of a service that is deployed, may fail at any time, once. That cancels what
   * is in flight and rolls the operation back.
   */
  mayFail?: boolean;
  /** How often CloudFormation tries to delete what was replaced before it gives up. */
  cleanUpAttempts?: number;
  /** The user has CloudFormation leave what failed as it is (`--disable-rollback`). */
  keepsFailed?: boolean;
}

/** CloudFormation at work on one stack, as its user guide has it. */
export class SimulatedStack {
  #phase: StackStanding['state'] = 'resting';
  #cleanUpAttempts = CLEAN_UP_ATTEMPTS;
  readonly #requests: StackRequests;
  readonly #resources: StackResources;
  readonly #account: SimulatedAccount;
  readonly state: StackState;

  /** @param requests sends the stack's requests */
  constructor(requests: StackRequests, ecs: SimulatedEcs) {
    this.#requests = requests;
    this.state = requests.state;
    this.#account = new SimulatedAccount(requests.simulation.cells);
    this.#resources = new StackResources(requests, ecs, this.#account.services, () => this.#show());
  }

  /** @param settings new ones, if any. @returns whether it was created; otherwise it was rolled back or left as it is */
  async create({
    mayFail = false,
    keepsFailed = false,
    settings,
  }: OperationOptions & { settings?: BlockSettings } = {}): Promise<boolean> {
    this.#account.goneStacks.delete(stackId(this.state.name));
    const template = expanded(settings ? oneBlock(settings) : this.state.template, this.state.contract);
    this.state.template = template;
    return this.#operation({}, template, async () => {
      const isDone = await this.#forward(template, mayFail);
      this.state.isWhole = isDone || !keepsFailed;
      if (!isDone && !keepsFailed) {
        await this.#deleteResources();
      }
      return isDone;
    });
  }

  /** A stack with one block gets other settings. */
  update(settings: BlockSettings, options: OperationOptions = {}): Promise<boolean> {
    return this.updateTo(oneBlock(settings), options);
  }

  /** @returns whether it was updated; otherwise it was rolled back, or left as it is */
  async updateTo(asked: Template, { mayFail = false, ...options }: OperationOptions = {}): Promise<boolean> {
    const template = expanded(asked, this.state.contract);
    this.#cleanUpAttempts = options.cleanUpAttempts ?? CLEAN_UP_ATTEMPTS;
    const before = this.state.template;
    return this.#operation(before, template, async () => {
      const isDone = await this.#forward(template, mayFail);
      if (isDone) {
        this.state.template = template;
        await this.#commit(before);
      } else if (options.keepsFailed) {
        this.state.isWhole = false;
      } else {
        await this.#takeBack(before);
      }
      return isDone;
    });
  }

  /** The blocks are removed from the template. What their DeletionPolicy keeps stays: no request is sent for it. */
  async remove(): Promise<void> {
    await this.updateTo({});
  }

  /** Asks until everything that is not retained is deleted, as a patient user would. */
  async delete(): Promise<void> {
    await this.#operation(this.state.template, {}, async () => {
      this.#keepDeleted(this.state.template, []);
      this.#enter('deleting');
      await this.#deleteResources();
      this.state.isWhole = true;
    });
    this.#account.goneStacks.set(stackId(this.state.name), true);
  }

  /** The user deletes the stack and tells CloudFormation to leave the custom resources where they are. */
  abandon(): void {
    for (const { kind, properties } of Object.values(this.state.resources)) {
      if (kind === 'Service') {
        this.#account.services.delete(String(properties.Membership));
      }
    }
    this.#leave();
  }

  /** The stack is deleted and keeps its resources by their DeletionPolicy: its tasks go on. */
  keep(): void {
    const { name, resources, givenUp } = this.state;
    this.#account.kept.set(stackId(name), true);
    givenUp.push(...Object.values(resources).flatMap(({ kind, id }) => (kind === 'Gateway' ? [id] : [])));
    this.#leave();
  }

  #leave(): void {
    this.#account.goneStacks.set(stackId(this.state.name), true);
    Object.assign(this.state, { resources: {}, gateways: {}, routes: {}, answered: {} });
  }

  /** CloudFormation shows the stack as busy while the operation lasts. */
  async #operation<T>(from: Template, to: Template, work: () => Promise<T>): Promise<T> {
    const { state } = this;
    state.second++;
    delete state.refusal;
    state.leftToErrand = [];
    state.answered = answeredNow(this.#account, state, [from, to]);
    state.operation = { phase: 'going forward', from, to, touched: [], attempted: {}, leftovers: [] };
    this.#show('busy');
    this.#requests.note();
    const outcome = await work();
    delete state.operation;
    state.answered = answeredNow(this.#account, state, [state.template]);
    this.#show('resting');
    this.#requests.note();
    none(brokenAtRest(viewOf(this.#requests.simulation.cells, [state]), state));
    return outcome;
  }

  /** Sets what CloudFormation says of the stack. */
  #show(state = this.#phase): void {
    this.#phase = state;
    const resources = Object.entries(this.state.resources).flatMap(([logicalId, { kind, id }]) =>
      kind === 'Service' ? [] : [[logicalId, id]],
    );
    this.#account.standings.set(stackId(this.state.name), { state, resources: Object.fromEntries(resources) });
    this.#requests.save();
  }

  /** Creates and updates what the template asks for. @returns whether nothing failed */
  async #forward(template: Template, mayFail: boolean): Promise<boolean> {
    const failure = this.#requests.failure(mayFail);
    await inOrder(resourcesOf(template), needs, (one) => this.#resources.provide(one, failure, mayFail));
    await this.#requests.complete(failure);
    return !failure.happened;
  }

  /** Deletes what an update has replaced or removed. */
  async #commit(before: Template): Promise<void> {
    const { operation, template } = this.state;
    const leftovers = operation?.leftovers ?? [];
    const isKept = ({ block }: ToDelete) => keepsReplaced(before[block]);
    for (const one of leftovers.filter(isKept)) {
      keepReplaced(this.state, one, before[one.block] ?? {});
    }
    const rest = leftovers.filter((one) => !isKept(one));
    const staying = resourcesOf(template).map(({ logicalId }) => logicalId);
    this.#keepDeleted(before, staying);
    await this.#cleanUp([...rest, ...this.#others(staying)], before);
  }

  /** Retains the resources that the template no longer has. @param staying logical ids of those that it has */
  #keepDeleted(before: Template, staying: readonly string[]): void {
    for (const one of this.#others(staying)) {
      const settings = before[one.block];
      if (settings && keepsDeleted(settings)) {
        keepDeleted(this.state, one, settings);
        delete this.state.resources[one.logicalId];
      }
    }
  }

  /** Rolls an update back: reversed Updates, then Deletes of what was created and of what the Updates replaced. */
  async #takeBack(before: Template): Promise<void> {
    this.state.leftToErrand = leftToErrand(this.state, before);
    this.#enter('rolling back', []);
    this.#show('rolling back');
    const resources = resourcesOf(before);
    await inOrder(resources, needs, (one) => this.#resources.takeBack(one));
    const made = this.#others(resources.map(({ logicalId }) => logicalId));
    await this.#cleanUp([...(this.state.operation?.leftovers ?? []), ...made], this.state.operation?.to ?? {});
  }

  #enter(phase: OperationState['phase'], leftovers: readonly ToDelete[] = []): void {
    if (this.state.operation) {
      Object.assign(this.state.operation, { phase, leftovers: [...leftovers] });
    }
  }

  /** What the stack has besides these, to be deleted. */
  #others(staying: readonly string[]): ToDelete[] {
    return Object.entries(this.state.resources).flatMap(([logicalId, one]) =>
      staying.includes(logicalId) ? [] : [{ ...one, logicalId, ends: true }],
    );
  }

  /** Deletes what is left over, in reverse order. What cannot be deleted is given up. */
  async #cleanUp(leftovers: readonly ToDelete[], template: Template): Promise<void> {
    const { operation, givenUp } = this.state;
    this.#enter('cleaning up', leftovers);
    this.#requests.note();
    await this.#requests.deletes(leftovers, neededIn(template), async (one) => {
      if (!(await this.#resources.delete(one, this.#cleanUpAttempts))) {
        givenUp.push(one.id);
      }
      operation?.leftovers.splice(operation.leftovers.indexOf(one), 1);
      this.#requests.save();
    });
  }

  /** @throws Error if a resource cannot be deleted */
  async #deleteResources(): Promise<void> {
    const { name, template } = this.state;
    await this.#requests.deletes(this.#others([]), neededIn(template), async (one) => {
      if (!(await this.#resources.delete(one, ATTEMPTS))) {
        throw new Error(`${name} cannot be deleted: ${one.logicalId} ${one.id} fails ${ATTEMPTS} times`);
      }
    });
    this.state.givenUp = [];
  }
}

const needs = (one: TemplateResource, other: TemplateResource): boolean => one.after.includes(other.logicalId);

/** What is needed by something else goes after it: within a block, and where one block comes after another. */
const neededIn =
  (template: Template) =>
  (one: ToDelete, other: ToDelete): boolean =>
    one.block === other.block
      ? KINDS.indexOf(one.kind) < KINDS.indexOf(other.kind)
      : template[other.block]?.after === one.block;
