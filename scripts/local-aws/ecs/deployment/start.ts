/** Starts deployments: one at a time for each service. */
import type { Tag, TaskDefinition } from '@aws-sdk/client-ecs';
import type { DeploymentState, LifecycleStage, Revision, RevisionSettings, ServiceState } from '../model';
import { type ArnScope, ecsArn, newDeploymentId, newRevisionId } from '../names';
import type { EcsRegion } from '../region';
import { scale, tasksOf } from '../tasks/scheduler';
import { isAlive } from '../tasks/task';
import { runDeployment } from './run';

export interface DescribedTaskDefinition {
  taskDefinition: TaskDefinition;
  tags: Tag[];
}

/**
 * @param owner the names of the cluster and the service, which are part of the revision's ARN
 * @param now when it is made
 */
export function newRevision(
  scope: ArnScope,
  owner: { cluster: string; service: string },
  settings: RevisionSettings,
  { taskDefinition, tags }: DescribedTaskDefinition,
  now: Date,
): Revision {
  const id = newRevisionId();
  return {
    id,
    arn: ecsArn(scope, `service-revision/${owner.cluster}/${owner.service}/${id}`),
    createdAt: now,
    settings,
    taskDefinition,
    taskDefinitionTags: tags,
    targets: [],
    wanted: 0,
    frozen: false,
    traffic: 0,
    failedTasks: 0,
    failureCount: 0,
    rollout: { state: 'IN_PROGRESS', reason: `ECS deployment ecs-svc/${id} in progress.`, updatedAt: now },
  };
}

/** The deployment that has not ended yet, if there is one. */
export function currentDeployment({ deployments }: ServiceState): DeploymentState | undefined {
  return deployments.findLast(isUnfinished);
}

/**
 * Makes the revision the service's primary one and deploys it. A deployment that has not ended is stopped first; the new one
 * undoes what it began.
 */
export function startDeployment(ecs: EcsRegion, service: ServiceState, target: Revision): DeploymentState {
  const { deploymentConfiguration: configuration } = service.settings;
  const now = ecs.world.now();
  const earlier = service.deployments.filter(isUnfinished);
  const deployment: DeploymentState = {
    arn: ecsArn(ecs, `service-deployment/${service.cluster.name}/${service.name}/${newDeploymentId()}`),
    createdAt: now,
    updatedAt: now,
    target,
    sources: [],
    status: 'PENDING',
    configuration,
    breaker: configuration.deploymentCircuitBreaker?.enable === true ? 'MONITORING' : 'DISABLED',
    alarms: configuration.alarms?.enable === true ? 'MONITORING' : 'DISABLED',
    triggeredAlarms: [],
    hooks: [],
    over: Promise.resolve(),
  };
  for (const unfinished of earlier) unfinished.interruption ??= 'superseded';
  service.revisions.push(target);
  service.deployments.push(deployment);
  service.primary = target;
  deployment.over = ecs.background(`deployment ${deployment.arn}`, async () => {
    await Promise.all(earlier.map(({ over }) => over));
    deployment.sources = revisionsWithTasks(service).filter((revision) => revision !== target);
    await runDeployment(ecs, service, deployment);
  });
  return deployment;
}

function isUnfinished({ finishedAt, stoppedAt }: DeploymentState): boolean {
  return finishedAt === undefined && stoppedAt === undefined;
}

/** The revisions that have tasks or should have tasks. */
export function revisionsWithTasks(service: ServiceState): Revision[] {
  return service.revisions.filter((revision) => revision.wanted > 0 || tasksOf(service, revision).some(isAlive));
}

const BEFORE_SCALE_UP: ReadonlySet<LifecycleStage | undefined> = new Set([
  undefined,
  'RECONCILE_SERVICE',
  'PRE_SCALE_UP',
] as const);

/** Scales the service to its desired count without a deployment. A rolling deployment that has not ended does it by itself. */
export function applyDesiredCount(ecs: EcsRegion, service: ServiceState): void {
  const { desiredCount, completed, primary } = service;
  const current = currentDeployment(service);
  if (current === undefined) {
    scale(ecs, service, completed ?? primary, desiredCount);
    return;
  }
  const { configuration, lifecycleStage, status, target } = current;
  if (configuration.strategy === 'ROLLING') return;
  if (completed !== undefined && lifecycleStage !== 'CLEAN_UP') scale(ecs, service, completed, desiredCount);
  if (status === 'IN_PROGRESS' && !BEFORE_SCALE_UP.has(lifecycleStage)) scale(ecs, service, target, desiredCount);
}
