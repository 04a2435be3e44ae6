import { hasErrorCode } from '../../../handlers/gateway/aws/errors';
import { TokenBucket } from '../../../scripts/local-aws/bucket';
import { awsError } from '../../handlers/gateway/account/aws-error';
import type { AccountCall, Caller } from '../../handlers/gateway/account/call';
import type { SimulatedTime } from '../contention/simulated-time';

/** The SDK's standard retries (`aws/client-settings.ts`): attempts, and the first and longest pause in milliseconds. */
const ATTEMPTS = 8;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 20_000;

const OF_CLOUDFORMATION = ['DescribeStacks', 'ListStackResources', 'ListStacks'];
const OF_LOAD_BALANCING = /^Describe(?:LoadBalancers|Listeners|Rules|Tags|TargetHealth)$/;

/**
 * How many reading calls AWS takes. Elastic Load Balancing takes 40 at once and 10 a second ("Request throttling" in its
 * user guide). CloudFormation publishes no figure; the same is assumed of it.
 */
export class ReadingLimits {
  readonly #elb = new TokenBucket({ size: 40, perSecond: 10 });
  readonly #cloudformation = new TokenBucket({ size: 40, perSecond: 10 });

  /** @param now in seconds */
  takes(operation: string, now: number): boolean {
    const bucket = OF_CLOUDFORMATION.includes(operation)
      ? this.#cloudformation
      : OF_LOAD_BALANCING.test(operation)
        ? this.#elb
        : undefined;
    if (bucket?.has(1, now) === false) return false;
    bucket?.take(1);
    return true;
  }
}

interface Timing {
  time: SimulatedTime;
  random(): number;
  callMs: number;
  /** Absent: AWS takes every call. */
  limits?: ReadingLimits;
}

/** Calls that each take a while, and that are made again as the SDK does if AWS throttles them. */
export class TimedCaller implements Caller {
  readonly id = 'doctor';
  readonly calls: Record<string, number> = {};
  throttled = 0;
  readonly #timing: Timing;

  constructor(timing: Timing) {
    this.#timing = timing;
  }

  get now(): number {
    return this.#timing.time.now;
  }

  async perform<T>({ name, effect }: Pick<AccountCall<T>, 'name' | 'effect'>): Promise<T> {
    const { time, random } = this.#timing;
    for (let number = 1; ; number++) {
      try {
        return await this.#attempt(name, effect);
      } catch (error) {
        if (!hasErrorCode(error, 'Throttling') || number === ATTEMPTS) throw error;
        await time.sleep(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (number - 1) * random()));
      }
    }
  }

  look<T>(name: string, effect: () => T): Promise<T> {
    return this.perform({ name, effect });
  }

  later(_label: string, milliseconds: number, act: () => void): void {
    void this.#timing.time.sleep(milliseconds).then(act);
  }

  async #attempt<T>(name: string, effect: () => T): Promise<T> {
    const { time, callMs, limits } = this.#timing;
    this.calls[name] = (this.calls[name] ?? 0) + 1;
    await time.sleep(callMs);
    if (limits?.takes(name, time.now / 1000) === false) {
      this.throttled++;
      throw awsError('Throttling', 'Rate exceeded');
    }
    return effect();
  }
}
