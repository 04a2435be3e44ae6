import { scale, schedule, tasksOf } from '../../../../../scripts/local-aws/ecs/tasks/scheduler';
import { isWanted } from '../../../../../scripts/local-aws/ecs/tasks/task';
import { fakeEcs, fakeRevision, fakeService } from '../fixtures';

/** One AWS minute takes an hour, so that no task changes its state by itself. */
const STANDSTILL = 3_600_000;
let fake: ReturnType<typeof fakeEcs>;
beforeEach(() => {
  fake = fakeEcs(STANDSTILL);
});
afterEach(() => fake.end());

test('missing tasks are started, surplus tasks are stopped, and unhealthy ones are stopped first', () => {
  const revision = fakeRevision();
  const service = fakeService(revision);
  scale(fake.ecs, service, revision, 3);
  expect(tasksOf(service, revision)).toHaveLength(3);
  for (const task of service.tasks.slice(0, 2)) task.healthy = true;
  const [, , unhealthy] = service.tasks;
  scale(fake.ecs, service, revision, 2);
  expect(service.tasks.filter((task) => !isWanted(task))).toEqual([unhealthy]);
  expect(unhealthy?.stop).toMatchObject({ code: 'ServiceSchedulerInitiated', failure: false });
  expect(service.events.map(({ message }) => message?.replace(/[0-9a-f]{32}/g, 'id'))).toEqual([
    '(service web) has stopped 1 running tasks: (task id).',
    '(service web) has started 3 tasks: (task id) (task id) (task id).',
  ]);
});

/** A revision with that many healthy tasks. */
function healthyTasks(count: number) {
  const revision = fakeRevision();
  const service = fakeService(revision);
  scale(fake.ecs, service, revision, count);
  for (const task of service.tasks) task.healthy = true;
  const fail = (task = service.tasks[0]) => {
    Object.assign(task ?? {}, { healthy: false, failing: 'it failed' });
    schedule(fake.ecs, service, revision);
  };
  const wanted = () => service.tasks.filter(isWanted);
  return { revision, service, fail, wanted };
}

test('a failing task is stopped when another one is healthy in its place', () => {
  const { revision, service, fail, wanted } = healthyTasks(2);
  const [failing, sound] = service.tasks;
  fail();
  expect(wanted()).toHaveLength(3);
  schedule(fake.ecs, service, revision);
  const [, , replacement] = wanted();
  expect(wanted()).toEqual([failing, sound, replacement]);
  if (replacement !== undefined) replacement.healthy = true;
  schedule(fake.ecs, service, revision);
  expect(wanted()).toEqual([sound, replacement]);
  expect(failing?.stop).toEqual({ code: 'ServiceSchedulerInitiated', reason: 'it failed', failure: true });
});

test('if maximumPercent leaves no room, failing tasks are stopped one after the other', () => {
  const { revision, service, fail, wanted } = healthyTasks(2);
  service.settings.deploymentConfiguration = { maximumPercent: 100 };
  const [one, other] = service.tasks;
  fail(one);
  expect(wanted()).toEqual([other]);
  schedule(fake.ecs, service, revision);
  expect(wanted()).toHaveLength(2);
  // The replacement is not healthy yet.
  fail(other);
  expect(wanted()).toContain(other);
});

test('a failing task that recovers stays, and its replacement goes', () => {
  const { revision, service, fail, wanted } = healthyTasks(1);
  const [task] = service.tasks;
  fail();
  expect(wanted()).toHaveLength(2);
  Object.assign(task ?? {}, { healthy: true, failing: undefined });
  schedule(fake.ecs, service, revision);
  expect(wanted()).toEqual([task]);
});

test('a failing task of a service that shrinks is stopped first', () => {
  const { revision, service, fail, wanted } = healthyTasks(2);
  const [, sound] = service.tasks;
  fail();
  scale(fake.ecs, service, revision, 1);
  expect(wanted()).toEqual([sound]);
});

test('no more tasks of a failed revision are started', () => {
  const revision = { ...fakeRevision(), frozen: true, wanted: 2 };
  const service = fakeService(revision);
  schedule(fake.ecs, service, revision);
  expect(service.tasks).toEqual([]);
});

test('nothing is done for a revision that has as many tasks as it should have', () => {
  const revision = fakeRevision();
  const service = fakeService(revision);
  scale(fake.ecs, service, revision, 1);
  schedule(fake.ecs, service, revision);
  expect(service.tasks).toHaveLength(1);
});

test('a task gets the tags of its task definition if propagateTags says so', () => {
  const revision = { ...fakeRevision(), taskDefinitionTags: [{ key: 'a', value: 'b' }] };
  const service = fakeService(revision);
  service.settings.propagateTags = 'TASK_DEFINITION';
  scale(fake.ecs, service, revision, 1);
  expect(service.tasks[0]?.tags).toEqual([{ key: 'a', value: 'b' }]);
});
