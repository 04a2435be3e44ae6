import { setTimeout as sleep } from 'node:timers/promises';
import type { Dispatch } from '../../scripts/local-aws/front';
import { ConnectionResetError } from '../../scripts/local-aws/front';
import type { AwsRequest, AwsResponse } from '../../scripts/local-aws/wire/messages';
import type { Chance } from './chance';
import type { PatientClock } from './clock';
import { type Fault, faultOf, happen } from './faults';
import { limiter } from './limiter';

/** What a run of the function is given, beside the event. */
export interface InvocationContext {
  invokedFunctionArn: string;
  logGroupName: string;
  logStreamName: string;
  getRemainingTimeInMillis(): number;
}

export type Handler = (event: unknown, context: InvocationContext) => Promise<unknown>;

/** The custom-resource events that Lambda is given have these members at least. */
export interface Event {
  RequestId: string;
}

/** One run of the function. */
interface Run {
  event: Event;
  /** How many runs of this request there were before. */
  earlier: number;
  calls: number;
  kill(): void;
}

/** An execution environment: it makes one run of the function after another, until it is killed. */
export interface SoakEnvironment {
  id: string;
  /** Nothing that it still does has an effect. */
  dead: boolean;
  run?: Run;
}

export interface SoakLambdaOptions {
  clock: PatientClock;
  chance: Chance;
  /** Milliseconds that a run may take. */
  timeoutMs: number;
  /** How many runs there may be at a time. */
  concurrency: number;
  /** Real milliseconds until an attempt at a call is given up. */
  answerMs: number;
  /** How many of a hundred calls to AWS meet a fault. */
  faultRate: number;
  /** Loads the function into an environment. */
  load(environment: SoakEnvironment): Handler;
  /** The function's on-failure destination: another function, given a record of what was given up. */
  destination(record: object): Promise<void>;
  /** Sees every call that a run makes to AWS, and what AWS answered. */
  watch(request: AwsRequest, response: AwsResponse | undefined, run: Event): void;
}

const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:123456789012:function:cfn-express-gateway';

/** Milliseconds before the first and the second retry ("How Lambda handles errors and retries"). */
const RETRY_MS = [60_000, 120_000];

/** Asynchronous invocations of one function, in environments that may die at any call. */
export class SoakLambda {
  readonly faults = new Map<Fault, number>();
  readonly counts = { runs: 0, retries: 0, timeouts: 0, dropped: 0, lost: 0, calls: 0 };
  readonly #environments = new Map<string, SoakEnvironment>();
  readonly #idle: { environment: SoakEnvironment; handler: Handler }[] = [];
  readonly #runsOf = new Map<string, number>();
  readonly #working = new Set<Promise<void>>();
  readonly #inTurn: ReturnType<typeof limiter>;
  readonly #options: SoakLambdaOptions;

  constructor(options: SoakLambdaOptions) {
    this.#options = options;
    this.#inTurn = limiter(options.concurrency);
  }

  /** Takes an event. The function runs later, up to three times; if all fail, its on-failure destination runs. */
  enqueue(event: Event): void {
    const done = this.#work(event);
    this.#working.add(done);
    done.finally(() => this.#working.delete(done));
  }

  /** Resolves when every event is done. */
  async drained(): Promise<void> {
    while (this.#working.size > 0) await Promise.all(this.#working);
  }

  /** For the embedded AWS: lets faults happen to the calls that runs make. */
  async intercept(request: AwsRequest, next: Dispatch): Promise<AwsResponse> {
    const [, id] = /^environment-(\d+)$/.exec(request.caller ?? '') ?? [];
    if (id === undefined) return next(request);
    const environment = this.#environments.get(id);
    const run = environment?.run;
    if (!environment || !run || environment.dead) throw new ConnectionResetError();
    const watched: Dispatch = async (forwarded) => {
      const response = await next(forwarded);
      this.#options.watch(request, response, run.event);
      return response;
    };
    this.counts.calls++;
    const { chance, clock, faultRate, answerMs } = this.#options;
    const fault = faultOf(chance, faultRate, run.event.RequestId, run.earlier, ++run.calls);
    if (fault === undefined) return clock.during(watched(request));
    this.faults.set(fault, (this.faults.get(fault) ?? 0) + 1);
    const answer = happen(fault, request, watched, run.kill);
    // A caller that gets no answer waits for its own time-out.
    await clock.duringSilence(Promise.race([answer.catch(() => {}), sleep(answerMs, undefined, { ref: false })]));
    return answer;
  }

  async #work(event: Event): Promise<void> {
    for (let failures = 0; (await this.#attempt(event)) === 'failed'; failures++) {
      const pause = RETRY_MS[failures];
      if (pause === undefined) return this.#giveUp(event, failures + 1);
      await this.#options.clock.sleep(pause);
      this.counts.retries++;
    }
  }

  /** The destination is invoked asynchronously itself, up to three times. */
  async #giveUp(requestPayload: Event, approximateInvokeCount: number): Promise<void> {
    const { clock, destination } = this.#options;
    this.counts.dropped++;
    const requestContext = { condition: 'RetriesExhausted', approximateInvokeCount, functionArn: FUNCTION_ARN };
    for (const pause of [...RETRY_MS, undefined]) {
      try {
        return await destination({ version: '1.0', requestContext, requestPayload });
      } catch {
        if (pause !== undefined) await clock.sleep(pause);
      }
    }
    this.counts.lost++;
  }

  #attempt(event: Event): Promise<'done' | 'failed'> {
    return this.#inTurn(() => this.#runIn(this.#idle.pop() ?? this.#open(), event));
  }

  #open() {
    const environment: SoakEnvironment = { id: String(this.#environments.size + 1), dead: false };
    this.#environments.set(environment.id, environment);
    return { environment, handler: this.#options.load(environment) };
  }

  async #runIn(place: { environment: SoakEnvironment; handler: Handler }, event: Event): Promise<'done' | 'failed'> {
    const { environment, handler } = place;
    const { clock, timeoutMs } = this.#options;
    const deadline = clock.now() + timeoutMs;
    const earlier = this.#runsOf.get(event.RequestId) ?? 0;
    this.#runsOf.set(event.RequestId, earlier + 1);
    this.counts.runs++;
    const killed = new Promise<'failed'>((resolve) => {
      const kill = () => {
        environment.dead = true;
        resolve('failed');
      };
      environment.run = { event, earlier, calls: 0, kill };
    });
    const cancel = clock.after(timeoutMs, () => {
      this.counts.timeouts++;
      environment.run?.kill();
    });
    const ended = handler(event, this.#context(environment, deadline)).then(
      () => 'done' as const,
      () => 'failed' as const,
    );
    const outcome = await Promise.race([ended, killed]);
    cancel();
    if (!environment.dead) {
      environment.run = undefined;
      this.#idle.push(place);
    }
    return outcome;
  }

  #context({ id }: SoakEnvironment, deadline: number): InvocationContext {
    return {
      invokedFunctionArn: FUNCTION_ARN,
      logGroupName: 'soak',
      logStreamName: `environment ${id}`,
      getRemainingTimeInMillis: () => deadline - this.#options.clock.now(),
    };
  }
}
