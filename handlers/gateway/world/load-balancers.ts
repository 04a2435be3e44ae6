import type { Scheme } from '../../contract';

/** Elastic Load Balancing, as the gateway uses it. */

export type Tags = Readonly<Record<string, string>>;

export interface LoadBalancer {
  arn: string;
  dnsName: string;
  hostedZoneId: string;
}

/** How far AWS has set up a load balancer. */
export interface Setup {
  state: 'provisioning' | 'active' | 'failed';
  /** AWS's own explanation, if there is one. */
  reason?: string;
  /** When the load balancer was created, in milliseconds since the epoch. */
  since: number;
}

export interface Listener {
  arn: string;
  port: number;
}

export interface Rewrite {
  regex: string;
  replace: string;
}

/** Which requests a rule matches. */
export interface Conditions {
  hosts: readonly string[];
  paths: readonly string[];
  /** Source addresses. An empty list means everyone. */
  cidrs: readonly string[];
}

/** The part of a rule that an update may change (rule Z1). */
export interface Matching {
  conditions: Conditions;
  /** Rewrites the URL before a target sees it. */
  rewrite?: Rewrite;
}

/** Weights by target group ARN. */
export type Weights = Readonly<Record<string, number>>;

export interface Rule extends Matching {
  /** Whether its target groups may have sticky sessions. */
  sticky?: boolean;
  arn: string;
  /** Absent for the default rule. */
  priority?: number;
  weights: Weights;
}

export interface LoadBalancers {
  /**
   * Makes an Application Load Balancer, or finds the existing one of this name.
   * @returns `not yet` while AWS does not see the security group, which was just made
   * @throws QuotaReachedError; StillInUseError if the existing one does not have these tags
   */
  create(options: {
    name: string;
    scheme: Scheme;
    subnetIds: readonly string[];
    securityGroupId: string;
    tags: Tags;
  }): Promise<LoadBalancer | 'not yet'>;
  find(name: string): Promise<LoadBalancer | undefined>;
  /** @returns undefined if AWS shows no such load balancer */
  setup(loadBalancerArn: string): Promise<Setup | undefined>;
  /** Deletes it with its listeners and rules. Succeeds if it is gone. @throws StillInUseError if it is protected */
  delete(loadBalancerArn: string): Promise<void>;

  /**
   * Makes an HTTP listener that answers 404 by default, or finds the existing one on this port.
   * @returns its ARN, or `not yet` while AWS does not see the load balancer or that listener
   * @throws ListenerTakenError if the existing one does not have these tags
   */
  createListener(options: { loadBalancerArn: string; port: number; tags: Tags }): Promise<string | 'not yet'>;
  /** @returns an empty list if the load balancer is gone */
  listeners(loadBalancerArn: string): Promise<Listener[]>;

  /** The rules of the listener, without the default rule. @returns an empty list if the listener is gone */
  rules(listenerArn: string): Promise<Rule[]>;
  rule(ruleArn: string): Promise<Rule | undefined>;
  /** The tags of load balancers, listeners and rules by ARN. The map lacks resources that are gone. */
  tags(arns: readonly string[]): Promise<Map<string, Tags>>;
  /** @returns its ARN, `PriorityInUse`, or `not yet` while AWS does not see the listener. @throws QuotaReachedError */
  createRule(
    options: Matching & { listenerArn: string; priority: number; weights: Weights; sticky?: boolean; tags: Tags },
  ): Promise<string | 'PriorityInUse' | 'not yet'>;
  /** Changes conditions and rewrite. Leaves the rule's actions and priority as they are. */
  changeRule(ruleArn: string, matching: Matching): Promise<void>;
  /** Writes the weights, and whether the target groups may have sticky sessions. */
  changeWeights(ruleArn: string, weights: Weights, options: { sticky: boolean }): Promise<void>;
  changePriority(ruleArn: string, priority: number): Promise<'changed' | 'PriorityInUse'>;
  /** @returns `gone` if there was no such rule */
  deleteRule(ruleArn: string): Promise<'deleted' | 'gone'>;

  /** How many targets are registered with the target group and not draining; none if the group is gone. */
  targets(targetGroupArn: string): Promise<number>;
}
