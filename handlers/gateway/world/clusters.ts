import type { Tags } from './load-balancers';

/** The ECS clusters, as the gateway uses them. */

export interface Cluster {
  arn: string;
  capacityProviders: readonly string[];
  /** ECS is attaching or detaching capacity providers and refuses services meanwhile. */
  changing?: true;
  tags: Tags;
}

export interface Clusters {
  /** @returns undefined if there is no such cluster, or it was deleted */
  find(name: string): Promise<Cluster | undefined>;
  /**
   * Makes a cluster with the capacity providers FARGATE and FARGATE_SPOT. Leaves an existing cluster of this name as it is.
   * @returns `not yet` while ECS is still making its service-linked role in this account
   */
  create(name: string, tags: Tags): Promise<'made' | 'not yet'>;
  /** Succeeds if it is gone. @returns `in use`, and deletes nothing, if services or tasks are in it */
  delete(name: string): Promise<'gone' | 'in use'>;
}
