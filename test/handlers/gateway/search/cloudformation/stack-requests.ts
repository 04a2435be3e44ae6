import { canonical } from '../engine/cells';
import type { Process } from '../engine/process';
import type { Simulation } from '../engine/simulation';
import type { SimulatedLambda } from '../lambda';
import { type Asked, nextEvent } from './events';
import { inOrder } from './in-order';
import { type InFlight, OperationFailure } from './operation-failure';
import type { RequestEnding, Requests } from './requests';
import type { Sending, StackState } from './stack-state';

/** How often CloudFormation, or whoever continues the roll back, repeats what failed. */
export const ATTEMPTS = 8;

/** The requests that CloudFormation sends for one stack, and what may fail beside them. */
export class StackRequests {
  readonly #player: Process;
  readonly #requests: Requests;
  readonly #lambda: SimulatedLambda;
  readonly #sending: Sending;

  constructor(
    readonly simulation: Simulation,
    player: Process,
    requests: Requests,
    lambda: SimulatedLambda,
    readonly state: StackState,
    sending: Sending,
  ) {
    this.#player = player;
    this.#requests = requests;
    this.#lambda = lambda;
    this.#sending = sending;
  }

  /** Writes down where the stack stands: all that CloudFormation will do follows from that. */
  save(): void {
    this.simulation.cells.set(`stack ${this.state.name}`, this.state);
  }

  /** The stack has come to a point from which on only its state matters. */
  note(): void {
    this.#player.note(canonical(this.state));
    this.save();
  }

  /** One after the other where one waits for another, or all at once, as the scene has it. */
  async deletes<T>(all: readonly T[], waits: (one: T, forOther: T) => boolean, act: (one: T) => Promise<void>) {
    await inOrder(all, this.#sending.deletesAtOnce ? () => false : waits, act);
  }

  ask(asked: Asked): InFlight<RequestEnding> {
    const event = nextEvent(this.state, this.#sending.signed, asked);
    this.save();
    return this.#requests.send(event, (one) => this.#lambda.deliver(one));
  }

  /** Asks until it succeeds. @throws Error after too many attempts */
  async insist(ask: () => InFlight<RequestEnding>): Promise<RequestEnding & { status: 'SUCCESS' }> {
    const { name } = this.state;
    for (let attempt = 1; ; attempt++) {
      const ending = await ask().ending;
      if (ending.status === 'SUCCESS') return ending;
      if (attempt === ATTEMPTS) throw new Error(`${name} cannot be rolled back: ${JSON.stringify(ending)}`);
      this.later();
    }
  }

  /** What comes now is in another second. */
  later(): void {
    this.state.second++;
    this.save();
  }

  /** @param mayFail whether a sibling may fail at any time of the operation, which makes the operation fail */
  failure(mayFail: boolean): OperationFailure {
    const failure = new OperationFailure();
    if (mayFail && !this.state.hasFailed) {
      const withdraw = this.simulation.offer({
        who: `a sibling in ${this.state.name}`,
        what: 'fails',
        fault: false,
        take: () => {
          withdraw();
          this.state.hasFailed = true;
          failure.happen();
        },
      });
      this.#withdraw = withdraw;
    }
    return failure;
  }

  /** Nothing can fail any more once this has happened. */
  async complete(failure: OperationFailure): Promise<void> {
    if (!failure.happened && this.#withdraw !== undefined) {
      const ending = this.#player.perform({ name: 'is complete', effect: () => {} });
      await failure.or({ ending, cancel: () => this.#player.parked.splice(0) });
    }
    this.#withdraw?.();
    this.#withdraw = undefined;
    this.note();
  }

  /** Withdraws the failure of the sibling. */
  #withdraw: (() => void) | undefined;
}
