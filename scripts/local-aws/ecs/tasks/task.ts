/** One task while it is played. */
import type { NetworkInterface, Tag, TaskStopCode } from '@aws-sdk/client-ecs';
import type { Revision, ServiceState } from '../model';

export type TaskStatus =
  | 'PROVISIONING'
  | 'PENDING'
  | 'ACTIVATING'
  | 'RUNNING'
  | 'DEACTIVATING'
  | 'STOPPING'
  | 'DEPROVISIONING'
  | 'STOPPED';

export interface StopRequest {
  code: TaskStopCode;
  reason: string;
  /** Counts against the revision in the eyes of the circuit breaker. */
  failure: boolean;
}

/** The elastic network interface of a task. */
export interface TaskInterface {
  attachmentId: string;
  id: string;
  subnetId: string;
  availabilityZone: string;
  privateIp: string;
  mac: string;
}

export interface PlayedTask {
  arn: string;
  id: string;
  service: ServiceState;
  revision: Revision;
  capacityProvider?: string;
  /** Chosen when it is started; none without an awsvpc configuration. */
  subnetId?: string;
  tags: Tag[];
  status: TaskStatus;
  /** The load balancer (or the lack of any health check) calls it healthy. */
  healthy: boolean;
  /** Registered in its revision's target groups. */
  registered: boolean;
  networkInterface?: TaskInterface;
  createdAt: Date;
  startedAt?: Date;
  stoppingAt?: Date;
  stoppedAt?: Date;
  exitCode?: number;
  stop?: StopRequest;
  /** Resolves when it is asked to stop. */
  stopRequested: Promise<void>;
  /** Asks it to stop; only the first reason counts. */
  requestStop(request: StopRequest): void;
}

/** Still counted by the scheduler: nobody has asked it to stop. */
export function isWanted(task: PlayedTask): boolean {
  return task.stop === undefined;
}

export function isRunning(task: PlayedTask): boolean {
  return task.status === 'RUNNING' && isWanted(task);
}

export function isPending(task: PlayedTask): boolean {
  return isWanted(task) && task.status !== 'RUNNING' && task.status !== 'STOPPED';
}

/** Everything short of STOPPED, what is stopping included: it still holds its network interface. */
export function isAlive(task: PlayedTask): boolean {
  return task.status !== 'STOPPED';
}

/** `networkInterfaces` of each container of the task. */
export function containerInterfaces({ networkInterface }: PlayedTask): NetworkInterface[] {
  if (networkInterface === undefined) return [];
  return [{ attachmentId: networkInterface.attachmentId, privateIpv4Address: networkInterface.privateIp }];
}
