import type { Scheme } from '../../contract';
import type { Listener, LoadBalancer, Rule, Tags } from './load-balancers';

/** All resources with cfn-express's tags, and the state of stacks, as AWS has them. The ledger is not consulted. */

export interface SeenRule extends Rule {
  tags: Tags;
}

export interface SeenListener extends Listener {
  tags: Tags;
  rules: readonly SeenRule[];
}

export interface SeenLoadBalancer extends LoadBalancer {
  name: string;
  vpcId: string;
  scheme: Scheme;
  /** The subnet in each of its Availability Zones. */
  zones: Readonly<Record<string, string>>;
  securityGroupIds: readonly string[];
  tags: Tags;
  listeners: readonly SeenListener[];
}

export interface SeenGroup {
  id: string;
  name: string;
  vpcId: string;
  tags: Tags;
}

export interface SeenCluster {
  name: string;
  tags: Tags;
}

export interface StackResource {
  logicalId: string;
  physicalId: string;
  type: string;
}

export type SeenStack =
  /** Deleted, or unknown to CloudFormation: for good. */
  | { state: 'gone' }
  /** An operation is in progress, or has failed and may still be rolled back. */
  | { state: 'busy' }
  /** No operation is in progress. `resources` has all its resources, with those that a DeletionPolicy has kept. */
  | { state: 'resting'; resources: readonly StackResource[] }
  /** There was no time to ask CloudFormation. */
  | { state: 'unasked' }
  /** CloudFormation does not say (denied, throttled). */
  | { state: 'unknown'; reason: string };

/** A stack in a list, and whether an operation on it is in progress. */
export interface ListedStack {
  id: string;
  state: 'busy' | 'resting';
  /** Another one as soon as another operation on the stack has begun or ended. */
  version: string;
}

/** Where the tasks of an ECS service run. */
export interface ServiceNetwork {
  subnetIds: readonly string[];
  assignPublicIp: 'ENABLED' | 'DISABLED';
}

export interface Survey {
  /** The Application Load Balancers of gateways, with their listeners and rules, without default rules. */
  loadBalancers(): Promise<SeenLoadBalancer[]>;
  /** The security groups of gateways. */
  securityGroups(): Promise<SeenGroup[]>;
  /** The clusters that cfn-express made. */
  clusters(): Promise<SeenCluster[]>;
  /** Every stack that is not gone, page by page. */
  listed(): AsyncIterable<readonly ListedStack[]>;
  /** Never throws. */
  stack(stackId: string): Promise<SeenStack>;
  /** The same of a stack that is known to rest: only its resources are asked for. Never throws. */
  restingStack(stackId: string): Promise<SeenStack>;
  /** @returns undefined if there is no such service */
  serviceNetwork(serviceArn: string): Promise<ServiceNetwork | undefined>;
}
