/** Clusters: created, deleted, described and listed here; moto is told which exist. */
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
import type { Ecs, Operation } from '../ecs';
import { invalidParameter } from '../errors';
import { page } from '../json';
import type { ClusterState, ServiceState } from '../model';
import { ecsArn, shortName } from '../names';
import { DEFAULT_CLUSTER, type EcsState } from '../state';
import { isAlive } from '../tasks/task';
import { checkProvidersExist, checkStrategy } from '../validation/capacity-providers';
import { countTasks } from './describe';

export const createCluster: Operation<CreateClusterRequest> = async (ecs, input, moto) => {
  const name = input.clusterName ?? DEFAULT_CLUSTER;
  if (!/^[a-zA-Z][\w-]{0,254}$/.test(name)) {
    throw invalidParameter(
      'Cluster names start with a letter and have up to 255 letters, numbers, underscores and hyphens.',
    );
  }
  const existing = ecs.state.findCluster(name);
  if (existing?.status === 'ACTIVE') return { cluster: sameCluster(ecs, existing, input) };
  checkProvidersExist(input.capacityProviders ?? []);
  checkStrategy(input.defaultCapacityProviderStrategy, input.capacityProviders ?? []);
  const cluster = newCluster(ecs, name, input);
  ecs.state.clusters.set(name, cluster);
  await moto.call('CreateCluster', { clusterName: name, tags: cluster.tags });
  return { cluster: describe(ecs.state, cluster, ['TAGS', 'SETTINGS', 'CONFIGURATIONS']) };
};

/**
 * A second CreateCluster answers with the first one's cluster.
 * @throws AwsError InvalidParameterException when it asks for another one
 */
function sameCluster({ state }: Ecs, cluster: ClusterState, input: CreateClusterRequest): Cluster {
  const { capacityProviders = cluster.capacityProviders, settings = cluster.settings } = input;
  const { defaultCapacityProviderStrategy: strategy = cluster.defaultCapacityProviderStrategy } = input;
  const same =
    isDeepStrictEqual([...capacityProviders].sort(), [...cluster.capacityProviders].sort()) &&
    isDeepStrictEqual(strategy, cluster.defaultCapacityProviderStrategy) &&
    isDeepStrictEqual(settings, cluster.settings);
  if (same) return describe(state, cluster, ['TAGS', 'SETTINGS', 'CONFIGURATIONS']);
  throw invalidParameter(
    'Arguments on this idempotent request are inconsistent with arguments used in previous request(s).',
  );
}

function newCluster({ place }: Ecs, name: string, input: CreateClusterRequest): ClusterState {
  return {
    arn: ecsArn(place, `cluster/${name}`),
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

export const deleteCluster: Operation<DeleteClusterRequest> = async ({ state }, input, moto) => {
  const cluster = state.cluster(input.cluster);
  if (cluster.status === 'INACTIVE') return { cluster: describe(state, cluster, []) };
  if ([...cluster.services.values()].some(({ status }) => status === 'ACTIVE')) {
    throw new AwsError('ClusterContainsServicesException', 'The Cluster cannot be deleted while Services are active.');
  }
  if (state.tasks(cluster).some(isAlive)) {
    throw new AwsError('ClusterContainsTasksException', 'The Cluster cannot be deleted while Tasks are active.');
  }
  cluster.status = 'INACTIVE';
  cluster.tags = [];
  await moto.call('DeleteCluster', { cluster: cluster.name });
  return { cluster: describe(state, cluster, []) };
};

export const describeClusters: Operation<DescribeClustersRequest> = ({ state, place }, input) => {
  const { clusters: named = [DEFAULT_CLUSTER], include = [] } = input;
  const found = named.flatMap((name) => state.findCluster(name) ?? []);
  const missing = named.filter((name) => state.findCluster(name) === undefined);
  return {
    clusters: found.map((cluster) => describe(state, cluster, include)),
    failures: missing.map((name) => ({ arn: ecsArn(place, `cluster/${shortName(name)}`), reason: 'MISSING' })),
  };
};

export const listClusters: Operation<ListClustersRequest> = ({ state }, input) => {
  const active = [...state.clusters.values()].filter(({ status }) => status === 'ACTIVE');
  const { items, nextToken } = page(active, input, 100);
  return { clusterArns: items.map(({ arn }) => arn), nextToken };
};

/** A cluster as the API shows it; tags, settings and configuration only when asked for. */
export function describe(state: EcsState, cluster: ClusterState, include: readonly ClusterField[]): Cluster {
  return {
    clusterArn: cluster.arn,
    clusterName: cluster.name,
    status: cluster.status,
    registeredContainerInstancesCount: 0,
    activeServicesCount: [...cluster.services.values()].filter(({ status }) => status === 'ACTIVE').length,
    ...countTasks(state.tasks(cluster)),
    capacityProviders: cluster.capacityProviders,
    defaultCapacityProviderStrategy: cluster.defaultCapacityProviderStrategy,
    statistics: [],
    tags: include.includes('TAGS') ? cluster.tags : [],
    settings: include.includes('SETTINGS') ? cluster.settings : [],
    configuration: include.includes('CONFIGURATIONS') ? cluster.configuration : undefined,
  };
}
