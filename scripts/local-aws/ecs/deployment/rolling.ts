/** Rolling deployments: new tasks start and old ones stop, within the two percentages. */
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { DeploymentState, Revision, ServiceState } from '../model';
import type { EcsRegion } from '../region';
import { scale, tasksOf } from '../tasks/scheduler';
import { isAlive, isRunning, isWanted } from '../tasks/task';
import { resolveTargets } from './networking';
import { setTraffic } from './traffic';
import { type DeploymentWatch, healthyTasks, isScaledUp } from './watch';

/**
 * @throws DeploymentError, DeploymentInterruptedError
 */
export async function runRolling(
  ecs: EcsRegion,
  service: ServiceState,
  deployment: DeploymentState,
  watch: DeploymentWatch,
): Promise<void> {
  const { target, sources, configuration } = deployment;
  target.targets = await resolveTargets(ecs.clients(ElasticLoadBalancingV2Client), target, service.completed, false);
  await watch.until(() => {
    roll(ecs, service, deployment);
    // Old and new tasks share the target group, so traffic comes with the first healthy task.
    if (target.traffic === 0 && healthyTasks(service, target) > 0) setTraffic(ecs, deployment, target, 100);
    return isScaledUp(service, target) && sources.every((source) => !tasksOf(service, source).some(isAlive));
  });
  for (const source of sources) setTraffic(ecs, deployment, source, 0);
  // With alarms, ECS keeps a rolling deployment open for as long as the alarms need to judge (developer guide, deployment alarms).
  await watch.bake(configuration.bakeTimeInMinutes ?? watch.alarms.evaluationSeconds / 60);
}

/** One step: starts as many new tasks as `maximumPercent` allows, and stops as many old ones as `minimumHealthyPercent` allows. */
export function roll(ecs: EcsRegion, service: ServiceState, { target, sources, configuration }: DeploymentState): void {
  const { desiredCount } = service;
  const most = Math.floor((desiredCount * (configuration.maximumPercent ?? 200)) / 100);
  const least = Math.ceil((desiredCount * (configuration.minimumHealthyPercent ?? 100)) / 100);

  const old = sources.flatMap((source) => tasksOf(service, source)).filter(isWanted);
  const room = most - old.length;
  const wanted = Math.max(0, Math.min(desiredCount, Math.max(room, tasksOf(service, target).filter(isWanted).length)));
  if (wanted !== target.wanted) scale(ecs, service, target, wanted);

  let spare = healthyTasks(service, target) + old.filter(isRunning).length - least;
  for (const source of sources) spare -= shrink(ecs, service, source, spare);
}

/** Stops up to `spare` tasks of an old revision. @returns how many were stopped */
function shrink(ecs: EcsRegion, service: ServiceState, source: Revision, spare: number): number {
  const present = tasksOf(service, source).filter(isWanted);
  const stopping = Math.max(0, Math.min(spare, present.length));
  // While a new revision replaces an old one, failed tasks of the old one are not replaced.
  if (stopping > 0 || source.wanted > present.length) scale(ecs, service, source, present.length - stopping);
  return stopping;
}
