/** Services as DescribeServices, CreateService and UpdateService show them. */
import type { Deployment, Service } from '@aws-sdk/client-ecs';
import { partitionOf } from '../../../../handlers/template-language/region';
import { revisionsWithTasks } from '../deployment/start';
import type { Revision, ServiceState, TaskState } from '../model';
import { tasksOf } from '../tasks/scheduler';
import { isPending, isRunning } from '../tasks/task';

/** The service-linked role with which ECS runs awsvpc services. */
function serviceLinkedRole(service: ServiceState): string {
  const [, , , region = '', accountId = ''] = service.arn.split(':');
  return `arn:${partitionOf(region)}:iam::${accountId}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS`;
}

/** @param withTags whether the request asks to include TAGS */
export function describeService(service: ServiceState, withTags: boolean): Service {
  const { settings, primary, tasks } = service;
  const { taskDefinition, loadBalancers = [], serviceRegistries = [], ...revised } = primary.settings;
  return {
    serviceArn: service.arn,
    serviceName: service.name,
    clusterArn: service.cluster.arn,
    status: service.status,
    desiredCount: service.desiredCount,
    runningCount: tasks.filter(isRunning).length,
    pendingCount: tasks.filter(isPending).length,
    ...settings,
    ...revised,
    loadBalancers,
    serviceRegistries,
    taskDefinition,
    platformFamily: platformFamily(primary),
    platformVersion: primary.settings.platformVersion ?? 'LATEST',
    roleArn: serviceLinkedRole(service),
    deployments: service.status === 'INACTIVE' ? [] : describeDeployments(service),
    events: service.events,
    createdAt: service.createdAt,
    currentServiceDeployment: service.deployments.at(-1)?.arn,
    currentServiceRevisions: revisionsWithTasks(service).map((revision) => ({
      arn: revision.arn,
      ...counts(service, revision),
    })),
    tags: withTags ? service.tags : undefined,
  };
}

export function counts(service: ServiceState, revision: Revision) {
  const tasks = tasksOf(service, revision);
  return {
    requestedTaskCount: revision.wanted,
    runningTaskCount: tasks.filter(isRunning).length,
    pendingTaskCount: tasks.filter(isPending).length,
  };
}

/** The primary revision first, then the others that still have tasks, newest first. */
function describeDeployments(service: ServiceState): Deployment[] {
  const others = revisionsWithTasks(service).filter((revision) => revision !== service.primary);
  return [service.primary, ...others.reverse()].map((revision) => describeDeployment(service, revision));
}

function describeDeployment(service: ServiceState, revision: Revision): Deployment {
  const { requestedTaskCount, runningTaskCount, pendingTaskCount } = counts(service, revision);
  const { launchType, capacityProviderStrategy } = service.settings;
  return {
    id: `ecs-svc/${revision.id}`,
    status: revision === service.primary ? 'PRIMARY' : 'ACTIVE',
    taskDefinition: revision.settings.taskDefinition,
    desiredCount: requestedTaskCount,
    runningCount: runningTaskCount,
    pendingCount: pendingTaskCount,
    failedTasks: revision.failedTasks,
    createdAt: revision.createdAt,
    updatedAt: revision.rollout.updatedAt,
    launchType,
    capacityProviderStrategy,
    platformVersion: revision.settings.platformVersion ?? '1.4.0',
    platformFamily: platformFamily(revision),
    networkConfiguration: revision.settings.networkConfiguration,
    serviceConnectConfiguration: revision.settings.serviceConnectConfiguration,
    volumeConfigurations: revision.settings.volumeConfigurations,
    rolloutState: revision.rollout.state,
    rolloutStateReason: revision.rollout.reason,
  };
}

/** `Linux`, or the Windows family of the task definition. */
export function platformFamily({ taskDefinition }: Revision): string {
  const family = taskDefinition.runtimePlatform?.operatingSystemFamily;
  return family === undefined || family === 'LINUX' ? 'Linux' : family;
}

/** The counts of tasks in DescribeClusters. */
export function countTasks(tasks: readonly TaskState[]) {
  return { runningTasksCount: tasks.filter(isRunning).length, pendingTasksCount: tasks.filter(isPending).length };
}
