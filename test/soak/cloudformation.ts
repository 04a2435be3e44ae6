import { CONTRACT } from '../../handlers/contract';
import type { Chance } from './chance';
import type { PatientClock } from './clock';
import type { Event } from './lambda';
import type { FunctionResponse } from './responses';

/** One incarnation of a stack with one block. */
export interface StackBlock {
  id: string;
  block: string;
}

/** What CloudFormation asks the function for. */
export interface StackRequest {
  requestType: 'Create' | 'Update' | 'Delete';
  kind: 'Gateway' | 'Route' | 'Traffic';
  physicalId?: string;
  properties: Record<string, unknown>;
  old?: Record<string, unknown>;
}

interface Sent {
  what: string;
  first?: FunctionResponse;
  /** CloudFormation has sent a newer request of the resource: no answer is needed. */
  superseded: boolean;
  resolve(answer: FunctionResponse): void;
  /** Waits no longer. */
  cancel(): void;
}

export interface SoakCloudFormationOptions {
  clock: PatientClock;
  chance: Chance;
  /** How many of a hundred events are delivered twice. */
  duplicateRate: number;
  urlFor(requestId: string, sentAt: number): string;
  invoke(event: Event): void;
}

/** Seconds that an answer may take. */
const SERVICE_TIMEOUT = 1800;
/** The second copy of an event arrives within this time, in milliseconds: before the answer or long after it. */
const LATEST_COPY_MS = 60_000;

/** CloudFormation as the function sees it: it sends events and takes the answers. */
export class SoakCloudFormation {
  readonly counts = { events: 0, copies: 0, answers: 0, answersAgain: 0, superseded: 0, failed: 0 };
  readonly unanswered: string[] = [];
  readonly contradictions: string[] = [];
  /** Reasons of FAILED answers. */
  readonly reasons: string[] = [];
  readonly #sent = new Map<string, Sent>();
  readonly #serials = new Map<string, number>();
  readonly #copies: Promise<void>[] = [];
  readonly #options: SoakCloudFormationOptions;

  constructor(options: SoakCloudFormationOptions) {
    this.#options = options;
  }

  /** Sends a request. @returns the answer; rejects if none comes in time */
  async ask(stack: StackBlock, asked: StackRequest): Promise<FunctionResponse> {
    return this.send(stack, asked).answer;
  }

  /** Sends a request that may be superseded before it is answered. */
  send(stack: StackBlock, asked: StackRequest): { answer: Promise<FunctionResponse>; supersede(): void } {
    const { clock, chance, duplicateRate, invoke } = this.#options;
    const event = this.#event(stack, asked);
    const { RequestId } = event;
    const what = `${asked.requestType} ${event.LogicalResourceId} of ${stack.id} (${RequestId})`;
    const sent: Sent = { what, superseded: false, resolve: () => {}, cancel: () => {} };
    const answer = this.#inTime(sent);
    this.#sent.set(RequestId, sent);
    this.counts.events++;
    invoke(event);
    if (chance.number('copy', RequestId) * 100 < duplicateRate) {
      this.counts.copies++;
      const copied = clock.sleep(chance.number('delay', RequestId) * LATEST_COPY_MS).then(() => invoke(event));
      this.#copies.push(copied);
    }
    const supersede = () => {
      this.counts.superseded++;
      sent.superseded = true;
      sent.cancel();
    };
    return { answer, supersede };
  }

  /** Resolves when no second copy of an event is still to come. */
  async delivered(): Promise<void> {
    await Promise.all(this.#copies);
  }

  /** An answer has arrived. */
  take(answer: FunctionResponse): void {
    const sent = this.#sent.get(answer.RequestId);
    if (!sent) {
      this.contradictions.push(`an answer to a request that was never sent: ${answer.RequestId}`);
    } else if (!sent.first) {
      sent.first = answer;
      this.counts.answers++;
      if (answer.Status === 'FAILED' && !sent.superseded) {
        this.counts.failed++;
        this.reasons.push(`${sent.what}: ${answer.Reason}`);
      }
      sent.resolve(answer);
    } else {
      this.counts.answersAgain++;
      const { Status, PhysicalResourceId } = sent.first;
      if (Status === answer.Status && PhysicalResourceId !== answer.PhysicalResourceId) {
        this.contradictions.push(
          `${sent.what} was answered with ${PhysicalResourceId} and ${answer.PhysicalResourceId}`,
        );
      }
    }
  }

  #event({ id, block }: StackBlock, { requestType, kind, physicalId, properties, old }: StackRequest) {
    const { clock, chance, urlFor } = this.#options;
    const LogicalResourceId = `${block}${kind}`;
    const serial = (this.#serials.get(`${id}/${LogicalResourceId}`) ?? 0) + 1;
    this.#serials.set(`${id}/${LogicalResourceId}`, serial);
    const RequestId = chance.uuid('request', id, LogicalResourceId, serial);
    const common = {
      ServiceToken: 'arn:gateway',
      ServiceTimeout: String(SERVICE_TIMEOUT),
      Service: block,
      Contract: String(CONTRACT),
    };
    return {
      RequestType: requestType,
      ResponseURL: urlFor(RequestId, clock.now()),
      StackId: id,
      RequestId,
      ResourceType: `Custom::Express${kind}`,
      LogicalResourceId,
      ...(physicalId !== undefined && { PhysicalResourceId: physicalId }),
      ResourceProperties: { ...common, ...properties },
      ...(old && { OldResourceProperties: { ...common, ...old } }),
    };
  }

  #inTime(sent: Sent): Promise<FunctionResponse> {
    return new Promise((resolve, reject) => {
      const cancel = this.#options.clock.after(SERVICE_TIMEOUT * 1000, () => {
        this.unanswered.push(sent.what);
        reject(new Error(`${sent.what} was never answered`));
      });
      sent.resolve = (answer) => {
        cancel();
        resolve(answer);
      };
      sent.cancel = cancel;
    });
  }
}
