/** Production traffic on a revision whose image answers with errors raises the deployment's alarms. */
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { setAlarms } from '../../cloudwatch/alarms';
import type { DeploymentState, Revision } from '../model';
import type { EcsRegion } from '../region';
import { ERRORS_SECONDS, RECOVERY_SECONDS } from '../timing';

/**
 * Sets the revision's share of production traffic. An `errors` image answers every request with an error, so its alarms go to
 * ALARM some time after its traffic begins, and to OK some time after its traffic ends.
 */
export function setTraffic(ecs: EcsRegion, deployment: DeploymentState, revision: Revision, percent: number): void {
  const before = revision.traffic;
  revision.traffic = percent;
  deployment.updatedAt = ecs.world.now();
  if (revision.behaviour !== 'errors') return;
  const names = deployment.configuration.alarms?.alarmNames ?? [];
  if (before === 0 && percent > 0) raise(ecs, revision, names, ERRORS_SECONDS, 'ALARM');
  if (before > 0 && percent === 0) raise(ecs, revision, names, RECOVERY_SECONDS, 'OK');
}

function raise(
  ecs: EcsRegion,
  revision: Revision,
  names: readonly string[],
  seconds: number,
  state: 'ALARM' | 'OK',
): void {
  void ecs.background(`alarms of revision ${revision.id}`, async () => {
    await ecs.world.sleep(seconds);
    // The traffic may have moved back in the meantime.
    if (revision.traffic > 0 === (state === 'ALARM')) await setAlarms(ecs.clients(CloudWatchClient), names, state);
  });
}
