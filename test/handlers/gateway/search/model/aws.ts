import { TAG } from '../../../../../handlers/contract';
import type { Matching, Tags, Weights } from '../../../../../handlers/gateway/world/load-balancers';
import { type Cells, Shelf } from '../engine/cells';

/**
 * What there is in the modelled AWS account.
 *
 * Listings, and what is put on something new, may be behind by ten seconds (`stale`); tags too, where a scene says so.
 * Load balancers may not be made, or not be set up. What this model does not express: deletion protection; security
 * groups of others that refer to ours; clusters with something in them, or on their way out; quotas; listings that are
 * behind for longer than the gateway waits, whose leftovers the doctor deletes; and reads by ARN or key that are behind.
 * Tests of one part each have those: delete.test.ts, join.test.ts, stray-rules.test.ts and those of the clients.
 */

/** How AWS behaves in a scene, out of the ordinary. */
export type Oddity =
  /** DescribeTags does not show yet what was tagged in the last seconds. */
  | 'tags lag'
  /** Load balancers can be made, and then AWS fails to set them up. */
  | 'setup fails';

export interface LoadBalancerState {
  arn: string;
  name: string;
  /** Scheme, subnets and security group: asked for again with the same, the same is answered. */
  settings: string;
  securityGroupId: string;
  tags: Tags;
  madeAt: number;
  /** AWS could not set it up. */
  failed?: true;
}

export interface ListenerState {
  arn: string;
  loadBalancerArn: string;
  port: number;
  tags: Tags;
  madeAt: number;
}

export interface RuleState extends Matching {
  arn: string;
  listenerArn: string;
  priority: number;
  weights: Weights;
  sticky?: boolean;
  tags: Tags;
  madeAt: number;
}

export interface SecurityGroupState {
  id: string;
  name: string;
  vpcId: string;
  tags: Tags;
  /** Whether everyone is let in. */
  open: boolean;
  madeAt: number;
}

/** Network interfaces that stay for a while when their load balancer is gone, and hold its security group. */
export interface LingeringState {
  loadBalancerArn: string;
  securityGroupId: string;
}

export interface ClusterState {
  name: string;
  tags: Tags;
  madeAt: number;
}

/** A stack as CloudFormation shows it. */
export interface Standing {
  state: 'busy' | 'rolling back' | 'resting';
  /** Physical ids by logical id. */
  resources: Readonly<Record<string, string>>;
}

/** What was made less than this before (milliseconds) may not show in a listing yet. */
const VISIBLE_AFTER_MS = 10_000;

/** An AWS account, held in cells. */
export class Account {
  readonly loadBalancers: Shelf<LoadBalancerState>;
  readonly listeners: Shelf<ListenerState>;
  readonly rules: Shelf<RuleState>;
  readonly groups: Shelf<SecurityGroupState>;
  readonly lingering: Shelf<LingeringState>;
  readonly clusters: Shelf<ClusterState>;
  /** Ids of stacks that are gone. */
  readonly goneStacks: Shelf<true>;
  readonly oddities: Shelf<true>;
  /** What CloudFormation says of stacks, by stack id. */
  readonly standings: Shelf<Standing>;
  /** Ids of stacks that are gone, and of which the tasks go on. */
  readonly kept: Shelf<true>;
  /** Memberships whose services are amid a deployment: green has the traffic, and blue the canary. */
  readonly divided: Shelf<true>;
  /** ARNs of what somebody has deleted by hand. */
  readonly deletedByHand: Shelf<true>;
  /** Whether the ledger was lost: what it says means nothing then, until it is healed. */
  readonly forgotten: Shelf<true>;
  /** Touched though they are not ours, and other crimes; an invariant looks here. */
  readonly damage: Shelf<true>;
  readonly #seen: Shelf<true>;
  readonly #numbers: Shelf<number>;

  constructor(cells: Cells) {
    this.loadBalancers = new Shelf(cells, 'load balancer ');
    this.listeners = new Shelf(cells, 'listener ');
    this.rules = new Shelf(cells, 'rule ');
    this.groups = new Shelf(cells, 'group ');
    this.lingering = new Shelf(cells, 'lingering ');
    this.clusters = new Shelf(cells, 'cluster ');
    this.goneStacks = new Shelf(cells, 'gone ');
    this.standings = new Shelf(cells, 'standing ');
    this.oddities = new Shelf(cells, 'odd ');
    this.kept = new Shelf(cells, 'kept ');
    this.divided = new Shelf(cells, 'divided ');
    this.deletedByHand = new Shelf(cells, 'by hand ');
    this.forgotten = new Shelf(cells, 'forgotten ');
    this.damage = new Shelf(cells, 'damage ');
    this.#seen = new Shelf(cells, 'seen ');
    this.#numbers = new Shelf(cells, 'number ');
  }

  /** How often this was asked with this name: part of an id that does not depend on who else makes what. */
  number(name: string): number {
    const next = (this.#numbers.get(name) ?? 0) + 1;
    this.#numbers.set(name, next);
    return next;
  }

  /** Notes which listeners and rules a process has seen: the load balancer of a foreign one it may not delete then. */
  listed(process: string, seen: readonly Tagged[]): void {
    for (const one of seen.filter(isForeign)) {
      this.#seen.set(`${process} ${one.arn}`, true);
    }
  }

  /** Something that is not ours is changed or deleted. */
  guard(one: Tagged | undefined): void {
    if (one && isForeign(one)) {
      this.damage.set(`the foreign ${one.arn}`, true);
    }
  }

  /** It goes with its load balancer. What was made since the process looked cannot be known to it. */
  guardListed(process: string, one: Tagged): void {
    if (this.#seen.get(`${process} ${one.arn}`)) {
      this.guard(one);
    }
  }
}

interface Tagged {
  arn: string;
  tags: Tags;
}

/** How long the network interfaces of a deleted load balancer linger, in milliseconds. */
export const LINGER_MS = 12_000;

export const isForeign = ({ tags }: { tags: Tags }): boolean => !(TAG.gateway in tags) && !(TAG.cluster in tags);

/** What a listing shows that is behind: undefined if it shows the same. */
export function behind<T extends { madeAt: number }>(all: readonly T[], now: number): T[] | undefined {
  const old = all.filter((one) => !isNew(one, now));
  return old.length < all.length ? old : undefined;
}

/** Whether what was made then may not show yet. */
export const isNew = ({ madeAt }: { madeAt: number }, now: number): boolean => madeAt + VISIBLE_AFTER_MS > now;

/** An error of the SDK's, by its code. */
export class AwsError extends Error {
  constructor(
    override readonly name: string,
    message: string,
  ) {
    super(message);
  }
}
