import type { DeploymentStrategy, Scheme } from '../../contract';
import type { Matching } from '../world/load-balancers';
import type { Item, ItemValue, Key } from '../world/store';

/**
 * The ledger's items: plain JSON in one DynamoDB table. Every reader of the table distinguishes them with the guards
 * below. Their keys and shapes can never change, because installed tables hold them.
 */

/** A pool: the load balancers of one name, one VPC and one scheme, which services may share. */
export interface Pool {
  name: string;
  vpcId: string;
  scheme: Scheme;
}

/** What is known about a gateway once it is built. */
export interface GatewayFacts {
  loadBalancerArn: string;
  dnsName: string;
  hostedZoneId: string;
  listenerArn: string;
  securityGroupId: string;
}

/** A cluster that a gateway holds. */
export interface HeldCluster {
  /** The gateway's members that use it through the gateway. The gateway holds it while there are any. */
  members: Record<string, true>;
  /** The cluster exists and can be used. */
  ready?: true;
}

/** One incarnation of a shared load balancer. */
export interface GatewayItem extends Key {
  kind: 'gateway';
  pool: Pool;
  number: number;
  /** Never used again. The names of the load balancer and its security group contain it. */
  token: string;
  /** CLOSING is final: no member can join any more. */
  state: 'OPEN' | 'CLOSING';
  /** The member that it was made for. The tags of its load balancer and security group contain this id. */
  founder?: string;
  members: Record<string, true>;
  /**
   * The holder of each priority of the listener's rules: a member, or `FOREIGN`. Slots are in the same map, under
   * `slotName`: the number of one member's slot may be the priority of another member's rule.
   */
  priorities: Record<string, string>;
  /** The load balancer's subnet in each of its Availability Zones. */
  zones: Record<string, string>;
  /**
   * The clusters that it holds, by name. The item of each has the gateway's token. Absent in items of older versions:
   * their members are in the clusters' items themselves, and stay there until they leave.
   */
  clusters?: Record<string, HeldCluster>;
  facts?: GatewayFacts;
  /** Changes whenever a rule gets a priority before rules that are more specific. Absent if no rule ever had one. */
  early?: string;
  /** Why AWS does not make its load balancer. No service joins it until a member succeeds. */
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
  /** Who holds it: tokens of gateways, and ids of members that joined it before gateways held clusters. */
  members: Record<string, true>;
  /** `ours`: it is deleted with its last member. Absent until the cluster is made or found. */
  ownership?: 'ours' | 'foreign';
  /** The only run that may delete the cluster until its deadline. A new cluster would have the same name. */
  closer?: { invocation: string; deadline: number };
}

/** A host and path of a pool, and the services of one stack that hold it: more than one while it passes on. */
export interface ClaimItem extends Key {
  kind: 'claim';
  /** The id of one of the services. Items of older versions have only this. */
  owner: string;
  /** The stack's id. */
  stack?: string;
  /** By service id. */
  by?: Record<string, true>;
}

/** What a request asked of a membership. An Update that asks for the same keeps the same seat. */
export interface Wish {
  gatewayName: string;
  scheme?: Scheme;
  subnetIds?: string[];
  cluster: string;
  serviceName?: string;
  /** The block has a DeletionPolicy that keeps it. No Delete comes when the block or the stack is removed. */
  retained?: true;
}

/** Where a service's tasks run. It is recorded with the seat, because AWS may change while the stack does not. */
export interface TaskNetwork {
  vpcId: string;
  subnetIds: string[];
  /** Availability Zones of the subnets. */
  zones: string[];
  assignPublicIp: 'ENABLED' | 'DISABLED';
}

/** What the properties of a `Custom::ExpressRoute` ask for. It is recorded as a whole. */
export interface RouteSpec extends Matching {
  /** Hosts and paths as the ledger writes them, sorted. */
  claims: string[];
  /** The priority that the user fixed. */
  priority?: number;
  strategy?: DeploymentStrategy;
  /** The target groups are sticky. */
  sticky?: boolean;
  /** The path under which a browser finds the service. */
  entrance: string;
}

