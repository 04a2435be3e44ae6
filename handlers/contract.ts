/**
 * The contract between the macro, which writes `Custom::ExpressGateway`, `Custom::ExpressRoute` and
 * `Custom::ExpressTraffic` into templates, and the gateway Lambda, which answers for them. Templates expanded by an old
 * version keep sending old shapes for years: properties are only ever added, and the Lambda reads each of them as
 * possibly missing.
 */

/**
 * Raised whenever an attribute or a custom resource is added. CloudFormation sends an Update only when a property
 * changes. Without the new number, a stack that was made earlier would lack the attribute that its new template reads.
 */
export const CONTRACT = 3;

/** From this contract on, a block has a `Custom::ExpressTraffic`: a new rule waits for it before it takes requests. */
export const CONTRACT_WITH_TRAFFIC = 3;

/** These names can never change: CloudFormation refuses to change a `ServiceToken`. */
export const MACRO_FUNCTION_NAME = 'cfn-express-macro';
export const GATEWAY_FUNCTION_NAME = 'cfn-express-gateway';

/**
 * How many seconds CloudFormation waits for an answer before it fails the resource. That is enough to make a load
 * balancer after an older request of the same service has reached its deadline (Lambda's 300 s).
 */
export const SERVICE_TIMEOUT_SECONDS = 1800;

/** The pool of a service whose block names none. */
export const DEFAULT_GATEWAY_NAME = 'default';

/** The cluster of a service whose block names none. Express Mode has the same default. */
export const DEFAULT_CLUSTER_NAME = 'default';

/**
 * The names of the install stack's shared roles. They contain the Region because IAM names are global in an account.
 */
export const sharedRoleName = (role: 'execution' | 'infrastructure', region: string): string =>
  `cfn-express-${role}-${region}`;

export type Scheme = 'internet-facing' | 'internal';

/**
 * Properties of `Custom::ExpressGateway`, the membership of a service in a shared load balancer and cluster. Its
 * physical id (`Ref`) is the member id. CloudFormation passes every scalar as a string.
 */
export interface GatewayProperties {
  ServiceToken: string;
  ServiceTimeout: number;
  Contract: number;
  /** Logical id of the block. Together with the stack's id it identifies the service. */
  Service: string;
  /** The user's own `ServiceName`. Absent: the membership chooses a name. */
  ServiceName?: string;
  /** Name or ARN. Absent: the shared cluster `default`. */
  Cluster?: string;
  /** The pool's name. Absent: `default`. */
  GatewayName?: string;
  /** Absent: follows from the subnets (a route to an internet gateway makes them public). */
  Scheme?: Scheme;
  /** Absent: those of the default VPC. */
  SubnetIds?: string[];
  /** Any string. A change makes CloudFormation send an Update. */
  Refresh?: string;
  /** The block has `DeletionPolicy: Retain`: no Delete will come, and the doctor must not remove the member. */
  Retained?: boolean;
  /**
   * The block has `UpdateReplacePolicy: Retain`: no Delete will come for a membership that another one replaces, and
   * its service lives on. DeletionPolicy does not keep a replaced membership, and this policy does not keep the last
   * one.
   */
  RetainedWhenReplaced?: boolean;
  /**
   * The block has sticky sessions. Its target groups can become sticky only after the rule is ready for that, and they
   * depend on the membership. So an Update of the membership makes an existing rule ready.
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
  /** The ECS service's name: the user's, or one that only this membership has (rule Z7). */
  ServiceName: string;
  /** At most 32 characters; only this membership has it (rule Z7). */
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
  /**
   * Path patterns. Absent: with `Hosts` every path; without `Hosts` `/<service>` and below, and the prefix is removed.
   */
  Paths?: string[];
  /** Source addresses; absent: everyone. */
  AllowedCidrs?: string[];
  /** The rule's priority, 1 to 50,000. Absent: it follows from hosts and paths, specific ones before general ones. */
  Priority?: number;
  /** The block has sticky sessions: the rule must allow sticky target groups. */
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
  /** The same without the final slash, so that a path can be appended. */
  BaseUrl: string;
}

/**
 * Properties of `Custom::ExpressTraffic`, which begins and ends the traffic of a service. It depends on the ECS service:
 * its Create comes when the tasks are healthy, its Delete before they drain. Its physical id is the traffic id, and it
 * has no attributes.
 */
export interface TrafficProperties {
  ServiceToken: string;
  ServiceTimeout: number;
  Contract: number;
  /** Logical id of the block, the same as the gateway's. */
  Service: string;
  ServiceName?: string;
  /** `Ref` of the block's `Custom::ExpressGateway`: the member id. */
  Membership: string;
  /** `Ref` of the block's `Custom::ExpressRoute`: the route id. */
  Route: string;
  BlueTargetGroupArn: string;
  GreenTargetGroupArn: string;
  Strategy: DeploymentStrategy;
  /** The same as the route's. A change makes CloudFormation send an Update after the service's own. */
  Hosts?: string[];
  Paths?: string[];
  Priority?: number;
  Refresh?: string;
  Retained?: boolean;
}

/** Tags on everything that the gateway Lambda makes. The last three together are a member id. */
export const TAG = {
  /** One incarnation of a shared load balancer, on everything that belongs to it. */
  gateway: 'cfn-express:gateway',
  /** One incarnation of a shared cluster. */
  cluster: 'cfn-express:cluster',
  /** The pool's name, on its load balancers. Everything else in a gateway's item can be read from AWS. */
  pool: 'cfn-express:pool',
  stackId: 'cfn-express:stack-id',
  service: 'cfn-express:service',
  request: 'cfn-express:request',
} as const;

/** The infrastructure role for ECS may act only on target groups and rules with this tag. */
export const ECS_MANAGED_TAG = { Key: 'AmazonECSManaged', Value: 'true' } as const;
