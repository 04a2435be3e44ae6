/** Checks capacity providers and strategies. */
import type { CapacityProviderStrategyItem } from '@aws-sdk/client-ecs';
import { invalidParameter } from '../errors';
import type { ClusterState } from '../model';

/** Fargate's providers. The embedded AWS has no providers with Auto Scaling groups. */
const FARGATE_PROVIDERS = new Set(['FARGATE', 'FARGATE_SPOT']);

/**
 * @throws AwsError InvalidParameterException if a provider does not exist
 */
export function checkProvidersExist(providers: readonly string[]): void {
  if (providers.every((provider) => FARGATE_PROVIDERS.has(provider))) return;
  throw invalidParameter('The specified capacity provider does not exist. Specify a valid name or ARN and try again.');
}

/**
 * @param associated the cluster's providers
 * @throws AwsError InvalidParameterException
 */
export function checkStrategy(
  strategy: readonly CapacityProviderStrategyItem[] | undefined,
  associated: readonly string[],
): void {
  if (strategy === undefined || strategy.length === 0) return;
  if (!strategy.every(({ capacityProvider }) => associated.includes(capacityProvider ?? ''))) {
    throw invalidParameter(
      'The specified capacity provider strategy cannot contain a capacity provider that is not associated with the cluster. Associate the capacity provider with the cluster or specify a valid capacity provider and try again.',
    );
  }
  if (strategy.filter(({ base = 0 }) => base > 0).length > 1) {
    throw invalidParameter(
      'The specified capacity provider strategy contains more than one capacity provider with a base value defined.',
    );
  }
  if (strategy.every(({ weight = 0 }) => weight === 0)) {
    throw invalidParameter(
      'The specified capacity provider strategy must contain at least one capacity provider with a weight greater than 0.',
    );
  }
}

/**
 * Checks on what the tasks of a service are to run.
 * @throws AwsError InvalidParameterException
 */
export function checkCapacity(
  request: { launchType?: string; capacityProviderStrategy?: CapacityProviderStrategyItem[] },
  cluster: ClusterState,
): void {
  const { launchType, capacityProviderStrategy: strategy = [] } = request;
  if (launchType !== undefined && strategy.length > 0) {
    throw invalidParameter(
      'Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again.',
    );
  }
  checkStrategy(strategy, cluster.capacityProviders);
  const provided = strategy.length > 0 || cluster.defaultCapacityProviderStrategy.length > 0;
  // The API's default is EC2, and there are no instances here.
  if (launchType === 'EC2' || (launchType === undefined && !provided)) {
    throw invalidParameter('Task definition does not support launch_type EC2.');
  }
}