/** Everything that is needed to make a deleted rule again. */
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
  /** A number from 1 that no other member of the gateway has. The priority of the rule is made from it. */
  slot: number;
  /** Every priority that this member holds: that of its rule and, while that changes, both the old and the new one. */
  held: number[];
  /** Those of the gateway, once it is built. */
  facts?: GatewayFacts;
  cluster: string;
  /** `ready`: the cluster exists and can be used. */
  clusterState?: 'joined' | 'ready';
  /** The priority of the rule. */
  priority?: number;
  /**
   * Whether the member's traffic has begun. `awaited`: its tasks are not up yet, or are about to go, and its rule is
   * parked. Absent: its stack has no `Custom::ExpressTraffic`, and the rule always has its rank.
   */
  traffic?: 'awaited' | 'proven';
  /** The priority at which the rule is parked while its traffic is awaited. */
  parked?: number;
  ruleArn?: string;
  /**
   * `ruleArn` is gone and a run has begun to make another rule. Until it records that, only tags show whether it did.
   */
  remaking?: true;
  /** What the last request asked of the rule. */
  rule?: RuleRecord;
  /** What was made again without a request of CloudFormation: the stack still has its old ARNs. */
  untold?: { gateway?: true; route?: true };
  /** What an update has changed in place: a roll back finds it here, however AWS has changed since. */
  before?: { wish: Wish; network: TaskNetwork };
  /** The stack has retained it: only a Delete that names it removes it. See `retained.ts`. */
  retained?: true;
  /** Given back. It stays in the item until everything that it closed is gone, so that a repeated Delete can finish. */
  left?: true;
}

/** What a route holds. */
export interface Route {
  member: string;
  claims: string[];
  /** Since the route was answered: what it asks of the rule, and its rank. */
  asked?: { spec: RouteSpec; priority: number };
}

/** The custom resources of a block: `Custom::ExpressGateway`, `Custom::ExpressRoute` and `Custom::ExpressTraffic`. */
export type ExpressResource = 'gateway' | 'route' | 'traffic';

/** What is remembered about a resource's newest request. */
export interface Fence {
  request: string;
  /** The newest request of CloudFormation, if the doctor has acted after it. */
  stackRequest?: string;
  /** Absent if it was the doctor, and CloudFormation has sent none before. */
  type?: 'Create' | 'Update' | 'Delete';
  /** The physical id in the request. */
  id?: string;
  /** When CloudFormation sent it, in milliseconds since the epoch. Absent if unknown. */
  sent?: number;
  /**
   * If the request is an Update that reverses a request which has not arrived: the digest of what that one asks for.
   */
  overtook?: string;
}

/** One service: the fences of its requests, and what it holds. */
export interface ServiceItem extends Key {
  kind: 'service';
  service: string;
  /** Every write raises it. */
  revision: number;
  /** The newest request of each resource; absent if there was none. */
  gatewayFence?: Fence;
  routeFence?: Fence;
  trafficFence?: Fence;
  /** The digest of the properties in the newest Create or Update of each resource. */
  gatewayAsked?: string;
  routeAsked?: string;
  trafficAsked?: string;
  /** When each request that was ever the newest began, in milliseconds since the epoch. */
  begun: Record<string, number>;
  /** Runs of the function that may still be at work, with their deadlines in milliseconds since the epoch. */
  executing: Record<string, { request: string; deadline: number }>;
  seats: Record<string, Seat>;
  routes: Record<string, Route>;
  /** The physical ids in the last answers to CloudFormation. */
  known: { gateway?: string; route?: string; traffic?: string };
  /** When a service that holds nothing may be forgotten (seconds since the epoch, as DynamoDB's TTL wants it). */
  expires?: number;
}

export const isGateway = (item: Item): item is Item & GatewayItem => item.kind === 'gateway';
export const isCluster = (item: Item): item is Item & ClusterItem => item.kind === 'cluster';
export const isClaim = (item: Item): item is Item & ClaimItem => item.kind === 'claim';
export const isService = (item: Item): item is Item & ServiceItem => item.kind === 'service';

/** An item as the store takes it: without attributes that are undefined. */
export const toAttributes = (item: object): Record<string, ItemValue> => JSON.parse(JSON.stringify(item));
