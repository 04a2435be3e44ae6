import type { Tags } from './load-balancers';

/** Clusters of Amazon ECS, in the words of this project. */

export interface Cluster {
  arn: string;
  capacityProviders: readonly string[];
  /** ECS is still attaching its capacity providers, or detaching them on its way out: services are refused. */
  changing?: true;
  tags: Tags;
}

export interface Clusters {
  /** @returns undefined for a cluster that was deleted or never made */
  find(name: string): Promise<Cluster | undefined>;
  /**
   * Makes a cluster with the capacity providers FARGATE and FARGATE_SPOT; leaves one of this name as it is.
   * @returns `not yet` in an account where ECS is just making its service-linked role
   */
  create(name: string, tags: Tags): Promise<'made' | 'not yet'>;
  /** Fine if it is gone. @returns `in use`, and deletes nothing, if somebody's services or tasks are in it */
  delete(name: string): Promise<'gone' | 'in use'>;
}
