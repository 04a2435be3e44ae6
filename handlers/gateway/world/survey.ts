import type { Scheme } from '../../contract';
import type { Listener, LoadBalancer, Rule, Tags } from './load-balancers';

/** What carries the project's tags, and what CloudFormation says of stacks: asked of AWS without a look at the ledger. */

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
  /** Its subnet in each of its Availability Zones. */
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
  /** Deleted, or unknown: for good. */
  | { state: 'gone' }
  /** Something is being done to it, or failed and may be undone. */
  | { state: 'busy' }
  /** With every resource that it has, or left behind by a DeletionPolicy. */
  | { state: 'resting'; resources: readonly StackResource[] }
  /** There was no time to ask. */
  | { state: 'unasked' }
  /** CloudFormation does not say: denied, throttled. */
  | { state: 'unknown'; reason: string };

/** A stack in a list: whether something is being done to it. */
export interface ListedStack {
  id: string;
  state: 'busy' | 'resting';
}

/** Where the tasks of an ECS service stand. */
export interface ServiceNetwork {
  subnetIds: readonly string[];
  assignPublicIp: 'ENABLED' | 'DISABLED';
}

export interface Survey {
  /** Application Load Balancers of gateways, with all that is on them; not their default rules. */
  loadBalancers(): Promise<SeenLoadBalancer[]>;
  /** Security groups of gateways. */
  securityGroups(): Promise<SeenGroup[]>;
  /** Clusters that the gateway made. */
  clusters(): Promise<SeenCluster[]>;
  /** Every stack that is not gone, page by page. */
  listed(): AsyncIterable<readonly ListedStack[]>;
  /** Never throws. */
  stack(stackId: string): Promise<SeenStack>;
  /** @returns undefined if there is no such service */
  serviceNetwork(serviceArn: string): Promise<ServiceNetwork | undefined>;
}
