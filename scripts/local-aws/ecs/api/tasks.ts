/** ListTasks, DescribeTasks and StopTask. */

import type { DescribeTasksRequest, ListTasksRequest, StopTaskRequest, Task } from '@aws-sdk/client-ecs';
import { invalidParameter } from '../errors';
import type { TaskState } from '../model';
import { ecsArn, shortName } from '../names';
import type { EcsOperation } from '../operation';
import { page } from '../paging';
import { containerInterfaces } from '../tasks/task';
import { platformFamily } from './describe';

/** How many tasks one DescribeTasks may name (API reference). */
const MOST = 100;

export const listTasks: EcsOperation<ListTasksRequest> = ({ state: { resources }, parameters: input }) => {
  const cluster = resources.cluster(input.cluster);
  const { serviceName, family, startedBy, desiredStatus = 'RUNNING' } = input;
  const matching = resources
    .tasks(cluster)
    .filter(
      (task) =>
        (serviceName === undefined || task.service.name === shortName(serviceName)) &&
        (family === undefined || task.revision.taskDefinition.family === family) &&
        (startedBy === undefined || startedBy === `ecs-svc/${task.revision.id}`) &&
        desiredStatusOf(task) === desiredStatus,
    );
  const { items, nextToken } = page(matching, input, MOST);
  return { taskArns: items.map(({ arn }) => arn), nextToken };
};

export const describeTasks: EcsOperation<DescribeTasksRequest> = ({ state: ecs, parameters: input }) => {
  const cluster = ecs.resources.cluster(input.cluster);
  const { tasks: named = [], include = [] } = input;
  if (named.length === 0 || named.length > MOST) throw invalidParameter(`Tasks must have 1 to ${MOST} elements.`);
  const all = new Map(ecs.resources.tasks(cluster).map((task) => [task.id, task]));
  return {
    tasks: named.flatMap((name) => describe(all.get(shortName(name)), include.includes('TAGS'))),
    failures: named
      .filter((name) => !all.has(shortName(name)))
      .map((name) => ({ arn: ecsArn(ecs, `task/${cluster.name}/${shortName(name)}`), reason: 'MISSING' })),
  };
};

export const stopTask: EcsOperation<StopTaskRequest> = ({ state: { resources }, parameters: input }) => {
  const id = shortName(input.task ?? '');
  const task = resources.tasks(resources.cluster(input.cluster)).find((one) => one.id === id);
  if (task === undefined) throw invalidParameter('The referenced task was not found.');
  task.requestStop({ code: 'UserInitiated', reason: input.reason ?? 'Task stopped by user', failure: false });
  return { task: describe(task, true)[0] };
};

function desiredStatusOf({ stop }: TaskState): 'RUNNING' | 'STOPPED' {
  return stop === undefined ? 'RUNNING' : 'STOPPED';
}

function describe(task: TaskState | undefined, withTags: boolean): Task[] {
  if (task === undefined) return [];
  const { service, revision, stop } = task;
  const { taskDefinition } = revision;
  const described: Task = {
    taskArn: task.arn,
    clusterArn: service.cluster.arn,
    taskDefinitionArn: revision.settings.taskDefinition,
    group: `service:${service.name}`,
    startedBy: `ecs-svc/${revision.id}`,
    lastStatus: task.status,
    desiredStatus: desiredStatusOf(task),
    healthStatus: 'UNKNOWN',
    availabilityZone: task.networkInterface?.availabilityZone,
    capacityProviderName: task.capacityProvider,
    launchType: 'FARGATE',
    platformFamily: platformFamily(revision),
    platformVersion: '1.4.0',
    cpu: taskDefinition.cpu,
    memory: taskDefinition.memory,
    enableExecuteCommand: service.settings.enableExecuteCommand,
    createdAt: task.createdAt,
    startedAt: task.startedAt,
    stoppingAt: task.stoppingAt,
    stoppedAt: task.stoppedAt,
    stopCode: stop?.code,
    stoppedReason: stop?.reason,
    attachments: attachments(task),
    containers: containers(task),
    overrides: { containerOverrides: [] },
    tags: withTags ? task.tags : undefined,
  };
  return [described];
}

function attachments({ networkInterface, status }: TaskState): Task['attachments'] {
  if (networkInterface === undefined) return [];
  const { attachmentId, subnetId, id, mac, privateIp } = networkInterface;
  const details = { subnetId, networkInterfaceId: id, macAddress: mac, privateIPv4Address: privateIp };
  return [
    {
      id: attachmentId,
      type: 'ElasticNetworkInterface',
      status: status === 'STOPPED' ? 'DELETED' : 'ATTACHED',
      details: Object.entries(details).map(([name, value]) => ({ name, value })),
    },
  ];
}

function containers(task: TaskState): Task['containers'] {
  return task.containers.map(({ definition: { name, image, cpu, memory }, exitCode }) => ({
    containerArn: `${task.arn.replace(':task/', ':container/')}/${name}`,
    taskArn: task.arn,
    name,
    image,
    runtimeId: `${task.id}-${name}`,
    lastStatus: containerStatus(task, exitCode),
    exitCode,
    healthStatus: 'UNKNOWN',
    networkInterfaces: containerInterfaces(task),
    cpu: String(cpu ?? 0),
    memory: memory === undefined ? undefined : String(memory),
  }));
}

function containerStatus({ status, startedAt }: TaskState, exitCode: number | undefined): string {
  if (exitCode !== undefined || status === 'STOPPED' || status === 'DEPROVISIONING') return 'STOPPED';
  return startedAt === undefined ? 'PENDING' : 'RUNNING';
}
