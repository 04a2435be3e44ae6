/**
 * The contract between the macro, which writes `Custom::ExpressGateway` and `Custom::ExpressRoute` into templates, and
 * the gateway Lambda, which answers for them. Templates expanded by an old version keep sending old shapes for years:
 * properties are only ever added, and the Lambda reads each of them as possibly missing.
 */

/**
 * Raised whenever an attribute is added to either custom resource. CloudFormation sends an Update only when a property
 * changes; without it a stack made earlier would be asked for an attribute that it never received.
 */
export const CONTRACT = 2;

/** Fixed for ever: CloudFormation refuses to change a `ServiceToken`. */
export const MACRO_FUNCTION_NAME = 'cfn-express-macro';
export const GATEWAY_FUNCTION_NAME = 'cfn-express-gateway';

/**
 * Seconds that CloudFormation waits for an answer before it fails the resource: long enough for a load balancer to be
 * made, or for an older request of the same service to reach its deadline (Lambda's 300 s) first.
 */
export const SERVICE_TIMEOUT_SECONDS = 1800;

/** The pool a service joins when its block names none. */
export const DEFAULT_GATEWAY_NAME = 'default';

/** The cluster a service runs in when its block names none; Express Mode's own default. */
export const DEFAULT_CLUSTER_NAME = 'default';

/** Names of the install stack's shared roles; the region is in them because IAM names are one space per account. */
export const sharedRoleName = (role: 'execution' | 'infrastructure', region: string): string =>
  `cfn-express-${role}-${region}`;

export type Scheme = 'internet-facing' | 'internal';

/**
 * Properties of `Custom::ExpressGateway`, the membership of a service in a shared load balancer and cluster. Its
 * physical id (`Ref`) is the member id. CloudFormation hands every scalar over as a string.
 */
export interface GatewayProperties {
  ServiceToken: string;
  ServiceTimeout: number;
  Contract: number;
  /** Logical id of the block. With the stack's id it names the service. */
  Service: string;
  /** The user's own `ServiceName`; absent when the membership is to name the service. */
  ServiceName?: string;
  /** Name or ARN; absent means the shared cluster `default`. */
  Cluster?: string;
  /** The pool's name; absent means `default`. */
  GatewayName?: string;
  /** Absent: told by the subnets (a route to an internet gateway makes them public). */
  Scheme?: Scheme;
  /** Absent: the default VPC's. */
  SubnetIds?: string[];
  /** Any string; changing it makes CloudFormation send an Update. */
  Refresh?: string;
  /** The block has `DeletionPolicy: Retain`: no Delete will come, and the sweeper must not take the member away. */
  Retained?: boolean;
  /**
   * The block has `UpdateReplacePolicy: Retain`: no Delete will come for a membership that another takes the place of,
   * and its service lives on. DeletionPolicy does not keep that one, and this does not keep the last one.
   */
  RetainedWhenReplaced?: boolean;
  /**
   * The block has sticky sessions. Its target groups, which wait for the membership, can only become sticky once the
   * rule is ready for that; so the membership sees to a rule that is there already.
   */
  StickySessions?: boolean;
}

/** What `Fn::GetAtt` finds on `Custom::ExpressGateway`. Every Create and Update returns all of them. */
export interface GatewayAttributes {
  VpcId: string;
  /** The subnets that the tasks run in. */
  SubnetIds: string[];
  AssignPublicIp: 'ENABLED' | 'DISABLED';
  /** The cluster's short name, never its ARN: it also stands in the scalable target's ResourceId. */
  Cluster: string;
  LoadBalancerArn: string;
  /** `app/<name>/<id>`: the load balancer's dimension in CloudWatch. */
  LoadBalancerFullName: string;
  LoadBalancerDnsName: string;
  LoadBalancerHostedZoneId: string;
  ListenerArn: string;
  /** The load balancer's security group. */
  SecurityGroupId: string;
  /** The ECS service's name: the user's, or one that belongs to this membership alone (rule Z7). */
  ServiceName: string;
  /** At most 32 characters, belonging to this membership alone (rule Z7). */
  BlueTargetGroupName: string;
  GreenTargetGroupName: string;
}

export type DeploymentStrategy = 'CANARY' | 'LINEAR' | 'BLUE_GREEN' | 'ROLLING';

/** Properties of `Custom::ExpressRoute`, the listener rule of a service. Its physical id is the route id. */
export interface RouteProperties {
  ServiceToken: string;
  ServiceTimeout: number;
  Contract: number;
  /** Logical id of the block, the same as the gateway's. */
  Service: string;
  /** The user's own `ServiceName`, if any: the default path is made from it. */
  ServiceName?: string;
  /** `Ref` of the block's `Custom::ExpressGateway`: the member id. */
  Membership: string;
  BlueTargetGroupArn: string;
  GreenTargetGroupArn: string;
  Strategy: DeploymentStrategy;
  /** Host header values; absent: every host. */
  Hosts?: string[];
  /** Path patterns; absent with `Hosts`: every path; absent without: `/<service>` and below, with the prefix stripped. */
  Paths?: string[];
  /** Source addresses; absent: everyone. */
  AllowedCidrs?: string[];
  /** The rule's priority, 1 to 50,000; absent: by its hosts and paths, the special before the general. */
  Priority?: number;
  /** The block has sticky sessions: the rule is made ready for sticky target groups. */
  StickySessions?: boolean;
  Refresh?: string;
  Retained?: boolean;
}

/** What `Fn::GetAtt` finds on `Custom::ExpressRoute`. */
export interface RouteAttributes {
  RuleArn: string;
  Priority: number;
  /** The URL of the service, scheme included: `http://<load balancer>/<service>/`, or of its first host. */
  Endpoint: string;
  /** The same without the slash at its end, so that a path can follow. */
  BaseUrl: string;
}

/** Tags on what the gateway Lambda makes; together the last three spell a member id. */
export const TAG = {
  /** One incarnation of a shared load balancer, on everything that belongs to it. */
  gateway: 'cfn-express:gateway',
  /** One incarnation of a shared cluster. */
  cluster: 'cfn-express:cluster',
  /** The pool's name, on its load balancers: all else that the ledger holds of a gateway, AWS can tell. */
  pool: 'cfn-express:pool',
  stackId: 'cfn-express:stack-id',
  service: 'cfn-express:service',
  request: 'cfn-express:request',
} as const;

/** The native infrastructure role may act only on target groups and rules with this tag. */
export const ECS_MANAGED_TAG = { Key: 'AmazonECSManaged', Value: 'true' } as const;
