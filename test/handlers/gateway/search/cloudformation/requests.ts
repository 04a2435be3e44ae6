import { isForeign } from '../../account/state';
import { SimulatedAccount } from '../account';
import { canonical } from '../engine/cells';
import type { Simulation } from '../engine/simulation';
import type { Reply } from '../lambda';
import type { ResourceEvent } from '../resource-event';
import { CANCELLED, type InFlight } from './operation-failure';

/** How a request ended for CloudFormation. */
export type RequestEnding =
  | { status: 'SUCCESS'; id: string; data: Readonly<Record<string, unknown>> }
  | { status: 'FAILED'; id: string; reason: string }
  /** A sibling failed in the meantime, or no answer came in time: CloudFormation waits no longer. */
  | { status: 'CANCELLED' };

/** `ServiceTimeout`, in milliseconds. */
const SERVICE_TIMEOUT_MS = 1_800_000;

/** CloudFormation's part in custom resources: it sends requests, and takes the first answer to each. */
export class Requests {
  readonly #waiting = new Map<string, (reply: Reply) => void>();
  /** The answer to each request. A second answer must be the same. */
  readonly #answered = new Map<string, string>();
  /** Requests that were not answered in time. */
  readonly unanswered: string[] = [];
  /** Sentences about what is wrong. */
  readonly faults: string[] = [];
  readonly #simulation: Simulation;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
  }

  receive(reply: Reply): void {
    const text = canonical([reply.PhysicalResourceId, reply.Data]);
    const before = this.#answered.get(reply.RequestId);
    if (reply.Status === 'SUCCESS') {
      if (before !== undefined && before !== text && !this.#namesWhatIsGone(before)) {
        this.faults.push(`I6: ${reply.RequestId} was answered with ${before} and then with ${text}`);
      }
      this.#answered.set(reply.RequestId, text);
    }
    this.#waiting.get(reply.RequestId)?.(reply);
  }

  /** Sends a request, and waits for its end. */
  send(event: ResourceEvent, deliver: (event: ResourceEvent) => void): InFlight<RequestEnding> {
    const simulation = this.#simulation;
    const waiting = this.#waiting;
    const { RequestId } = event;
    let cancel = () => {};
    const ending = new Promise<RequestEnding>((resolve) => {
      const end = (outcome: RequestEnding) => {
        waiting.delete(RequestId);
        stopWaiting();
        resolve(outcome);
      };
      const timeOut = () => {
        this.unanswered.push(RequestId);
        end(CANCELLED);
      };
      const stopWaiting = simulation.timer(`${RequestId} times out`, simulation.now + SERVICE_TIMEOUT_MS, timeOut);
      cancel = () => end(CANCELLED);
      waiting.set(RequestId, ({ Status, PhysicalResourceId: id, Reason = '', Data = {} }) =>
        end(Status === 'SUCCESS' ? { status: Status, id, data: Data } : { status: Status, id, reason: Reason }),
      );
      deliver(event);
      this.#offerDuplicate(event, deliver);
    });
    return { ending, cancel };
  }

  /** If somebody deletes a thing by hand between two answers, or takes a priority, the second answer names another. */
  #namesWhatIsGone(answer: string): boolean {
    const { deletedByHand, rules } = new SimulatedAccount(this.#simulation.cells);
    const taken = rules.all().filter(isForeign);
    return (
      deletedByHand.ids().some((arn) => answer.includes(arn)) ||
      taken.some(({ priority }) => answer.includes(`"Priority":${priority},`))
    );
  }

  /** Lambda delivers at least once: the event may come a second time, at any time. */
  #offerDuplicate(event: ResourceEvent, deliver: (event: ResourceEvent) => void): void {
    if (this.#simulation.limits.kinds.includes('duplicate')) {
      const withdraw = this.#simulation.offer({
        who: 'Lambda',
        what: `delivers ${event.RequestId} again`,
        fault: true,
        take: () => {
          withdraw();
          deliver(event);
        },
      });
    }
  }
}
