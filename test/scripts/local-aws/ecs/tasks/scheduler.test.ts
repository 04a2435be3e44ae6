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
