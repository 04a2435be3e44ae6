import { TAG } from '../../../../handlers/contract';
import type { Matching, Tags, Weights } from '../../../../handlers/gateway/world/load-balancers';
import type { RouteTable, Subnet } from '../../../../handlers/gateway/world/network';
import type { Item } from '../../../../handlers/gateway/world/store';

/** What AWS and CloudFormation hold, without any behaviour. */

/** Things of one kind by their ids. Do not change what it gives out: set another value instead. */
export interface Collection<T> {
  get(id: string): T | undefined;
  set(id: string, value: T): unknown;
  delete(id: string): unknown;
  /** Every value that fits, in the order of the ids. Copying costs, so this is better than filtering what it gives. */
  all(fits?: (value: T) => boolean): T[];
  /** Every id, in order. */
  ids(): string[];
}

type Lookup<T> = Pick<Collection<T>, 'get'>;

/** An AWS account in one region. */
export interface AccountState {
  /** What the ARNs of Elastic Load Balancing begin with. */
  readonly arnPrefix: string;
  /** The ledger's table. */
  readonly items: Collection<Item>;
  readonly vpcs: ReadonlyMap<string, VpcRecord>;
  /** Ids of subnets in which AWS makes no load balancer. */
  readonly unfitSubnets: Lookup<true>;
  readonly loadBalancers: Collection<LoadBalancerRecord>;
  readonly listeners: Collection<ListenerRecord>;
  readonly rules: Collection<ListenerRuleRecord>;
  /** The number of registered targets by the ARN of their target group. */
  readonly targets: Lookup<number>;
  readonly securityGroups: Collection<SecurityGroupRecord>;
  /** Ids of security groups that rules of other groups refer to. */
  readonly referredGroups: Lookup<true>;
  /** Network interfaces of load balancers that are gone, by the ARN of those. */
  readonly lingering: Collection<LingeringRecord>;
  readonly clusters: Collection<ClusterRecord>;
  /** Names of clusters with services or tasks in them. */
  readonly busyClusters: Lookup<true>;
  /** The target group to which ECS sends a service's traffic, by the service's name. */
  readonly liveTargetGroups: Lookup<string>;
  /** The services that ECS is deploying, or that are not there, by name. */
  readonly deploying: Lookup<true | 'no service'>;
  /** What CloudFormation says of stacks, by stack id. */
  readonly standings: Collection<StackStanding>;
  /** Ids of stacks that are gone. */
  readonly goneStacks: Collection<true>;
  readonly oddities: Collection<true>;
  /** Is told of calls that list or change things. */
  readonly witness?: Witness;
  /** How often this was called with this name, counted from 1: part of an id that does not depend on other names. */
  number(name: string): number;
}

/** Sees which tagged things a caller lists and changes. */
export interface Witness {
  lists(caller: string, seen: readonly Tagged[]): void;
  /** It is changed or deleted. */
  touches(one: Tagged): void;
  /** It is deleted with its load balancer. */
  takesDown(caller: string, one: Tagged): void;
  /** It is told whether ECS is deploying the service of this name. */
  asksOfDeployment(caller: string, service: string): void;
  /** It moves the weights of this rule. */
  weighs(caller: string, rule: Tagged): void;
}

/** Unusual behaviour of AWS. */
export type Oddity =
  /** DescribeTags does not show yet what was tagged in the last seconds. */
  | 'tags lag'
  /** Load balancers can be made, and then AWS fails to set them up. */
  | 'setup fails';

export interface VpcRecord {
  isDefault?: boolean;
  subnets: readonly Subnet[];
  routeTables: readonly RouteTable[];
}

export interface Tagged {
  arn: string;
  tags: Tags;
}

export interface LoadBalancerRecord extends Tagged {
  name: string;
  /** Scheme, subnets and security group. A second CreateLoadBalancer with the same settings finds the first. */
  settings: string;
  securityGroupId: string;
  madeAt: number;
  /** AWS could not set it up. */
  failed?: true;
  /** It has deletion protection. */
  isProtected?: true;
}

export interface ListenerRecord extends Tagged {
  loadBalancerArn: string;
  port: number;
  madeAt: number;
}

export interface ListenerRuleRecord extends Matching, Tagged {
  listenerArn: string;
  priority: number;
  weights: Weights;
  sticky?: boolean;
  madeAt: number;
}

export interface SecurityGroupRecord {
  id: string;
  name: string;
  vpcId: string;
  tags: Tags;
  /** Whether its rule that lets everyone in is made. */
  open: boolean;
  madeAt: number;
}

/** Network interfaces of a deleted load balancer. They stay for a while and keep its security group in use. */
export interface LingeringRecord {
  loadBalancerArn: string;
  securityGroupId: string;
}

export interface ClusterRecord {
  name: string;
  tags: Tags;
  /** Absent: FARGATE. */
  capacityProviders?: readonly string[];
  madeAt: number;
}

/** A stack as CloudFormation shows it. */
export interface StackStanding {
  state: 'busy' | 'rolling back' | 'resting';
  /** Physical ids by logical id. */
  resources: Readonly<Record<string, string>>;
}

/** A listing may not show yet what was made less than this many milliseconds ago. */
const VISIBLE_AFTER_MS = 10_000;

export const isForeign = ({ tags }: { tags: Tags }): boolean => !(TAG.gateway in tags) && !(TAG.cluster in tags);

/** Whether a listing may not show it yet. */
export const isNew = ({ madeAt }: { madeAt: number }, now: number): boolean => madeAt + VISIBLE_AFTER_MS > now;

/** What a listing that is behind shows; undefined if it is the same as an up-to-date one. */
export function behind<T extends { madeAt: number }>(all: readonly T[], now: number): T[] | undefined {
  const old = all.filter((one) => !isNew(one, now));
  return old.length < all.length ? old : undefined;
}
