/** Questions about one task. */
import type { NetworkInterface } from '@aws-sdk/client-ecs';
import type { TaskState } from '../model';

/** Whether the scheduler counts the task: nobody has asked it to stop. */
export function isWanted(task: TaskState): boolean {
  return task.stop === undefined;
}

export function isRunning(task: TaskState): boolean {
  return task.status === 'RUNNING' && isWanted(task);
}

export function isPending(task: TaskState): boolean {
  return isWanted(task) && task.status !== 'RUNNING' && task.status !== 'STOPPED';
}

/** Whether the task is not STOPPED. A task that is stopping still has its network interface. */
export function isAlive(task: TaskState): boolean {
  return task.status !== 'STOPPED';
}

/** `networkInterfaces` of each container of the task. */
export function containerInterfaces({ networkInterface }: TaskState): NetworkInterface[] {
  if (networkInterface === undefined) return [];
  return [{ attachmentId: networkInterface.attachmentId, privateIpv4Address: networkInterface.privateIp }];
}
