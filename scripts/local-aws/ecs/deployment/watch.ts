/** Waiting in a deployment: alarms, failing tasks and a request to stop end the wait with an error. */
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { DeploymentState, Revision, ServiceState } from '../model';
import type { EcsRegion } from '../region';
import { tasksOf } from '../tasks/scheduler';
import { isRunning } from '../tasks/task';
import { ALARM_SECONDS, LOOK_SECONDS } from '../timing';
import { type AlarmWatch, watchAlarms } from './alarms';
import { breakerThreshold } from './breaker';
import { DeploymentError, DeploymentInterruptedError } from './failure';

export interface DeploymentWatch {
  alarms: AlarmWatch;
  /**
   * Waits until `done` returns true.
   * @returns false if the limit (AWS seconds) passed first
   * @throws DeploymentError, DeploymentInterruptedError as soon as the deployment must end
   */
  until(done: () => boolean, limitSeconds?: number): Promise<boolean>;
  /** Waits for that many AWS minutes. @throws the same errors as `until` */
  bake(minutes: number): Promise<void>;
}

export async function createWatch(
  ecs: EcsRegion,
  service: ServiceState,
  deployment: DeploymentState,
): Promise<DeploymentWatch> {
  const alarms = await watchAlarms(ecs.clients(CloudWatchClient), deployment.configuration.alarms);
  let sinceAlarms = 0;

  async function look(seconds: number): Promise<void> {
    checkInterruption(deployment);
    checkBreaker(service, deployment);
    if (sinceAlarms >= ALARM_SECONDS) {
      sinceAlarms = 0;
      checkAlarms(deployment, await alarms.triggered());
    }
    await ecs.world.sleep(seconds);
    sinceAlarms += seconds;
  }

  async function until(done: () => boolean, limitSeconds = Number.POSITIVE_INFINITY): Promise<boolean> {
    for (let waited = 0; !done(); waited += LOOK_SECONDS) {
      if (waited >= limitSeconds) return false;
      await look(LOOK_SECONDS);
    }
    checkInterruption(deployment);
    return true;
  }

  async function bake(minutes: number): Promise<void> {
    for (let left = minutes * 60; left > 0; left -= ALARM_SECONDS) await look(Math.min(left, ALARM_SECONDS));
    checkInterruption(deployment);
    if (minutes > 0) checkAlarms(deployment, await alarms.triggered());
  }

  return { alarms, until, bake };
}

/** Whether the revision has as many healthy tasks as the service should have. */
export function isScaledUp(service: ServiceState, revision: Revision): boolean {
  return healthyTasks(service, revision) >= service.desiredCount;
}

export function healthyTasks(service: ServiceState, revision: Revision): number {
  return tasksOf(service, revision).filter((task) => task.healthy && isRunning(task)).length;
}

function checkInterruption({ interruption }: DeploymentState): void {
  if (interruption === undefined) return;
  if (interruption !== 'stop') throw new DeploymentInterruptedError(interruption);
  throw new DeploymentError('Service deployment rolled back because of a request to stop it.', true);
}

function checkBreaker(service: ServiceState, deployment: DeploymentState): void {
  const { deploymentCircuitBreaker: breaker } = deployment.configuration;
  if (breaker?.enable !== true || deployment.breaker !== 'MONITORING') return;
  if (deployment.target.failureCount < breakerThreshold(breaker, service.desiredCount)) return;
  deployment.breaker = 'TRIGGERED';
  throw breaker.rollback === true
    ? new DeploymentError('Service deployment rolled back because the circuit breaker threshold was exceeded.', true)
    : new DeploymentError('Service deployment failed because the circuit breaker threshold was exceeded.', false);
}

function checkAlarms(deployment: DeploymentState, triggered: readonly string[]): void {
  if (triggered.length === 0) return;
  deployment.alarms = 'TRIGGERED';
  deployment.triggeredAlarms = [...triggered];
  const rollback = deployment.configuration.alarms?.rollback === true;
  const what = rollback ? 'rolled back' : 'failed';
  throw new DeploymentError(
    `Service deployment ${what} because alarm(s) were triggered: ${triggered.join(', ')}.`,
    rollback,
  );
}
