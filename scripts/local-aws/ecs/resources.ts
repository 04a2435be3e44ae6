/** The clusters of one Region and everything in them, found by name or ARN. */
import { clusterInactive, clusterNotFound, serviceNotActive, serviceNotFound } from './errors';
import type { ClusterState, DeploymentState, Revision, ServiceState, TaskState } from './model';
import { shortName } from './names';

/** The cluster of a request that names none. */
export const DEFAULT_CLUSTER = 'default';

export class EcsResources {
  readonly clusters = new Map<string, ClusterState>();

  findCluster(nameOrArn: string = DEFAULT_CLUSTER): ClusterState | undefined {
    return this.clusters.get(shortName(nameOrArn));
  }

  /** @throws AwsError ClusterNotFoundException */
  cluster(nameOrArn?: string): ClusterState {
    const cluster = this.findCluster(nameOrArn);
    if (cluster === undefined) throw clusterNotFound();
    return cluster;
  }

  /** @throws AwsError ClusterNotFoundException if there is no such cluster, or it was deleted */
  activeCluster(nameOrArn?: string): ClusterState {
    const cluster = this.cluster(nameOrArn);
    if (cluster.status !== 'ACTIVE') throw clusterInactive();
    return cluster;
  }

  /** @throws AwsError ServiceNotFoundException, ServiceNotActiveException */
  activeService(cluster: string | undefined, nameOrArn = ''): ServiceState {
    const service = this.cluster(cluster).services.get(shortName(nameOrArn));
    if (service === undefined) throw serviceNotFound();
    if (service.status !== 'ACTIVE') throw serviceNotActive();
    return service;
  }

  services(): ServiceState[] {
    return [...this.clusters.values()].flatMap(({ services }) => [...services.values()]);
  }

  tasks(cluster: ClusterState): TaskState[] {
    return [...cluster.services.values()].flatMap(({ tasks }) => tasks);
  }

  deployment(arn: string): { service: ServiceState; deployment: DeploymentState } | undefined {
    for (const service of this.services()) {
      const deployment = service.deployments.find((one) => one.arn === arn);
      if (deployment !== undefined) return { service, deployment };
    }
    return undefined;
  }

  revision(arn: string): { service: ServiceState; revision: Revision } | undefined {
    for (const service of this.services()) {
      const revision = service.revisions.find((one) => one.arn === arn);
      if (revision !== undefined) return { service, revision };
    }
    return undefined;
  }
}
