/** The life of one task, from PROVISIONING to STOPPED. */

import { EC2Client } from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { messageOf } from '../../wire/errors';
import { recordEvent } from '../events';
import { imageBehaviour } from '../image-behaviour';
import type { TaskState } from '../model';
import { type EcsRegion, sleepOr } from '../region';
import { DEPROVISIONING_SECONDS, PENDING_SECONDS, PROVISIONING_SECONDS, STOPPING_SECONDS } from '../timing';
import { hasExited, startContainers, stopContainers } from './containers';
import { watchHealth } from './health';
import { attachInterface, releaseInterface } from './network';
import { deregisterTask, drainingSecondsOf, registerTask, targetGroupsOf } from './targets';

/**
 * Plays the task until it is STOPPED: by itself if its image is bad, otherwise by request.
 * @param healthChanged called whenever `healthy` or `failing` of the task has changed
 */
export async function liveTask(ecs: EcsRegion, task: TaskState, healthChanged: () => void): Promise<void> {
  try {
    await rise(ecs, task);
    await watchHealth(ecs, task, healthChanged);
  } catch (error) {
    if (ecs.world.signal.aborted) throw error;
    const reason = messageOf(error);
    task.requestStop({ code: 'TaskFailedToStart', reason, failure: true });
  }
  await task.stopRequested;
  await fall(ecs, task);
}

/** Each step returns early if the task is asked to stop. */
async function rise(ecs: EcsRegion, task: TaskState): Promise<void> {
  for (const step of [provision, pull, activate]) {
    if (task.stop !== undefined) return;
    await step(ecs, task);
  }
}

async function provision(ecs: EcsRegion, task: TaskState): Promise<void> {
  if (task.subnetId !== undefined) {
    const { securityGroups } = task.revision.settings.networkConfiguration?.awsvpcConfiguration ?? {};
    const attached = await attachInterface(ecs.clients(EC2Client), ecs, task.subnetId, securityGroups);
    const { vpcId, privateIp, securityGroupIds } = attached;
    ecs.world.network.attach(vpcId, privateIp, { securityGroupIds, listeners: task.listeners });
    task.networkInterface = attached;
  }
  await sleepOr(ecs.world, PROVISIONING_SECONDS, task.stopRequested);
}

async function pull(ecs: EcsRegion, task: TaskState): Promise<void> {
  task.status = 'PENDING';
  await sleepOr(ecs.world, PENDING_SECONDS, task.stopRequested);
  const images = task.containers.map(({ definition }) => definition.image ?? '');
  const image = images.find((one) => imageBehaviour(one) === 'missing');
  if (image === undefined) return;
  const reason = `CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve ref ${image}: not found`;
  task.requestStop({ code: 'TaskFailedToStart', reason, failure: true });
}

async function activate(ecs: EcsRegion, task: TaskState): Promise<void> {
  const { service, revision } = task;
  const elb = ecs.clients(ElasticLoadBalancingV2Client);
  await startContainers(ecs, task, await targetGroupsOf(elb, task));
  task.status = 'ACTIVATING';
  if (revision.targets.length > 0) {
    await registerTask(elb, task);
    task.registered = true;
    for (const { targetGroupArn } of revision.targets) {
      recordEvent(ecs.world, service, `registered 1 targets in (target-group ${targetGroupArn})`);
    }
  }
  task.status = 'RUNNING';
  task.startedAt = ecs.world.now();
}

async function fall(ecs: EcsRegion, task: TaskState): Promise<void> {
  task.healthy = false;
  task.stoppingAt = ecs.world.now();
  if (task.registered) {
    task.status = 'DEACTIVATING';
    await drain(ecs, task);
  }
  task.status = 'STOPPING';
  await Promise.all([ecs.world.sleep(STOPPING_SECONDS), stopContainers(ecs, task)]);
  task.status = 'DEPROVISIONING';
  await ecs.world.sleep(DEPROVISIONING_SECONDS);
  if (task.networkInterface !== undefined) {
    await ecs.background(`interface of ${task.arn}`, () => release(ecs, task));
  }
  task.status = 'STOPPED';
  task.stoppedAt = ecs.world.now();
}

/** An error, for example because the target group was deleted, does not keep the task from stopping. */
async function drain(ecs: EcsRegion, task: TaskState): Promise<void> {
  const elb = ecs.clients(ElasticLoadBalancingV2Client);
  recordEvent(ecs.world, task.service, 'has begun draining connections on 1 tasks.');
  await ecs.background(`draining of ${task.arn}`, async () => {
    const groups = task.revision.targets.map(({ targetGroupArn }) => targetGroupArn);
    await deregisterTask(elb, task);
    for (const group of groups)
      recordEvent(ecs.world, task.service, `deregistered 1 targets in (target-group ${group})`);
    // A crashed container has no connections to wait for.
    if (!hasExited(task)) await ecs.world.sleep(await drainingSecondsOf(elb, groups));
  });
  task.registered = false;
}

async function release(ecs: EcsRegion, task: TaskState): Promise<void> {
  if (task.networkInterface === undefined) return;
  const { vpcId, privateIp } = task.networkInterface;
  ecs.world.network.detach(vpcId, privateIp);
  await releaseInterface(ecs.clients(EC2Client), task.networkInterface);
}
