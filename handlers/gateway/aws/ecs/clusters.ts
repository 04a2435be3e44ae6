import {
  CreateClusterCommand,
  DeleteClusterCommand,
  DescribeClustersCommand,
  type ECSClient,
} from '@aws-sdk/client-ecs';
import type { Cluster, Clusters } from '../../world/clusters';
import type { Tags } from '../../world/load-balancers';
import { explainQuota, hasErrorCode } from '../errors';
import { readEcsTags, writeEcsTags } from '../tags';

/** The status of a cluster with capacity providers, for some seconds after it was made and after it was deleted. */
const CHANGING: ReadonlySet<string> = new Set(['PROVISIONING', 'DEPROVISIONING']);

/**
 * Calls: DescribeClusters, CreateCluster (TagResource on creation), DeleteCluster. On the first use in an account, ECS
 * makes its service-linked role; the caller needs iam:CreateServiceLinkedRole for ecs.amazonaws.com.
 */
export class EcsClusters implements Clusters {
  readonly #client: ECSClient;

  constructor(client: ECSClient) {
    this.#client = client;
  }

  async find(name: string): Promise<Cluster | undefined> {
    const command = new DescribeClustersCommand({ clusters: [name], include: ['TAGS'] });
    const { clusters = [] } = await this.#client.send(command);
    // ECS describes a deleted cluster as INACTIVE for a while.
    const found = clusters.find(({ status }) => status !== 'INACTIVE');
    return (
      found && {
        arn: found.clusterArn ?? '',
        capacityProviders: found.capacityProviders ?? [],
        ...(CHANGING.has(found.status ?? '') && { changing: true }),
        tags: readEcsTags(found.tags),
      }
    );
  }

  async create(clusterName: string, tags: Tags): Promise<'made' | 'not yet'> {
    const command = new CreateClusterCommand({
      clusterName,
      capacityProviders: ['FARGATE', 'FARGATE_SPOT'],
      tags: writeEcsTags(tags),
    });
    try {
      await explainQuota('a cluster', this.#client.send(command));
      return 'made';
    } catch (error) {
      if (error instanceof Error && /service linked role/i.test(error.message)) return 'not yet';
      throw error;
    }
  }

  async delete(cluster: string): Promise<'gone' | 'in use'> {
    try {
      await this.#client.send(new DeleteClusterCommand({ cluster }));
      return 'gone';
    } catch (error) {
      if (hasErrorCode(error, 'ClusterNotFound')) return 'gone';
      if (
        hasErrorCode(
          error,
          'ClusterContainsServices',
          'ClusterContainsTasks',
          'ClusterContainsContainerInstances',
          'ClusterContainsCapacityProvider',
          'UpdateInProgress',
        )
      ) {
        return 'in use';
      }
      throw error;
    }
  }
}
