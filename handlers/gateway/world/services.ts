/** The ECS services, as the gateway uses them. */

export interface Services {
  /**
   * The target group that gets a service's production traffic, according to ECS.
   * @returns the ARN of the target group of the revision with the most traffic; undefined if ECS does not say, or if two
   * revisions have the same share
   */
  liveTargetGroup(cluster: string, service: string): Promise<string | undefined>;
  /** Whether ECS is deploying a service, so that only ECS may move its traffic. Also true if there is no such service. */
  isDeploying(cluster: string, service: string): Promise<boolean>;
}
