/** One container of a task as it is played: by a stand-in, or by a process. */
export interface PlayedContainer {
  /** Resolves with its exit code when it has ended, whatever ended it. */
  ended: Promise<number>;
  /** Sends SIGTERM and, if it has not ended after that many real milliseconds, SIGKILL. Resolves when it has ended. */
  stop(graceMs: number): Promise<void>;
  /** What it has used; undefined if nothing is measured. */
  usage?(): ContainerUsage;
}

export interface ContainerUsage {
  /** Seconds of CPU since its start. */
  cpuSeconds: number;
  memoryMiB: number;
}

/** Of a process that SIGKILL ended: 128 and the signal's number, as a shell and Docker give it. */
export const KILLED = 137;

/** Where a container's ports really are: the container's port → the port on 127.0.0.1. All containers of a task share it. */
export type Listeners = Map<number, { port: number }>;
