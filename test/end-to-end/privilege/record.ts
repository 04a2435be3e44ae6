/** Records the calls of functions and ECS in the embedded AWS, and the permissions that IAM would require for them. */
import type { AwsCall } from '../../../scripts/local-aws/wire/messages';
import type { Need } from './evaluate';
import { type AccountRegion, needsOf } from './needs';
import { TagsSeen } from './tags';

/** One call with the permissions that it needs. */
export interface CallNeeds {
  caller: string;
  /** `service:Operation`, for messages. */
  call: string;
  needs: Need[];
}

export class Recording {
  readonly calls: CallNeeds[] = [];
  /** Calls that could not be understood, and why. */
  readonly unread: string[] = [];
  readonly #tags = new TagsSeen();
  readonly #callers: ReadonlySet<string>;
  readonly #account: AccountRegion;

  /** @param callers whose calls are recorded; of the calls of others, only the tags are */
  constructor(callers: ReadonlySet<string>, account: AccountRegion) {
    this.#callers = callers;
    this.#account = account;
  }

  readonly onCall = (call: AwsCall): void => {
    const { caller, service, operation, url } = call.request;
    const counts = caller !== undefined && this.#callers.has(caller);
    if (!(counts && !isOfOtherRoles(call)) && operation !== 'CreateTargetGroup') return;
    try {
      const needs = needsOf(call, this.#account, this.#tags);
      if (!counts) return;
      this.calls.push({ caller, call: `${service}:${operation ?? url.pathname}`, needs });
    } catch (error) {
      this.unread.push(`${caller}: ${error instanceof Error ? error.message : error}`);
    }
  };
}

/**
 * ECS acts in several roles. The infrastructure role is only for load balancing. DescribeTargetGroupAttributes is a
 * call of the embedded ECS, which simulates draining; AWS's own policies do not give that permission to ECS.
 */
const isOfOtherRoles = ({ request: { caller, service, operation } }: AwsCall): boolean =>
  caller === 'ecs' && (service !== 'elasticloadbalancing' || operation === 'DescribeTargetGroupAttributes');
