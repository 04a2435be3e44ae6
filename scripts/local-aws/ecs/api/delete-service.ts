/** DeleteService: ACTIVE → DRAINING → INACTIVE. */

import type { DeleteServiceRequest } from '@aws-sdk/client-ecs';
import { currentDeployment } from '../deployment/start';
import { invalidParameter, serviceNotFound } from '../errors';
import type { ServiceState, TaskState } from '../model';
import { shortName } from '../names';
import type { EcsOperation } from '../operation';
import type { EcsRegion } from '../region';
import { scale } from '../tasks/scheduler';
import { isAlive } from '../tasks/task';
import { LOOK_SECONDS } from '../timing';
import { describeService } from './describe';

export const deleteService: EcsOperation<DeleteServiceRequest> = async ({ state: ecs, parameters: input, moto }) => {
  const service = ecs.resources.cluster(input.cluster).services.get(shortName(input.service ?? ''));
  if (service === undefined || service.status === 'INACTIVE') throw serviceNotFound();
  if (service.status === 'DRAINING') return { service: describeService(service, true) };
  if (service.desiredCount > 0 && input.force !== true) {
    throw invalidParameter('The service cannot be stopped while it is scaled above 0.');
  }
  drain(ecs, service);
  await moto.json('DeleteService', { cluster: service.cluster.name, service: service.name, force: true });
  return { service: describeService(service, true) };
};

/** Stops all tasks. When each of them is STOPPING or later, the service is INACTIVE. */
function drain(ecs: EcsRegion, service: ServiceState): void {
  service.status = 'DRAINING';
  service.desiredCount = 0;
  const current = currentDeployment(service);
  if (current !== undefined) current.interruption ??= 'deleted';
  for (const revision of service.revisions) scale(ecs, service, revision, 0);
  void ecs.background(`deletion of ${service.arn}`, async () => {
    await current?.over;
    for (const revision of service.revisions) scale(ecs, service, revision, 0);
    while (service.tasks.some(isServing)) await ecs.world.sleep(LOOK_SECONDS);
    service.status = 'INACTIVE';
  });
}

/** "After all tasks have transitioned to either STOPPING or STOPPED status, the service status moves" (API reference). */
const isServing = (task: TaskState): boolean =>
  isAlive(task) && task.status !== 'STOPPING' && task.status !== 'DEPROVISIONING';
