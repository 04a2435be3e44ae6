/** Records how a deployment ended. */
import type { DeploymentRolloutState } from '@aws-sdk/client-ecs';
import type { LocalWorld } from '../../world';
import type { DeploymentState, Revision } from '../model';

/** The deployment reached an end of its own, successful or not. */
export function finish(
  world: LocalWorld,
  deployment: DeploymentState,
  status: DeploymentState['status'],
  reason?: string,
): void {
  deployment.status = status;
  deployment.statusReason = reason ?? deployment.statusReason;
  deployment.finishedAt = world.now();
  deployment.updatedAt = deployment.finishedAt;
}

/** The deployment was stopped. */
export function stop(world: LocalWorld, deployment: DeploymentState, reason: string): void {
  deployment.status = 'STOPPED';
  deployment.statusReason = reason;
  deployment.stoppedAt = world.now();
  deployment.updatedAt = deployment.stoppedAt;
}

/** `rolloutState` of the revision's entry in the service's `deployments`. */
export function setRollout(world: LocalWorld, revision: Revision, state: DeploymentRolloutState, reason: string): void {
  revision.rollout = { state, reason, updatedAt: world.now() };
}
