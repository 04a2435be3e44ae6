import type { DeploymentStrategy, Scheme } from '../../contract';
import type { Matching } from '../world/load-balancers';
import type { Item, ItemValue, Key } from '../world/store';

/**
 * The ledger's items. They are plain JSON; whoever reads the table (the gateway, the guard, `cfn-express list`) reads
 * them with `readLedger` or with the guards below.
 */

/** Load balancers that services may share: of one name, in one VPC, of one scheme. */
export interface Pool {
  name: string;
  vpcId: string;
  scheme: Scheme;
}

/** What is known of a gateway once it is built. */
export interface GatewayFacts {
  loadBalancerArn: string;
  dnsName: string;
  hostedZoneId: string;
  listenerArn: string;
  securityGroupId: string;
}

/** One incarnation of a shared load balancer. */
export interface GatewayItem extends Key {
  kind: 'gateway';
  pool: Pool;
  number: number;
  /** Never used again; the load balancer and its security group are named by it. */
  token: string;
  /** CLOSING is final: nobody can join any more. */
  state: 'OPEN' | 'CLOSING';
  /** The member that it was made for: the tags of its load balancer and security group name it. */
  founder?: string;
  members: Record<string, true>;
  /**
   * Priorities of the listener's rules: whose, or `FOREIGN`. Beside them, under `slotName`, the slots: a number that is
   * a member's slot may be the priority of another's rule.
   */
  priorities: Record<string, string>;
  /** The load balancer's subnet in each of its Availability Zones. */
  zones: Record<string, string>;
  facts?: GatewayFacts;
  /** Another one each time that a rule gets a number before those that match less; absent if none ever had one. */
  early?: string;
  /** Why AWS does not make its load balancer: nobody joins it until a member has managed to. */
  unbuilt?: string;
  /** Why a CLOSING gateway is still there. */
  kept?: string;
}

/** One incarnation of a shared cluster. */
export interface ClusterItem extends Key {
  kind: 'cluster';
  name: string;
  token: string;
  state: 'OPEN' | 'CLOSING';
  members: Record<string, true>;
  /** Whether the cluster is ours, and will be deleted with its last member; absent until it is made or found. */
  ownership?: 'ours' | 'foreign';
  /** The one run that may delete the cluster, until its deadline: a cluster made anew has the old one's name. */
  closer?: { invocation: string; deadline: number };
}

/** A host and path of a pool, taken. */
export interface ClaimItem extends Key {
  kind: 'claim';
  /** Service id. */
  owner: string;
}

/** What a membership was asked for; an Update that asks for the same gets the same. */
export interface Wish {
  gatewayName: string;
  scheme?: Scheme;
  subnetIds?: string[];
  cluster: string;
  serviceName?: string;
  /** The block has a DeletionPolicy that keeps it: no Delete will come when it goes from the template, or its stack goes. */
  retained?: true;
}

/** Where a service's tasks stand; frozen when the seat is taken, because the world may change without the stack. */
export interface TaskNetwork {
  vpcId: string;
  subnetIds: string[];
  /** Availability Zones of the subnets. */
  zones: string[];
  assignPublicIp: 'ENABLED' | 'DISABLED';
}

/** What the properties of a `Custom::ExpressRoute` ask for. */
export interface RouteSpec extends Matching {
  /** Hosts and paths as the ledger has them; sorted. */
  claims: string[];
  /** Fixed by the user. */
  priority?: number;
  strategy?: DeploymentStrategy;
  /** The target groups are sticky. */
  sticky?: boolean;
  /** Where a browser finds the service, after the host. */
  entrance: string;
}

/** All that is needed to make a rule again that somebody deleted. */
export interface RuleRecord {
  /** Route id. */
  route: string;
  spec: RouteSpec;
  groups: { blue: string; green: string };
}

/** A service's membership of one gateway and one cluster. */
export interface Seat {
  pool: Pool;
  number: number;
  token: string;
  wish: Wish;
  network: TaskNetwork;
  /** A number that is this member's alone, from 1; the priority of its rule is made from it. */
  slot: number;
  /** Every priority that is this member's: its rule's, and while that changes both the old and the new. */
  held: number[];
  /** The gateway's, once it is built. */
  facts?: GatewayFacts;
  cluster: string;
  /** `ready` when the cluster is there and can be used. */
  clusterState?: 'joined' | 'ready';
  /** The priority of the rule. */
  priority?: number;
  ruleArn?: string;
  /** `ruleArn` is gone, and a run has begun to make another: until it records that, only the tags tell whether it did. */
  remaking?: true;
  /** What the rule was last asked to be. */
  rule?: RuleRecord;
  /** What was made again behind CloudFormation's back: the stack still has the old ARNs of it. */
  untold?: { gateway?: true; route?: true };
  /** The stack has let go of it and keeps it: nobody but a Delete that names it takes it. See `gateway/retained`. */
  retained?: true;
  /** Given back; it stays here until what it closed is gone, so that a repeated Delete finds what is left to do. */
  left?: true;
}

/** A route's part in the ledger: which claims are taken for it. */
export interface Route {
  member: string;
  claims: string[];
}

/** The custom resources of a block: `Custom::ExpressGateway` and `Custom::ExpressRoute`. */
export type ExpressResource = 'gateway' | 'route';

/** What is remembered of a resource's newest request. */
export interface Fence {
  request: string;
  /** Absent if it came from the sweeper or the doctor, and no request of CloudFormation's before it. */
  type?: 'Create' | 'Update' | 'Delete';
  /** The physical id that it named. */
  id?: string;
  /** When CloudFormation sent it, in milliseconds since the epoch; absent if nothing told it. */
  sent?: number;
  /** An Update takes back what a request asked for that has not arrived: the digest of what that was. */
  overtook?: string;
}

/** Where one service stands: the fences of its requests, and what it holds. */
export interface ServiceItem extends Key {
  kind: 'service';
  service: string;
  /** Raised by every write. */
  revision: number;
  /** The newest request of each resource; absent if there was none. */
  gatewayFence?: Fence;
  routeFence?: Fence;
  /** A digest of the properties that the newest Create or Update of each resource asked for. */
  gatewayAsked?: string;
  routeAsked?: string;
  /** Every request that was ever current, and when it began (milliseconds since the epoch). */
  begun: Record<string, number>;
  /** Runs of the function that may still be at work, until their deadline (milliseconds since the epoch). */
  executing: Record<string, { request: string; deadline: number }>;
  seats: Record<string, Seat>;
  routes: Record<string, Route>;
  /** The physical ids that CloudFormation was last told. */
  known: { gateway?: string; route?: string };
  /** When a service that holds nothing may be forgotten (seconds since the epoch, as DynamoDB's TTL wants it). */
  expires?: number;
}

export const isGateway = (item: Item): item is Item & GatewayItem => item.kind === 'gateway';
export const isCluster = (item: Item): item is Item & ClusterItem => item.kind === 'cluster';
export const isClaim = (item: Item): item is Item & ClaimItem => item.kind === 'claim';
export const isService = (item: Item): item is Item & ServiceItem => item.kind === 'service';

/** What the store takes of an item: its attributes that are not undefined. */
export const toAttributes = (item: object): Record<string, ItemValue> => JSON.parse(JSON.stringify(item));
