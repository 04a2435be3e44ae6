import type { DeploymentState, Revision } from '../model';
import type { EcsRegion } from '../region';

/** Notes a revision's share of production traffic, as descriptions of the deployment tell it. */
export function setTraffic(ecs: EcsRegion, deployment: DeploymentState, revision: Revision, percent: number): void {
  revision.traffic = percent;
  deployment.updatedAt = ecs.world.now();
}
