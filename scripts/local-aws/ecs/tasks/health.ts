/** How a running task becomes healthy, and what happens when it is healthy no more. */
import { recordEvent } from '../events';
import type { TaskState } from '../model';
import { type EcsRegion, sleepOr } from '../region';
import type { TargetStatus } from '../target-health';
import { ASSUMED_HEALTHY_SECONDS } from '../timing';

/**
 * Watches the task until it is asked to stop. Without a load balancer it is healthy for good after a while.
 * @param changed called whenever `healthy` or `failing` has changed
 */
export async function watchHealth(ecs: EcsRegion, task: TaskState, changed: () => void): Promise<void> {
  if (!task.registered) {
    await sleepOr(ecs.world, ASSUMED_HEALTHY_SECONDS, task.stopRequested);
    if (task.stop === undefined) becomeHealthy(task, changed);
    return;
  }
  const graceEnds = ecs.world.seconds() + (task.service.settings.healthCheckGracePeriodSeconds ?? 0);
  const groups = task.revision.targets.map(({ targetGroupArn }) => targetGroupArn);
  let wake = () => {};
  let news = false;
  const leave = ecs.targetHealth.watch(groups, () => {
    news = true;
    wake();
  });
  try {
    while (task.stop === undefined) {
      news = false;
      const graceLeft = graceEnds - ecs.world.seconds();
      judge(ecs, task, graceLeft > 0, changed);
      const told = new Promise<void>((resolve) => {
        wake = resolve;
      });
      const waits = [told, task.stopRequested];
      // What fails now may still fail when the grace period is over, without any news.
      if (graceLeft > 0) waits.push(ecs.world.sleep(graceLeft));
      if (!news) await Promise.race(waits);
    }
  } finally {
    leave();
  }
}

/** Health checks of Elastic Load Balancing that fail are ignored in the grace period (API reference of `CreateService`). */
function judge(ecs: EcsRegion, task: TaskState, inGrace: boolean, changed: () => void): void {
  const statuses = statusesOf(ecs, task);
  const bad = statuses.find(({ status }) => status?.state === 'unhealthy');
  if (bad === undefined) {
    // A group that no load balancer uses checks nothing.
    const good = statuses.every(({ status }) => status?.state === 'healthy' || status?.state === 'unused');
    if (good && !task.healthy) becomeHealthy(task, changed);
    return;
  }
  if (inGrace || task.failing !== undefined) return;
  const { targetGroupArn, port, status } = bad;
  const place = `(port ${port}) is unhealthy in (target-group ${targetGroupArn})`;
  recordEvent(ecs.world, task.service, `${place} due to (reason ${status?.description})`);
  const reason = `Task failed ELB health checks in (target-group ${targetGroupArn})`;
  if (task.healthy) {
    task.failing = reason;
    task.healthy = false;
    changed();
    return;
  }
  task.requestStop({ code: 'ServiceSchedulerInitiated', reason, failure: true });
}

interface GroupStatus {
  targetGroupArn: string;
  port: number;
  status: TargetStatus | undefined;
}

function statusesOf(ecs: EcsRegion, { revision, networkInterface }: TaskState): GroupStatus[] {
  const id = networkInterface?.privateIp ?? '';
  return revision.targets.map(({ targetGroupArn, containerPort: port }) => ({
    targetGroupArn,
    port,
    status: ecs.targetHealth.of({ targetGroupArn, id, port }),
  }));
}

function becomeHealthy(task: TaskState, changed: () => void): void {
  task.healthy = true;
  task.failing = undefined;
  if (resetsOnHealthyTask(task)) task.revision.failureCount = 0;
  changed();
}

/** Default of the circuit breaker's `resetOnHealthyTask`: true (API reference of `DeploymentCircuitBreaker`). */
function resetsOnHealthyTask({ service }: TaskState): boolean {
  return service.settings.deploymentConfiguration.deploymentCircuitBreaker?.resetOnHealthyTask !== false;
}
