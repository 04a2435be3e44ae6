/** The ECS services, as the gateway uses them. */

/** Whether ECS is deploying a service, so that only ECS may move its traffic. */
export type DeploymentProgress = 'in progress' | 'over' | 'no service';

export interface Services {
  /**
   * The target group that gets a service's production traffic, according to ECS.
   * @returns the ARN of the target group of the revision with the most traffic; undefined if ECS does not say, or if two
   * revisions have the same share
   */
  liveTargetGroup(cluster: string, service: string): Promise<string | undefined>;
  deploymentState(cluster: string, service: string): Promise<DeploymentProgress>;
}
