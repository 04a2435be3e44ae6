/** Questions about one task.  */
import type { NetworkInterface } from '@aws-sdk/client-ecs';
import type { TaskState } from '../model';

/** Still counted by the scheduler: nobody has asked it to stop. */
export function isWanted(task: TaskState): boolean {
  return task.stop === undefined;
}

export function isRunning(task: TaskState): boolean {
  return task.status === 'RUNNING' && isWanted(task);
}

export function isPending(task: TaskState): boolean {
  return isWanted(task) && task.status !== 'RUNNING' && task.status !== 'STOPPED';
}

/** Everything short of STOPPED, what is stopping included: it still holds its network interface. */
export function isAlive(task: TaskState): boolean {
  return task.status !== 'STOPPED';
}

/** `networkInterfaces` of each container of the task. */
export function containerInterfaces({ networkInterface }: TaskState): NetworkInterface[] {
  if (networkInterface === undefined) return [];
  return [{ attachmentId: networkInterface.attachmentId, privateIpv4Address: networkInterface.privateIp }];
}
