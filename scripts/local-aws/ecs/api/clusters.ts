/** Creates, deletes, describes and lists clusters. moto is told which clusters exist. */

import { isDeepStrictEqual } from 'node:util';
import type {
  Cluster,
  ClusterField,
  CreateClusterRequest,
  DeleteClusterRequest,
  DescribeClustersRequest,
  ListClustersRequest,
} from '@aws-sdk/client-ecs';
import { AwsError } from '../../wire/errors';
import { invalidParameter } from '../errors';
import type { ClusterState, ServiceState } from '../model';
import { ecsArn, shortName } from '../names';
import type { EcsOperation } from '../operation';
import { page } from '../paging';
import type { EcsRegion } from '../region';
import { DEFAULT_CLUSTER, type EcsResources } from '../resources';
import { isAlive } from '../tasks/task';
import { checkProvidersExist, checkStrategy } from '../validation/capacity-providers';
import { countTasks } from './describe';

export const createCluster: EcsOperation<CreateClusterRequest> = async ({ state: ecs, parameters: input, moto }) => {
  const name = input.clusterName ?? DEFAULT_CLUSTER;
  if (!/^[a-zA-Z][\w-]{0,254}$/.test(name)) {
    throw invalidParameter(
      'Cluster names start with a letter and have up to 255 letters, numbers, underscores and hyphens.',
    );
  }
  const existing = ecs.resources.findCluster(name);
  if (existing?.status === 'ACTIVE') return { cluster: sameCluster(ecs, existing, input) };
  checkProvidersExist(input.capacityProviders ?? []);
  checkStrategy(input.defaultCapacityProviderStrategy, input.capacityProviders ?? []);
  const cluster = newCluster(ecs, name, input);
  ecs.resources.clusters.set(name, cluster);
  await moto.json('CreateCluster', { clusterName: name, tags: cluster.tags });
  return { cluster: describe(ecs.resources, cluster, ['TAGS', 'SETTINGS', 'CONFIGURATIONS']) };
};

/**
 * The answer to a repeated CreateCluster.
 * @throws AwsError InvalidParameterException if it asks for other settings than the first one
 */
function sameCluster({ resources }: EcsRegion, cluster: ClusterState, input: CreateClusterRequest): Cluster {
  const { capacityProviders = cluster.capacityProviders, settings = cluster.settings } = input;
  const { defaultCapacityProviderStrategy: strategy = cluster.defaultCapacityProviderStrategy } = input;
  const same =
    isDeepStrictEqual([...capacityProviders].sort(), [...cluster.capacityProviders].sort()) &&
    isDeepStrictEqual(strategy, cluster.defaultCapacityProviderStrategy) &&
    isDeepStrictEqual(settings, cluster.settings);
  if (same) return describe(resources, cluster, ['TAGS', 'SETTINGS', 'CONFIGURATIONS']);
  throw invalidParameter(
    'Arguments on this idempotent request are inconsistent with arguments used in previous request(s).',
  );
}

function newCluster(ecs: EcsRegion, name: string, input: CreateClusterRequest): ClusterState {
  return {
    arn: ecsArn(ecs, `cluster/${name}`),
    name,
    status: 'ACTIVE',
    settings: input.settings ?? [{ name: 'containerInsights', value: 'disabled' }],
    configuration: input.configuration,
    capacityProviders: input.capacityProviders ?? [],
    defaultCapacityProviderStrategy: input.defaultCapacityProviderStrategy ?? [],
    tags: input.tags ?? [],
    services: new Map<string, ServiceState>(),
  };
}

export const deleteCluster: EcsOperation<DeleteClusterRequest> = async ({
  state: { resources },
  parameters: input,
  moto,
}) => {
  const cluster = resources.cluster(input.cluster);
  if (cluster.status === 'INACTIVE') return { cluster: describe(resources, cluster, []) };
  if ([...cluster.services.values()].some(({ status }) => status === 'ACTIVE')) {
    throw new AwsError('ClusterContainsServicesException', 'The Cluster cannot be deleted while Services are active.');
  }
  if (resources.tasks(cluster).some(isAlive)) {
    throw new AwsError('ClusterContainsTasksException', 'The Cluster cannot be deleted while Tasks are active.');
  }
  cluster.status = 'INACTIVE';
  cluster.tags = [];
  await moto.json('DeleteCluster', { cluster: cluster.name });
  return { cluster: describe(resources, cluster, []) };
};

export const describeClusters: EcsOperation<DescribeClustersRequest> = ({ state: ecs, parameters: input }) => {
  const { resources } = ecs;
  const { clusters: named = [DEFAULT_CLUSTER], include = [] } = input;
  const found = named.flatMap((name) => resources.findCluster(name) ?? []);
  const missing = named.filter((name) => resources.findCluster(name) === undefined);
  return {
    clusters: found.map((cluster) => describe(resources, cluster, include)),
    failures: missing.map((name) => ({ arn: ecsArn(ecs, `cluster/${shortName(name)}`), reason: 'MISSING' })),
  };
};

export const listClusters: EcsOperation<ListClustersRequest> = ({ state: { resources }, parameters: input }) => {
  const active = [...resources.clusters.values()].filter(({ status }) => status === 'ACTIVE');
  const { items, nextToken } = page(active, input, 100);
  return { clusterArns: items.map(({ arn }) => arn), nextToken };
};

/** A cluster as the API shows it. Tags, settings and configuration are shown only if the request asks for them. */
export function describe(resources: EcsResources, cluster: ClusterState, include: readonly ClusterField[]): Cluster {
  return {
    clusterArn: cluster.arn,
    clusterName: cluster.name,
    status: cluster.status,
    registeredContainerInstancesCount: 0,
    activeServicesCount: [...cluster.services.values()].filter(({ status }) => status === 'ACTIVE').length,
    ...countTasks(resources.tasks(cluster)),
    capacityProviders: cluster.capacityProviders,
    defaultCapacityProviderStrategy: cluster.defaultCapacityProviderStrategy,
    statistics: [],
    tags: include.includes('TAGS') ? cluster.tags : [],
    settings: include.includes('SETTINGS') ? cluster.settings : [],
    configuration: include.includes('CONFIGURATIONS') ? cluster.configuration : undefined,
  };
}
