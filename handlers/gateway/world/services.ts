/** Services of Amazon ECS, in the words of this project. */

export interface Services {
  /**
   * Where ECS sends a service's production traffic, by its own account.
   * @returns the ARN of the target group of the revision that gets the most; undefined if ECS does not say, or several do
   */
  liveTargetGroup(cluster: string, service: string): Promise<string | undefined>;
}
