/** What the metadata endpoint of a task says (developer guide, task metadata endpoint version 4 for tasks on Fargate). */
import { createHash } from 'node:crypto';
import { logStreamName } from '../containers/log-stream';
import type { ContainerState, TaskState } from '../model';
import { toUnits } from '../units';
import { isWanted } from './task';

const CPU_UNITS = 1024;
const NANOSECONDS = 1e9;
const MiB = 1024 * 1024;

export function containerMetadata(task: TaskState, container: ContainerState): object {
  const { definition, exitCode, startedAt } = container;
  const { name = '', image = '', cpu, memory, logConfiguration } = definition;
  const { family, revision } = task.revision.taskDefinition;
  const stream = logConfiguration && logStreamName(logConfiguration, name, task.id);
  return {
    DockerId: dockerId(task, container),
    Name: name,
    DockerName: name,
    Image: image,
    ImageID: `sha256:${createHash('sha256').update(image).digest('hex')}`,
    Labels: {
      'com.amazonaws.ecs.cluster': task.service.cluster.arn,
      'com.amazonaws.ecs.container-name': name,
      'com.amazonaws.ecs.task-arn': task.arn,
      'com.amazonaws.ecs.task-definition-family': family,
      'com.amazonaws.ecs.task-definition-version': String(revision),
    },
    DesiredStatus: desiredStatus(task),
    KnownStatus: exitCode === undefined ? 'RUNNING' : 'STOPPED',
    ExitCode: exitCode,
    Limits: { CPU: cpu ?? 0, Memory: memory },
    CreatedAt: task.createdAt.toISOString(),
    StartedAt: startedAt?.toISOString(),
    Type: 'NORMAL',
    LogDriver: logConfiguration?.logDriver,
    LogOptions: stream && { ...logConfiguration?.options, 'awslogs-stream': stream },
    ContainerARN: `${task.arn.replace(':task/', ':container/')}/${name}`,
    Networks: networks(task),
    Snapshotter: 'overlayfs',
  };
}

export function taskMetadata(task: TaskState): object {
  const { cpu, family, memory, revision } = task.revision.taskDefinition;
  return {
    Cluster: task.service.cluster.arn,
    TaskARN: task.arn,
    Family: family,
    Revision: String(revision),
    ServiceName: task.service.name,
    DesiredStatus: desiredStatus(task),
    KnownStatus: task.status,
    // vCPUs and MiB.
    Limits: { CPU: toUnits(cpu ?? '', 'vcpu') / CPU_UNITS, Memory: toUnits(memory ?? '', 'gb') },
    PullStartedAt: task.createdAt.toISOString(),
    PullStoppedAt: task.containers[0]?.startedAt?.toISOString(),
    AvailabilityZone: task.networkInterface?.availabilityZone,
    LaunchType: 'FARGATE',
    Containers: task.containers.map((container) => containerMetadata(task, container)),
  };
}

/** Those of Docker's ContainerStats that programs read: CPU time in nanoseconds, memory in bytes. */
export function dockerStats(task: TaskState, container: ContainerState, now: Date): object {
  const { cpuSeconds = 0, memoryMiB = 0 } = container.played?.usage?.() ?? {};
  const { memory = task.revision.taskDefinition.memory } = container.definition;
  return {
    read: now.toISOString(),
    name: container.definition.name,
    id: dockerId(task, container),
    num_procs: 0,
    cpu_stats: { cpu_usage: { total_usage: Math.round(cpuSeconds * NANOSECONDS) }, online_cpus: 1 },
    memory_stats: { usage: Math.round(memoryMiB * MiB), limit: Number(memory) * MiB },
  };
}

export const taskStats = (task: TaskState, now: Date): object =>
  Object.fromEntries(
    task.containers.map((container) => [dockerId(task, container), dockerStats(task, container, now)]),
  );

/** `<task id>-<number>`, as Fargate makes it. */
function dockerId({ id, containers }: TaskState, container: ContainerState): string {
  return `${id}-${containers.indexOf(container) + 1}`;
}

const desiredStatus = (task: TaskState): string => (isWanted(task) ? 'RUNNING' : 'STOPPED');

function networks({ networkInterface }: TaskState): object[] {
  if (networkInterface === undefined) return [];
  const { mac, privateIp } = networkInterface;
  return [{ NetworkMode: 'awsvpc', IPv4Addresses: [privateIp], AttachmentIndex: 0, MACAddress: mac }];
}
