/** The ways in which a deployment ends before its time. */
import type { Interruption } from '../model';

/** The deployment failed, or was asked to roll back: thrown out of its stages, caught by its runner. */
export class DeploymentError extends Error {
  /**
   * @param message becomes `statusReason`
   * @param rollback whether to return to the last completed revision; otherwise the deployment just stops
   */
  constructor(
    message: string,
    readonly rollback: boolean,
  ) {
    super(message);
    this.name = 'DeploymentError';
  }
}

/** Somebody else took over (a newer deployment, a deletion, a stop without rollback): leave everything as it stands. */
export class DeploymentInterruptedError extends Error {
  constructor(readonly interruption: Interruption) {
    super(`interrupted: ${interruption}`);
    this.name = 'DeploymentInterruptedError';
  }
}

/** A rule or target group that does not fit, found while the deployment runs (developer guide, troubleshooting). */
export function invalidNetworking(detail: string): DeploymentError {
  const reason = `Service deployment rolled back because of invalid networking configuration. ${detail}`;
  return new DeploymentError(reason, true);
}
