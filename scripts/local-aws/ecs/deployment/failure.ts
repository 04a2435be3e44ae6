/** The two ways in which a deployment ends early. */
import type { Interruption } from '../model';

/** The deployment failed, or was asked to roll back. Thrown by its stages, caught by `runDeployment`. */
export class DeploymentError extends Error {
  /**
   * @param message becomes `statusReason`
   * @param rollback whether to return to the last completed revision; otherwise the deployment only stops
   */
  constructor(
    message: string,
    readonly rollback: boolean,
  ) {
    super(message);
    this.name = 'DeploymentError';
  }
}

/** A newer deployment, a deletion or a stop without rollback ended the deployment. Everything stays as it is. */
export class DeploymentInterruptedError extends Error {
  constructor(readonly interruption: Interruption) {
    super(`interrupted: ${interruption}`);
    this.name = 'DeploymentInterruptedError';
  }
}

/** While it runs, a deployment finds a rule or target group that does not fit (developer guide, troubleshooting). */
export function invalidNetworking(detail: string): DeploymentError {
  const reason = `Service deployment rolled back because of invalid networking configuration. ${detail}`;
  return new DeploymentError(reason, true);
}
