/** CreateService. */

import { EC2Client } from '@aws-sdk/client-ec2';
import type { CreateServiceRequest } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { notPlayed } from '../../wire/errors';
import { type DescribedTaskDefinition, newRevision, startDeployment } from '../deployment/start';
import { invalidParameter } from '../errors';
import type { ClusterState, RevisionSettings, ServiceSettings, ServiceState } from '../model';
import { ecsArn } from '../names';
import type { EcsOperation } from '../operation';
import type { EcsRegion } from '../region';
import { checkCapacity } from '../validation/capacity-providers';
import { resolveDeploymentConfiguration } from '../validation/deployment-configuration';
import { checkLoadBalancers } from '../validation/load-balancers';
import { checkNetwork } from '../validation/network';
import { describeService } from './describe';
import { findTaskDefinition } from './task-definitions';

export const createService: EcsOperation<CreateServiceRequest> = async ({ state: ecs, parameters: input, moto }) => {
  const cluster = ecs.resources.activeCluster(input.cluster);
  const repeated = existingService(cluster, input);
  if (repeated !== undefined) return { service: describeService(repeated, true) };
  const found = await findTaskDefinition(moto, input.taskDefinition);
  const settings = serviceSettings(cluster, input);
  await checkService(ecs, cluster, input, settings, found);
  const service = newService(ecs, cluster, input, settings, found);
  await moto.json('CreateService', knownToMoto(service));
  // Another request may have created the service while this one was being checked.
  const existing = existingService(cluster, input);
  if (existing !== undefined) return { service: describeService(existing, true) };
  cluster.services.set(service.name, service);
  startDeployment(ecs, service, service.primary);
  return { service: describeService(service, true) };
};

/**
 * The service that an earlier, identical request created.
 * @throws AwsError InvalidParameterException if the name is taken
 */
function existingService(cluster: ClusterState, input: CreateServiceRequest): ServiceState | undefined {
  const { serviceName = '' } = input;
  if (!/^[\w-]{1,255}$/.test(serviceName)) {
    throw invalidParameter('Service names have 1 to 255 letters, numbers, underscores and hyphens.');
  }
  const existing = cluster.services.get(serviceName);
  if (existing === undefined || existing.status === 'INACTIVE') return undefined;
  if (existing.status === 'DRAINING') throw invalidParameter('Unable to Start a service that is still Draining.');
  if (existing.created === JSON.stringify(input)) return existing;
  throw invalidParameter('Creation of service was not idempotent.');
}

async function checkService(
  ecs: EcsRegion,
  cluster: ClusterState,
  input: CreateServiceRequest,
  { deploymentConfiguration }: ServiceSettings,
  { taskDefinition }: DescribedTaskDefinition,
): Promise<void> {
  checkController(input);
  checkCapacity(input, cluster);
  if (input.schedulingStrategy === 'DAEMON') {
    throw invalidParameter('The daemon scheduling strategy is not supported with the Fargate launch type.');
  }
  if (input.desiredCount !== undefined && input.desiredCount < 0) throw invalidParameter('desiredCount is negative.');
  await checkNetwork(ecs.clients(EC2Client), input.networkConfiguration, taskDefinition);
  const shifting = deploymentConfiguration.strategy !== 'ROLLING';
  await checkLoadBalancers(
    ecs.clients(ElasticLoadBalancingV2Client),
    input.loadBalancers ?? [],
    taskDefinition,
    shifting,
  );
}

/** CodeDeploy and external controllers need task sets, which are not played. */
function checkController({ deploymentController }: CreateServiceRequest): void {
  const { type = 'ECS' } = deploymentController ?? {};
  if (type === 'ECS') return;
  throw notPlayed(`The deployment controller ${type}`);
}

function serviceSettings(cluster: ClusterState, input: CreateServiceRequest): ServiceSettings {
  const { launchType, placementConstraints, placementStrategy } = input;
  const strategy = input.capacityProviderStrategy ?? cluster.defaultCapacityProviderStrategy;
  return {
    availabilityZoneRebalancing: input.availabilityZoneRebalancing ?? 'ENABLED',
    capacityProviderStrategy: launchType === undefined ? strategy : undefined,
    deploymentConfiguration: resolveDeploymentConfiguration(input.deploymentConfiguration),
    deploymentController: input.deploymentController ?? { type: 'ECS' },
    enableECSManagedTags: input.enableECSManagedTags ?? false,
    enableExecuteCommand: input.enableExecuteCommand ?? false,
    healthCheckGracePeriodSeconds: input.healthCheckGracePeriodSeconds ?? 0,
    launchType,
    placementConstraints: placementConstraints ?? [],
    placementStrategy: placementStrategy ?? [],
    propagateTags: input.propagateTags ?? 'NONE',
    schedulingStrategy: input.schedulingStrategy ?? 'REPLICA',
  };
}

/** The revision's settings in a request, with the ARN of the task definition. */
export function revisionSettings(input: Partial<RevisionSettings>, taskDefinition: string): RevisionSettings {
  const { loadBalancers, networkConfiguration, platformVersion, serviceConnectConfiguration } = input;
  const { serviceRegistries, volumeConfigurations, vpcLatticeConfigurations } = input;
  return {
    taskDefinition,
    loadBalancers,
    networkConfiguration,
    platformVersion,
    serviceConnectConfiguration,
    serviceRegistries,
    volumeConfigurations,
    vpcLatticeConfigurations,
  };
}

function newService(
  ecs: EcsRegion,
  cluster: ClusterState,
  input: CreateServiceRequest,
  settings: ServiceSettings,
  found: DescribedTaskDefinition,
): ServiceState {
  const name = input.serviceName ?? '';
  const arn = found.taskDefinition.taskDefinitionArn ?? '';
  const owner = { cluster: cluster.name, service: name };
  const now = ecs.world.now();
  return {
    arn: ecsArn(ecs, `service/${cluster.name}/${name}`),
    name,
    cluster,
    status: 'ACTIVE',
    created: JSON.stringify(input),
    createdAt: now,
    // Without a desired count, AWS::ECS::Service and the console start one task.
    desiredCount: input.desiredCount ?? 1,
    settings,
    tags: input.tags ?? [],
    events: [],
    revisions: [],
    primary: newRevision(ecs, owner, revisionSettings(input, arn), found, now),
    deployments: [],
    tasks: [],
  };
}

/** The service in a form that moto accepts. Its tagging must find the service. */
function knownToMoto(service: ServiceState): object {
  return {
    cluster: service.cluster.name,
    serviceName: service.name,
    taskDefinition: service.primary.settings.taskDefinition,
    desiredCount: 0,
    launchType: 'FARGATE',
    tags: service.tags,
  };
}
