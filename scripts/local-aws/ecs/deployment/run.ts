/** One service deployment, from PENDING to its end. */
import { messageOf } from '../../wire/errors';
import { recordEvent } from '../events';
import type { DeploymentState, ServiceState } from '../model';
import type { EcsRegion } from '../region';
import { DeploymentError, DeploymentInterruptedError } from './failure';
import { finish, setRollout, stop } from './outcome';
import { rollBack } from './rollback';
import { runRolling } from './rolling';
import { runShifting } from './shifting';
import { createWatch } from './watch';

/** Runs a deployment to its end. Its status says how it ended. */
export async function runDeployment(ecs: EcsRegion, service: ServiceState, deployment: DeploymentState): Promise<void> {
  deployment.status = 'IN_PROGRESS';
  deployment.startedAt = ecs.world.now();
  deployment.updatedAt = deployment.startedAt;
  try {
    const watch = await createWatch(ecs, service, deployment);
    const run = deployment.configuration.strategy === 'ROLLING' ? runRolling : runShifting;
    await run(ecs, service, deployment, watch);
    succeed(ecs, service, deployment);
  } catch (error) {
    if (ecs.world.signal.aborted) throw error;
    if (error instanceof DeploymentInterruptedError) stop(ecs.world, deployment, INTERRUPTED[error.interruption]);
    else await fail(ecs, service, deployment, asFailure(error));
  }
}

const INTERRUPTED = {
  superseded: 'Service deployment stopped because a newer service deployment started.',
  deleted: 'Service deployment stopped because the service was deleted.',
  abort: 'Service deployment stopped by request.',
  stop: 'Service deployment stopped by request.',
} as const;

function succeed(ecs: EcsRegion, service: ServiceState, deployment: DeploymentState): void {
  const { target } = deployment;
  service.completed = target;
  finish(ecs.world, deployment, 'SUCCESSFUL');
  if (deployment.breaker === 'MONITORING') deployment.breaker = 'MONITORING_COMPLETE';
  if (deployment.alarms === 'MONITORING') deployment.alarms = 'MONITORING_COMPLETE';
  setRollout(ecs.world, target, 'COMPLETED', `ECS deployment ecs-svc/${target.id} completed.`);
  recordEvent(ecs.world, service, `(deployment ecs-svc/${target.id}) deployment completed.`);
  recordEvent(ecs.world, service, 'has reached a steady state.');
}

async function fail(
  ecs: EcsRegion,
  service: ServiceState,
  deployment: DeploymentState,
  failure: DeploymentError,
): Promise<void> {
  const { target } = deployment;
  deployment.statusReason = failure.message;
  const why =
    deployment.breaker === 'TRIGGERED' ? 'ECS deployment circuit breaker: tasks failed to start.' : failure.message;
  setRollout(ecs.world, target, 'FAILED', why);
  recordEvent(ecs.world, service, `(deployment ecs-svc/${target.id}) deployment failed: ${failure.message}`);
  // "The deployment … will transition to a failed state and stop launching new tasks" (circuit breaker).
  target.frozen = true;
  if (failure.rollback) await rollBack(ecs, service, deployment, failure.message);
  else stop(ecs.world, deployment, failure.message);
}

/** An unexpected error, such as a call that another service refused, ends the deployment like any other failure. */
function asFailure(error: unknown): DeploymentError {
  if (error instanceof DeploymentError) return error;
  const reason = messageOf(error);
  return new DeploymentError(`Service deployment rolled back because of an error. ${reason}`, true);
}
