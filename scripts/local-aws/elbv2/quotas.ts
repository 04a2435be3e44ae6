/**
 * Elastic Load Balancing's quotas ("Quotas for your Application Load Balancers"). The defaults are those of a new account. A
 * test that wants to reach a quota sets a lower one.
 */
export interface Quotas {
  /** Per region. */
  loadBalancers: number;
  /** Per region. */
  targetGroups: number;
  /** Per load balancer. */
  listeners: number;
  /** Per load balancer, default rules not counted. */
  rules: number;
  /** Per load balancer, default ones not counted. */
  certificates: number;
  /** Per load balancer; each target group counts once. */
  targetGroupsPerLoadBalancer: number;
  /** Per forward action. */
  targetGroupsPerAction: number;
  /** Per rule, in all conditions together. */
  conditionValues: number;
  /** Per rule. */
  wildcards: number;
  /** Per resource. */
  tags: number;
}

export const DEFAULT_QUOTAS: Quotas = {
  loadBalancers: 50,
  targetGroups: 3000,
  listeners: 50,
  rules: 100,
  certificates: 25,
  targetGroupsPerLoadBalancer: 100,
  targetGroupsPerAction: 5,
  conditionValues: 5,
  wildcards: 6,
  tags: 50,
};
