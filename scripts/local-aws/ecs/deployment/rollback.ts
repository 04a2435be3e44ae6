/** Returns to the last revision whose deployment completed. */
import { messageOf } from '../../wire/errors';
import { recordEvent } from '../events';
import type { DeploymentState, Revision, ServiceState } from '../model';
import type { EcsRegion } from '../region';
import { scale, schedule } from '../tasks/scheduler';
import { LOOK_SECONDS } from '../timing';
import { finish, setRollout } from './outcome';
import { retire, returnTraffic } from './shifting';
import { isScaledUp } from './watch';

/** ECS's reason if a first deployment fails. */
const NO_CANDIDATE = 'No rollback candidate was found to run the rollback.';

export async function rollBack(
  ecs: EcsRegion,
  service: ServiceState,
  deployment: DeploymentState,
  reason: string,
): Promise<void> {
  const source = service.completed;
  deployment.status = 'ROLLBACK_IN_PROGRESS';
  deployment.rollback = { reason, startedAt: ecs.world.now(), serviceRevisionArn: source?.arn };
  if (source === undefined) {
    scale(ecs, service, deployment.target, 0);
    finish(ecs.world, deployment, 'ROLLBACK_FAILED', NO_CANDIDATE);
    recordEvent(
      ecs.world,
      service,
      `(deployment ecs-svc/${deployment.target.id}) rollback has failed. ${NO_CANDIDATE}`,
    );
    return;
  }
  try {
    await restore(ecs, service, deployment, source);
  } catch (error) {
    if (ecs.world.signal.aborted) throw error;
    finish(ecs.world, deployment, 'ROLLBACK_FAILED', messageOf(error));
  }
}

async function restore(
  ecs: EcsRegion,
  service: ServiceState,
  deployment: DeploymentState,
  source: Revision,
): Promise<void> {
  recordEvent(ecs.world, service, `rolling back to deployment ecs-svc/${source.id}.`);
  service.primary = source;
  setRollout(
    ecs.world,
    source,
    'IN_PROGRESS',
    `ECS deployment circuit breaker: rolling back to deploymentId ecs-svc/${source.id}.`,
  );
  scale(ecs, service, source, service.desiredCount);
  while (!isScaledUp(service, source) && deployment.interruption !== 'deleted') await ecs.world.sleep(LOOK_SECONDS);
  await returnTraffic(ecs, deployment, source);
  await retire(ecs, service, [deployment.target]);
  schedule(ecs, service, source);
  finish(ecs.world, deployment, 'ROLLBACK_SUCCESSFUL');
  setRollout(ecs.world, source, 'COMPLETED', `ECS deployment ecs-svc/${source.id} completed.`);
  recordEvent(ecs.world, service, 'has reached a steady state.');
}
