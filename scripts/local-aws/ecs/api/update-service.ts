/** UpdateService. */

import { isDeepStrictEqual } from 'node:util';
import { EC2Client } from '@aws-sdk/client-ec2';
import type { UpdateServiceRequest } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { applyDesiredCount, newRevision, startDeployment } from '../deployment/start';
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
 * Members whose change takes effect without a deployment, and those whose change starts one: both lists are what the API
 * reference says of each.
 */
const SILENT = [
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
      // A service goes on with a task definition that was deregistered under it.
      if (input.taskDefinition !== undefined) throw error;
      return { taskDefinition: service.primary.taskDefinition, tags: service.primary.taskDefinitionTags };
    },
  );
  const revision = changedRevision(service, input, found.taskDefinition.taskDefinitionArn ?? '');
  await check(ecs, service, input, settings, revision, found.taskDefinition);
  // The checks have asked other services: the service may be gone.
  ecs.resources.activeService(input.cluster, input.service);
  service.settings = settings;
  service.desiredCount = input.desiredCount ?? service.desiredCount;
  if (input.forceNewDeployment === true || !isDeepStrictEqual(plain(revision), plain(service.primary.settings))) {
    const owner = { cluster: service.cluster.name, service: service.name };
    startDeployment(ecs, service, newRevision(ecs, owner, revision, found));
  } else if (input.desiredCount !== undefined) {
    applyDesiredCount(ecs, service);
  }
  return { service: describeService(service, true) };
};

function changedSettings(service: ServiceState, input: UpdateServiceRequest): ServiceSettings {
  const { deploymentConfiguration } = service.settings;
  const changes = SILENT.flatMap((name) => (input[name] === undefined ? [] : [[name, input[name]]]));
  return {
    ...service.settings,
    ...Object.fromEntries(changes),
    deploymentConfiguration: resolveDeploymentConfiguration(input.deploymentConfiguration, deploymentConfiguration),
  };
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

/** Without members that are undefined, which a comparison would tell from missing ones. */
function plain(settings: RevisionSettings): unknown {
  return JSON.parse(JSON.stringify(settings));
}
