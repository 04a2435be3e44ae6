import type { ContainerUsage } from '../../../../../scripts/local-aws/ecs/containers/container';
import type { TaskState } from '../../../../../scripts/local-aws/ecs/model';
import { scale } from '../../../../../scripts/local-aws/ecs/tasks/scheduler';
import { UsageCounter } from '../../../../../scripts/local-aws/ecs/tasks/usage';
import { fakeEcs, fakeRevision, fakeService } from '../fixtures';

let fake: ReturnType<typeof fakeEcs>;
beforeEach(() => {
  fake = fakeEcs(3_600_000);
});
afterEach(() => fake.end());

/** A service with that many running tasks of half a vCPU and 1 GB. */
function running(count: number) {
  const revision = { ...fakeRevision(), taskDefinition: { cpu: '.5 vCPU', memory: '1024' } };
  const service = fakeService(revision);
  fake.ecs.resources.clusters.set('main', service.cluster);
  service.cluster.services.set('web', service);
  scale(fake.ecs, service, revision, count);
  for (const task of service.tasks) task.status = 'RUNNING';
  return service.tasks;
}

/** Plays the task by a container whose usage can be set. */
function measure(task: TaskState | undefined): ContainerUsage {
  const usage = { cpuSeconds: 0, memoryMiB: 0 };
  const played = { ended: new Promise<number>(() => {}), stop: async () => {}, usage: () => usage };
  if (task !== undefined) task.containers = [{ definition: {}, played }];
  return usage;
}

/** What is counted in the current minute. */
function counted(name: string) {
  const dimensions = { ClusterName: 'main', ServiceName: 'web' };
  const key = { region: 'us-east-1', namespace: 'AWS/ECS', name, dimensions, unit: 'Percent' };
  const calls: number[] = [];
  vi.spyOn(fake.ecs.world.metrics.series(key), 'add').mockImplementation((value) => calls.push(value));
  return calls;
}

test('CPU is the seconds of CPU since the last count, by the seconds of AWS time and the vCPUs; memory is what is used now', () => {
  const [cpu, memory] = [counted('CPUUtilization'), counted('MemoryUtilization')];
  const [task] = running(1);
  const usage = measure(task);
  const counter = new UsageCounter();
  Object.assign(usage, { cpuSeconds: 3, memoryMiB: 512 });
  counter.count(fake.ecs, 1);
  Object.assign(usage, { cpuSeconds: 9, memoryMiB: 256 });
  counter.count(fake.ecs, 2);
  expect(cpu).toEqual([10, 10]);
  expect(memory).toEqual([50, 25]);
});

test('a stand-in uses little, each running task is counted, and others are not', () => {
  const [cpu, memory] = [counted('CPUUtilization'), counted('MemoryUtilization')];
  const [, , stopping] = running(3);
  stopping?.requestStop({ code: 'UserInitiated', reason: '', failure: false });
  new UsageCounter().count(fake.ecs, 1);
  expect([cpu, memory]).toEqual([
    [1, 1],
    [5, 5],
  ]);
});
