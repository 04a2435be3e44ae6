import type { Process } from '../engine/process';
import type { Simulation } from '../engine/simulation';
import type { ResourceEvent, SimulatedLambda } from '../lambda';
import { lastChance, nextEvent } from './events';
import type { RequestEnding, Requests } from './requests';
import { type BlockProperties, existing, type Kind, type Sending, type StackState } from './stack-state';

/** How often CloudFormation, or whoever continues the roll back, repeats what failed. */
export const ATTEMPTS = 8;

/** The requests that CloudFormation sends for one stack, and the sibling that may cancel them. */
export class StackRequests {
  /** Another resource of the stack has failed. It does so once at most. */
  siblingHasFailed = false;
  readonly #simulation: Simulation;
  readonly #player: Process;
  readonly #requests: Requests;
  readonly #lambda: SimulatedLambda;
  readonly #state: StackState;
  readonly #sending: Sending;

  constructor(
    simulation: Simulation,
    player: Process,
    requests: Requests,
    lambda: SimulatedLambda,
    state: StackState,
    sending: Sending,
  ) {
    this.#simulation = simulation;
    this.#player = player;
    this.#requests = requests;
    this.#lambda = lambda;
    this.#state = state;
    this.#sending = sending;
  }

  /** One after the other, or all at once, as the scene has it. */
  async each<T>(all: readonly T[], act: (one: T) => Promise<void>): Promise<void> {
    if (this.#sending.deletesAtOnce) {
      await Promise.all(all.map(act));
      return;
    }
    for (const one of all) {
      await act(one);
    }
  }

  /** @param all whether the resource itself is deleted, and not only what it was before a replacement */
  async deleteOne(kind: Kind, id: string, attempts: number, all: boolean): Promise<boolean> {
    const expected = kind === 'Gateway' ? this.#state.gateways : this.#state.routes;
    for (const one of all ? Object.keys(expected) : [id]) {
      if (!this.#state.kept.includes(one)) {
        delete expected[one];
      }
    }
    const properties = existing(this.#state, kind).properties;
    for (let attempt = 1; attempt <= attempts; attempt++) {
      const ending = await this.ask('Delete', kind, { properties, id }, false);
      if (ending.status === 'SUCCESS') return true;
      this.#state.second++;
    }
    if (all) throw new Error(`${this.#state.name} cannot be deleted: ${kind} ${id} fails ${attempts} times`);
    return false;
  }

  async insist(ask: () => Promise<RequestEnding>): Promise<RequestEnding & { status: 'SUCCESS' }> {
    let ending = await ask();
    for (let attempt = 1; ending.status !== 'SUCCESS'; attempt++) {
      if (attempt === ATTEMPTS) throw new Error(`${this.#state.name} cannot be rolled back: ${JSON.stringify(ending)}`);
      this.#state.second++;
      ending = await ask();
    }
    return ending;
  }

  ask(
    RequestType: ResourceEvent['RequestType'],
    kind: Kind,
    { properties, id, old }: { properties: BlockProperties; id?: string; old?: BlockProperties },
    mayFail: boolean,
  ): Promise<RequestEnding> {
    const event = nextEvent(this.#state, { RequestType, kind, signed: this.#sending.signed, properties, id, old });
    const sibling = mayFail && !this.siblingHasFailed ? `a sibling in ${this.#state.name}` : undefined;
    return this.#requests.send(this.#player, event, (one) => this.#lambda.deliver(one), sibling);
  }

  /** The last instant at which a sibling can fail: no request of the block is in flight. */
  async siblingFails(): Promise<boolean> {
    if (!this.siblingHasFailed) {
      this.siblingHasFailed = await lastChance(this.#simulation, this.#player, `a sibling in ${this.#state.name}`);
      return this.siblingHasFailed;
    }
    return false;
  }
}
