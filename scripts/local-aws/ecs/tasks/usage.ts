/** What services use of the CPU and the memory that their tasks have: CloudWatch's metrics of ECS, once a minute. */
import type { PlayedContainer } from '../containers/container';
import type { ServiceState, TaskState } from '../model';
import type { EcsRegion } from '../region';
import { toUnits } from '../units';
import { isRunning } from './task';

const MINUTE_MS = 60_000;
const CPU_UNITS = 1024;
/** Percent of a task's CPU and memory that its stand-ins use: little, as a container does that waits for requests. */
const STAND_IN_CPU = 1;
const STAND_IN_MEMORY = 5;

/** Counts at the begin of each minute of AWS time. Ends with the error of the world's end. */
export async function reportUsage(ecs: EcsRegion): Promise<void> {
  const counter = new UsageCounter();
  const { world } = ecs;
  for (let last = -1; ; ) {
    const now = world.now().getTime();
    await world.sleep((MINUTE_MS - (now % MINUTE_MS)) / 1000);
    // A timer may come a little early. Then the minute is still the old one.
    const minute = Math.floor(world.now().getTime() / MINUTE_MS);
    if (minute > last && last >= 0) counter.count(ecs, minute - last);
    last = minute;
  }
}

export class UsageCounter {
  /** The CPU seconds that were counted already. */
  readonly #counted = new WeakMap<PlayedContainer, number>();

  /**
   * Adds one value for each running task to `CPUUtilization` and `MemoryUtilization` of its service (developer guide, Amazon ECS
   * service utilization metrics).
   * @param minutes of AWS time since the last call
   */
  count({ region, resources, world }: EcsRegion, minutes: number): void {
    for (const service of resources.services()) {
      const tasks = service.tasks.filter(isRunning);
      if (tasks.length === 0) continue;
      const cpu = world.metrics.series(keyOf(region, service, 'CPUUtilization'));
      const memory = world.metrics.series(keyOf(region, service, 'MemoryUtilization'));
      for (const task of tasks) {
        cpu.add(this.#cpuPercent(task, minutes));
        memory.add(memoryPercent(task));
      }
    }
  }

  /** CPU seconds ÷ seconds of AWS time ÷ vCPUs. */
  #cpuPercent({ containers, revision: { taskDefinition } }: TaskState, minutes: number): number {
    let seconds: number | undefined;
    for (const { played } of containers) {
      const used = played?.usage?.().cpuSeconds;
      if (played === undefined || used === undefined) continue;
      seconds = (seconds ?? 0) + used - (this.#counted.get(played) ?? 0);
      this.#counted.set(played, used);
    }
    if (seconds === undefined) return STAND_IN_CPU;
    const vcpus = toUnits(taskDefinition.cpu ?? '', 'vcpu') / CPU_UNITS;
    return (seconds / (minutes * 60) / vcpus) * 100;
  }
}

function memoryPercent({ containers, revision: { taskDefinition } }: TaskState): number {
  const used = containers.flatMap(({ played }) => played?.usage?.().memoryMiB ?? []);
  if (used.length === 0) return STAND_IN_MEMORY;
  return (used.reduce((sum, each) => sum + each, 0) / toUnits(taskDefinition.memory ?? '', 'gb')) * 100;
}

const keyOf = (region: string, { cluster, name }: ServiceState, metric: string) => ({
  region,
  namespace: 'AWS/ECS',
  name: metric,
  dimensions: { ClusterName: cluster.name, ServiceName: name },
  unit: 'Percent',
});
