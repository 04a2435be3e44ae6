/** UpdateCluster, UpdateClusterSettings and PutClusterCapacityProviders. */

import type {
  PutClusterCapacityProvidersRequest,
  UpdateClusterRequest,
  UpdateClusterSettingsRequest,
} from '@aws-sdk/client-ecs';
import { AwsError } from '../../wire/errors';
import type { ClusterState } from '../model';
import type { EcsOperation } from '../operation';
import { checkProvidersExist, checkStrategy } from '../validation/capacity-providers';
import { describe } from './clusters';

const ALL = ['TAGS', 'SETTINGS', 'CONFIGURATIONS'] as const;

export const updateCluster: EcsOperation<UpdateClusterRequest> = ({ state: { resources }, parameters: input }) => {
  const cluster = resources.activeCluster(input.cluster);
  cluster.settings = input.settings ?? cluster.settings;
  cluster.configuration = input.configuration ?? cluster.configuration;
  return { cluster: describe(resources, cluster, ALL) };
};

export const updateClusterSettings: EcsOperation<UpdateClusterSettingsRequest> = ({
  state: { resources },
  parameters: input,
}) => {
  const cluster = resources.activeCluster(input.cluster);
  cluster.settings = input.settings ?? cluster.settings;
  return { cluster: describe(resources, cluster, ALL) };
};

export const putClusterCapacityProviders: EcsOperation<PutClusterCapacityProvidersRequest> = ({
  state: { resources },
  parameters: input,
}) => {
  const cluster = resources.activeCluster(input.cluster);
  const { capacityProviders = [], defaultCapacityProviderStrategy = [] } = input;
  checkProvidersExist(capacityProviders);
  checkStrategy(defaultCapacityProviderStrategy, capacityProviders);
  checkUnused(cluster, capacityProviders);
  cluster.capacityProviders = capacityProviders;
  cluster.defaultCapacityProviderStrategy = defaultCapacityProviderStrategy;
  return { cluster: describe(resources, cluster, ALL) };
};

/**
 * @throws AwsError ResourceInUseException if services use a provider that is to be removed
 */
function checkUnused({ capacityProviders: before, services }: ClusterState, after: readonly string[]): void {
  const leaving = before.filter((provider) => !after.includes(provider));
  const used = [...services.values()]
    .filter(({ status }) => status !== 'INACTIVE')
    .flatMap(({ settings }) => settings.capacityProviderStrategy ?? [])
    .some(({ capacityProvider = '' }) => leaving.includes(capacityProvider));
  if (used) {
    throw new AwsError('ResourceInUseException', 'The specified capacity provider is in use and cannot be removed.');
  }
}
