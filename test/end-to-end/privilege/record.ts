/** What functions and ECS were seen to do in the embedded AWS, and what IAM would ask of them for it. */
import type { AwsCall } from '../../../scripts/local-aws/wire/messages';
import type { Need } from './evaluate';
import { type AccountRegion, needsOf } from './needs';
import { TagsSeen } from './tags';

/** One call, with what it needs. */
export interface CallNeeds {
  caller: string;
  /** `service:Operation`, for messages. */
  call: string;
  needs: Need[];
}

export class Recording {
  readonly calls: CallNeeds[] = [];
  /** Calls that nobody could read, and why. */
  readonly unread: string[] = [];
  readonly #tags = new TagsSeen();
  readonly #callers: ReadonlySet<string>;
  readonly #account: AccountRegion;

  /** @param callers whose calls count; of others only the tags that they write do */
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
 * ECS acts in several roles; the one that it is lent is for load balancing. How long targets take to drain is what the
 * embedded ECS looks up for its play; no policy of AWS's lets ECS ask for it.
 */
const isOfOtherRoles = ({ request: { caller, service, operation } }: AwsCall): boolean =>
  caller === 'ecs' && (service !== 'elasticloadbalancing' || operation === 'DescribeTargetGroupAttributes');
