/** The rolling deployment: new tasks start and old ones stop, within the two percentages. */
import type { DeploymentState, Revision, ServiceState } from '../model';
import type { Play } from '../play';
import { scale, tasksOf } from '../tasks/scheduler';
import { isAlive, isRunning, isWanted } from '../tasks/task';
import { setTraffic } from './errors-traffic';
import { resolveTargets } from './networking';
import { healthyTasks, isScaledUp, type Watch } from './watch';

/**
 * @throws DeploymentError, DeploymentInterruptedError
 */
export async function runRolling(
  play: Play,
  service: ServiceState,
  deployment: DeploymentState,
  watch: Watch,
): Promise<void> {
  const { target, sources, configuration } = deployment;
  target.targets = await resolveTargets(play.clients.elb, target, service.completed, false);
  await watch.until(() => {
    roll(play, service, deployment);
    // The target group is one for old and new: traffic comes with the first healthy task.
    if (target.traffic === 0 && healthyTasks(service, target) > 0) setTraffic(play, deployment, target, 100);
    return isScaledUp(service, target) && sources.every((source) => !tasksOf(service, source).some(isAlive));
  });
  for (const source of sources) setTraffic(play, deployment, source, 0);
  // With alarms ECS keeps a rolling deployment open as long as they need to judge (developer guide, deployment alarms).
  await watch.bake(configuration.bakeTimeInMinutes ?? watch.alarms.evaluationSeconds / 60);
}

/** One turn of the scheduler: as many new tasks as `maximumPercent` allows, as few old ones as `minimumHealthyPercent`. */
export function roll(play: Play, service: ServiceState, { target, sources, configuration }: DeploymentState): void {
  const { desiredCount } = service;
  const most = Math.floor((desiredCount * (configuration.maximumPercent ?? 200)) / 100);
  const least = Math.ceil((desiredCount * (configuration.minimumHealthyPercent ?? 100)) / 100);

  const old = sources.flatMap((source) => tasksOf(service, source)).filter(isWanted);
  const room = most - old.length;
  const wanted = Math.max(0, Math.min(desiredCount, Math.max(room, tasksOf(service, target).filter(isWanted).length)));
  if (wanted !== target.wanted) scale(play, service, target, wanted);

  let spare = healthyTasks(service, target) + old.filter(isRunning).length - least;
  for (const source of sources) spare -= shrink(play, service, source, spare);
}

/** Takes up to that many tasks from an old revision. @returns how many */
function shrink(play: Play, service: ServiceState, source: Revision, spare: number): number {
  const present = tasksOf(service, source).filter(isWanted);
  const stopping = Math.max(0, Math.min(spare, present.length));
  // What fails of an old revision is not replaced while the new one takes its place.
  if (stopping > 0 || source.wanted > present.length) scale(play, service, source, present.length - stopping);
  return stopping;
}
