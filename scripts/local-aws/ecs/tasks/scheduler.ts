/** The service scheduler: starts and stops tasks until every revision has as many as it should have. */
import type { Tag } from '@aws-sdk/client-ecs';
import { recordEvent } from '../events';
import type { Revision, ServiceState, TaskState } from '../model';
import { ecsArn, newTaskId } from '../names';
import type { EcsRegion } from '../region';
import { RESTART_SECONDS } from '../timing';
import { nextCapacityProvider } from './capacity';
import { liveTask } from './life';
import { leastUsedSubnet } from './network';
import { isAlive, isWanted } from './task';

/** How many stopped tasks of a service can still be described. ECS shows them for at least an hour. */
const KEPT = 100;
/** Default of `maximumPercent` (API reference of `DeploymentConfiguration`). */
const DEFAULT_MAXIMUM_PERCENT = 200;

/** Sets how many tasks the revision should have, and starts or stops tasks. */
export function scale(ecs: EcsRegion, service: ServiceState, revision: Revision, wanted: number): void {
  revision.wanted = wanted;
  schedule(ecs, service, revision);
}

export function tasksOf(service: ServiceState, revision: Revision): TaskState[] {
  return service.tasks.filter((task) => task.revision === revision);
}

/**
 * Starts the missing tasks, or stops the surplus ones, unhealthy ones first. A task that fails is stopped when another one is
 * healthy in its place; if `maximumPercent` leaves no room for that one, before it is started (developer guide, Amazon ECS
 * services, and API reference of `DeploymentConfiguration`).
 */
export function schedule(ecs: EcsRegion, service: ServiceState, revision: Revision): void {
  const present = tasksOf(service, revision).filter(isWanted);
  const sound = present.filter(({ failing }) => failing === undefined);
  const healthy = sound.filter((task) => task.healthy).length;
  const failing = present.filter((task) => task.failing !== undefined);
  const missing = revision.wanted - sound.length;
  const room = failing.length === 0 ? missing : mostTasks(service, revision) - present.length;
  const start = Math.min(missing, room);
  if (start > 0 && !revision.frozen) startTasks(ecs, service, revision, start);
  if (missing < 0) stopTasks(ecs, revision, sound, -missing);
  const replaced = failing.length - Math.max(0, revision.wanted - healthy);
  const isStuck = missing > 0 && room <= 0 && healthy === sound.length;
  replaceTasks(ecs, failing.slice(0, Math.max(replaced, isStuck ? 1 : 0)));
}

/** How many tasks of a revision there may be at most while failing ones are replaced. */
function mostTasks({ settings: { deploymentConfiguration } }: ServiceState, { wanted }: Revision): number {
  return Math.floor((wanted * (deploymentConfiguration.maximumPercent ?? DEFAULT_MAXIMUM_PERCENT)) / 100);
}

function startTasks(ecs: EcsRegion, service: ServiceState, revision: Revision, count: number): void {
  const started = Array.from({ length: count }, () => startTask(ecs, service, revision));
  recordEvent(ecs.world, service, `has started ${listTasks(started)}.`);
}

function replaceTasks(ecs: EcsRegion, failing: readonly TaskState[]): void {
  for (const task of failing) {
    task.requestStop({ code: 'ServiceSchedulerInitiated', reason: task.failing ?? '', failure: true });
    recordEvent(ecs.world, task.service, `has stopped ${listTasks([task], 'running ')}.`);
  }
}

function stopTasks(ecs: EcsRegion, revision: Revision, present: readonly TaskState[], count: number): void {
  const spare = [...present].sort((one, other) => Number(one.healthy) - Number(other.healthy)).slice(0, count);
  const reason = `Scaling activity initiated by (deployment ecs-svc/${revision.id})`;
  for (const task of spare) {
    task.requestStop({ code: 'ServiceSchedulerInitiated', reason, failure: false });
    recordEvent(ecs.world, task.service, `has stopped ${listTasks([task], 'running ')}.`);
  }
}

function listTasks(tasks: readonly TaskState[], kind = ''): string {
  return `${tasks.length} ${kind}tasks: ${tasks.map(({ id }) => `(task ${id})`).join(' ')}`;
}

function startTask(ecs: EcsRegion, service: ServiceState, revision: Revision): TaskState {
  const task = newTask(ecs, service, revision);
  service.tasks.push(task);
  void ecs.background(`task ${task.arn}`, async () => {
    await liveTask(ecs, task, () => schedule(ecs, service, revision));
    await replace(ecs, task);
  });
  return task;
}

/** After a task's end: counts the failure, if it was one, and starts another task if one is missing. */
async function replace(ecs: EcsRegion, { service, revision, stop, stoppedAt }: TaskState): Promise<void> {
  if (stop?.failure === true && stoppedAt !== undefined) {
    revision.failedTasks += 1;
    revision.failureCount += 1;
    await ecs.world.sleep(RESTART_SECONDS);
  }
  forgetStopped(service);
  schedule(ecs, service, revision);
}

function forgetStopped(service: ServiceState): void {
  const stopped = service.tasks.filter((task) => !isAlive(task));
  const forgotten = new Set(stopped.slice(0, -KEPT));
  if (forgotten.size > 0) service.tasks = service.tasks.filter((task) => !forgotten.has(task));
}

function newTask(ecs: EcsRegion, service: ServiceState, revision: Revision): TaskState {
  const id = newTaskId();
  const awsvpc = revision.settings.networkConfiguration?.awsvpcConfiguration;
  let announce = () => {};
  const task: TaskState = {
    id,
    arn: ecsArn(ecs, `task/${service.cluster.name}/${id}`),
    service,
    revision,
    capacityProvider: nextCapacityProvider(service.settings.capacityProviderStrategy ?? [], running(service)),
    subnetId: awsvpc && leastUsedSubnet(awsvpc, service.tasks.filter(isWanted)),
    tags: taskTags(service, revision),
    status: 'PROVISIONING',
    healthy: false,
    registered: false,
    createdAt: ecs.world.now(),
    containers: (revision.taskDefinition.containerDefinitions ?? []).map((definition) => ({ definition })),
    listeners: new Map(),
    stopRequested: new Promise((resolve) => {
      announce = resolve;
    }),
    requestStop(request) {
      task.stop ??= request;
      announce();
    },
  };
  return task;
}

function running(service: ServiceState): Map<string, number> {
  const count = new Map<string, number>();
  for (const { capacityProvider } of service.tasks.filter(isWanted)) {
    if (capacityProvider !== undefined) count.set(capacityProvider, (count.get(capacityProvider) ?? 0) + 1);
  }
  return count;
}

/** The tags that `propagateTags` and `enableECSManagedTags` give a task when it starts. */
function taskTags(service: ServiceState, revision: Revision): Tag[] {
  const { enableECSManagedTags, propagateTags } = service.settings;
  const sources = { SERVICE: service.tags, TASK_DEFINITION: revision.taskDefinitionTags, NONE: [] };
  const own = sources[propagateTags ?? 'NONE'];
  if (enableECSManagedTags !== true) return [...own];
  return [
    ...own,
    { key: 'aws:ecs:clusterName', value: service.cluster.name },
    { key: 'aws:ecs:serviceName', value: service.name },
  ];
}
