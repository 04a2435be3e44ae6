/** The request limits of Elastic Load Balancing for what changes something. */
import { TokenBucket } from '../bucket';
import { AwsError } from '../wire/errors';

/** "Request token bucket sizes and refill rates" in its user guide. */
const LIMITS = {
  intensive: { size: 10, perSecond: 0.2 },
  mutating: { size: 20, perSecond: 3 },
};

const INTENSIVE: ReadonlySet<string> = new Set(['CreateLoadBalancer', 'SetSubnets']);

/** Services that have buckets of their own, by the name with which they sign here. */
const SERVICES: ReadonlySet<string> = new Set(['cloudformation', 'ecs']);

/** The buckets of an account in one Region. */
export class ChangeLimits {
  readonly #buckets = { intensive: new TokenBucket(LIMITS.intensive), mutating: new TokenBucket(LIMITS.mutating) };

  /** @param now in seconds. @throws AwsError if too many changes are made */
  admit(operation: string, caller: string | undefined, now: number): void {
    if (SERVICES.has(caller ?? '')) return;
    const bucket = this.#buckets[INTENSIVE.has(operation) ? 'intensive' : 'mutating'];
    if (!bucket.has(1, now)) throw new AwsError('Throttling', 'Rate exceeded');
    bucket.take(1);
  }
}

const READS = /^Describe/;
/** They have a bucket of their own, which is larger. */
const REGISTRATION: ReadonlySet<string> = new Set(['RegisterTargets', 'DeregisterTargets']);

/** Whether calls of the operation are counted here. */
export const isChange = (operation: string): boolean => !READS.test(operation) && !REGISTRATION.has(operation);
