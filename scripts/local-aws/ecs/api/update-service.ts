/** UpdateService. */

import { isDeepStrictEqual } from 'node:util';
import { EC2Client } from '@aws-sdk/client-ec2';
import type { UpdateServiceRequest } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { applyDesiredCount, currentDeployment, newRevision, startDeployment } from '../deployment/start';
import { invalidParameter } from '../errors';
import type { RevisionSettings, ServiceSettings, ServiceState } from '../model';
import type { EcsOperation } from '../operation';
import type { EcsRegion } from '../region';
import { checkStrategy } from '../validation/capacity-providers';
import { resolveDeploymentConfiguration } from '../validation/deployment-configuration';
import { checkLoadBalancers } from '../validation/load-balancers';
import { checkNetwork } from '../validation/network';
import { revisionSettings } from './create-service';
import { describeService } from './describe';
import { findTaskDefinition } from './task-definitions';

/**
 * The members whose change takes effect without a deployment, as the API reference says for each. A change of a member of
 * `RevisionSettings` starts a deployment.
 */
const WITHOUT_DEPLOYMENT = [
  'availabilityZoneRebalancing',
  'capacityProviderStrategy',
  'deploymentController',
  'enableECSManagedTags',
  'enableExecuteCommand',
  'healthCheckGracePeriodSeconds',
  'placementConstraints',
  'placementStrategy',
  'propagateTags',
] as const satisfies (keyof ServiceSettings & keyof UpdateServiceRequest)[];

export const updateService: EcsOperation<UpdateServiceRequest> = async ({ state: ecs, parameters: input, moto }) => {
  const service = ecs.resources.activeService(input.cluster, input.service);
  const settings = changedSettings(service, input);
  const found = await findTaskDefinition(moto, input.taskDefinition ?? service.primary.settings.taskDefinition).catch(
    (error) => {
      // A service keeps a task definition that was deregistered after the service began to use it.
      if (input.taskDefinition !== undefined) throw error;
      return { taskDefinition: service.primary.taskDefinition, tags: service.primary.taskDefinitionTags };
    },
  );
  const revision = changedRevision(service, input, found.taskDefinition.taskDefinitionArn ?? '');
  await check(ecs, service, input, settings, revision, found.taskDefinition);
  // The service may have been deleted while the request was being checked.
  ecs.resources.activeService(input.cluster, input.service);
  checkChangeOfStrategy(service, settings);
  service.settings = settings;
  service.desiredCount = input.desiredCount ?? service.desiredCount;
  if (
    input.forceNewDeployment === true ||
    !isDeepStrictEqual(comparable(revision), comparable(service.primary.settings))
  ) {
    const owner = { cluster: service.cluster.name, service: service.name };
    startDeployment(ecs, service, newRevision(ecs, owner, revision, found, ecs.world.now()));
  } else if (input.desiredCount !== undefined) {
    applyDesiredCount(ecs, service);
  }
  return { service: describeService(service, true) };
};

function changedSettings(service: ServiceState, input: UpdateServiceRequest): ServiceSettings {
  const { deploymentConfiguration } = service.settings;
  const changes = WITHOUT_DEPLOYMENT.flatMap((name) => (input[name] === undefined ? [] : [[name, input[name]]]));
  return {
    ...service.settings,
    ...Object.fromEntries(changes),
    deploymentConfiguration: resolveDeploymentConfiguration(input.deploymentConfiguration, deploymentConfiguration),
  };
}

/**
 * "You cannot migrate a service to rolling deployment if it has an ongoing deployment" (developer guide, change from
 * blue/green to rolling). ECS's own words for the refusal are not documented.
 */
function checkChangeOfStrategy(
  service: ServiceState,
  { deploymentConfiguration: { strategy } }: ServiceSettings,
): void {
  const isChanged = strategy === 'ROLLING' && service.settings.deploymentConfiguration.strategy !== strategy;
  if (isChanged && currentDeployment(service) !== undefined) {
    throw invalidParameter(
      'The deployment strategy cannot be changed to ROLLING while a deployment of the service is in progress.',
    );
  }
}

function changedRevision(service: ServiceState, input: UpdateServiceRequest, taskDefinition: string): RevisionSettings {
  const given = Object.entries(revisionSettings(input as Partial<RevisionSettings>, taskDefinition));
  return { ...service.primary.settings, ...Object.fromEntries(given.filter(([, value]) => value !== undefined)) };
}

async function check(
  ecs: EcsRegion,
  service: ServiceState,
  input: UpdateServiceRequest,
  { deploymentConfiguration }: ServiceSettings,
  { loadBalancers, networkConfiguration }: RevisionSettings,
  taskDefinition: Parameters<typeof checkNetwork>[2],
): Promise<void> {
  checkStrategy(input.capacityProviderStrategy, service.cluster.capacityProviders);
  if ((input.desiredCount ?? 0) < 0) throw invalidParameter('desiredCount is negative.');
  if (input.networkConfiguration !== undefined || input.taskDefinition !== undefined) {
    await checkNetwork(ecs.clients(EC2Client), networkConfiguration, taskDefinition);
  }
  const shifting = deploymentConfiguration.strategy !== 'ROLLING';
  const { taskDefinition: changed, loadBalancers: moved, deploymentConfiguration: strategy } = input;
  if (changed === undefined && moved === undefined && strategy === undefined) return;
  await checkLoadBalancers(ecs.clients(ElasticLoadBalancingV2Client), loadBalancers ?? [], taskDefinition, shifting);
}

/** The settings without undefined members, so that undefined and missing members compare as equal. */
function comparable(settings: RevisionSettings): unknown {
  return JSON.parse(JSON.stringify(settings));
}
