/** Records how a deployment ended. */
import type { DeploymentRolloutState } from '@aws-sdk/client-ecs';
import type { DeploymentState, Revision } from '../model';

/** The deployment reached an end of its own, successful or not. */
export function finish(deployment: DeploymentState, status: DeploymentState['status'], reason?: string): void {
  deployment.status = status;
  deployment.statusReason = reason ?? deployment.statusReason;
  deployment.finishedAt = new Date();
  deployment.updatedAt = deployment.finishedAt;
}

/** The deployment was stopped. */
export function stop(deployment: DeploymentState, reason: string): void {
  deployment.status = 'STOPPED';
  deployment.statusReason = reason;
  deployment.stoppedAt = new Date();
  deployment.updatedAt = deployment.stoppedAt;
}

/** `rolloutState` of the revision's entry in the service's `deployments`. */
export function setRollout(revision: Revision, state: DeploymentRolloutState, reason: string): void {
  revision.rollout = { state, reason, updatedAt: new Date() };
}
