/** What production traffic on a revision does to the deployment's alarms, if its image is of the `errors` kind. */
import type { DeploymentState, Revision } from '../model';
import type { Play } from '../play';
import { ERRORS_SECONDS, RECOVERY_SECONDS } from '../timing';
import { setAlarms } from './alarms';

/**
 * Sets the revision's share of production traffic. Errors begin with the first request that an erroneous image gets,
 * and end with the last: its alarms follow a moment later.
 */
export function setTraffic(play: Play, deployment: DeploymentState, revision: Revision, percent: number): void {
  const before = revision.traffic;
  revision.traffic = percent;
  deployment.updatedAt = new Date();
  if (revision.behaviour !== 'errors') return;
  const names = deployment.configuration.alarms?.alarmNames ?? [];
  if (before === 0 && percent > 0) raise(play, revision, names, ERRORS_SECONDS, 'ALARM');
  if (before > 0 && percent === 0) raise(play, revision, names, RECOVERY_SECONDS, 'OK');
}

function raise(play: Play, revision: Revision, names: readonly string[], seconds: number, state: 'ALARM' | 'OK'): void {
  void play.background(`alarms of revision ${revision.id}`, async () => {
    await play.world.sleep(seconds);
    // The traffic may have moved back in the meantime.
    if (revision.traffic > 0 === (state === 'ALARM')) await setAlarms(play.clients.cloudwatch, names, state);
  });
}
