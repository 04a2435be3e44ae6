import type { Scheme } from '../../contract';

/** Elastic Load Balancing, in the words of this project. */

export type Tags = Readonly<Record<string, string>>;

export interface LoadBalancer {
  arn: string;
  dnsName: string;
  hostedZoneId: string;
}

/** How far AWS is with setting a load balancer up. */
export interface Setup {
  state: 'provisioning' | 'active' | 'failed';
  /** What AWS says of it, if it says anything. */
  reason?: string;
  /** When it was made, in milliseconds since the epoch. */
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

/** Which requests a rule takes. */
export interface Conditions {
  hosts: readonly string[];
  paths: readonly string[];
  /** Source addresses; none: everyone. */
  cidrs: readonly string[];
}

/** The part of a rule that may change after it is made (rule Z1). */
export interface Matching {
  conditions: Conditions;
  /** Rewrites the URL before a target sees it. */
  rewrite?: Rewrite;
}

/** Target group ARN → weight. */
export type Weights = Readonly<Record<string, number>>;

export interface Rule extends Matching {
  /** Ready for sticky target groups. */
  sticky?: boolean;
  arn: string;
  /** Undefined for the default rule. */
  priority?: number;
  weights: Weights;
}

export interface LoadBalancers {
  /**
   * Makes an Application Load Balancer, or finds the one of this name.
   * @returns `not yet` while it does not see the security group, which was just made
   * @throws QuotaReachedError; StillInUseError if the one of this name does not carry the tags
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
  /** Deletes it with its listeners and rules; fine if it is gone. @throws StillInUseError if it is protected */
  delete(loadBalancerArn: string): Promise<void>;

  /**
   * Makes an HTTP listener that answers 404 by default, or finds the one on this port.
   * @returns its ARN, or `not yet` while AWS does not see the load balancer, or that listener
   * @throws ListenerTakenError if the one on this port does not carry the tags
   */
  createListener(options: { loadBalancerArn: string; port: number; tags: Tags }): Promise<string | 'not yet'>;
  /** None if the load balancer is gone. */
  listeners(loadBalancerArn: string): Promise<Listener[]>;

  /** Every rule of the listener but the default one; none if the listener is gone. */
  rules(listenerArn: string): Promise<Rule[]>;
  rule(ruleArn: string): Promise<Rule | undefined>;
  /** Tags by ARN, of listeners or rules. What is gone has none. */
  tags(arns: readonly string[]): Promise<Map<string, Tags>>;
  /** @returns its ARN, `PriorityInUse`, or `not yet` while AWS does not see the listener. @throws QuotaReachedError */
  createRule(
    options: Matching & { listenerArn: string; priority: number; weights: Weights; sticky?: boolean; tags: Tags },
  ): Promise<string | 'PriorityInUse' | 'not yet'>;
  /** Leaves the rule's actions and priority as they are. */
  changeRule(ruleArn: string, matching: Matching): Promise<void>;
  /** Makes the rule ready for sticky target groups. @param weights those that it has; they are written again */
  enableStickiness(ruleArn: string, weights: Weights): Promise<void>;
  changePriority(ruleArn: string, priority: number): Promise<'changed' | 'PriorityInUse'>;
  /** @returns `gone` if it was not there any more */
  deleteRule(ruleArn: string): Promise<'deleted' | 'gone'>;

  /** How many targets are registered with the target group. */
  targets(targetGroupArn: string): Promise<number>;
}
