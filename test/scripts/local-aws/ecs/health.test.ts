/** ECS takes the health of tasks from Elastic Load Balancing. */
import { CreateSecurityGroupCommand } from '@aws-sdk/client-ec2';
import { CreateServiceCommand, type CreateServiceRequest } from '@aws-sdk/client-ecs';
import { DeleteRuleCommand, ModifyTargetGroupCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { hostOf, runningTasks, tasksOf } from './containers/played';
import {
  createRoute,
  describe as describeService,
  type EcsStage,
  endedDeployment,
  eventually,
  openStage,
  present,
  registerTask,
  serviceRequest,
  settle,
} from './stage';

let stage: EcsStage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

/** Creates a service of that image, behind a rule of its own. */
async function create(name: string, image: string, change: Partial<CreateServiceRequest> = {}) {
  const route = await createRoute(stage);
  const request = serviceRequest(stage, name, await registerTask(stage, image), { strategy: 'ROLLING' }, route);
  await stage.ecs.send(new CreateServiceCommand({ ...request, ...change }));
  return route;
}

const messages = async (name: string): Promise<string[]> =>
  ((await describeService(stage, name)).events ?? []).map(({ message = '' }) => message);

test.each([
  ['unhealthy', 'Health checks failed with these codes: [503]'],
  ['refuses', 'Health checks failed'],
])('a task of the image web:%s is stopped, because of what Elastic Load Balancing says', async (tag, reason) => {
  const { blue } = await create(tag, `web:${tag}`);
  const [task] = await eventually(
    async () => (await tasksOf(stage, undefined, tag)).filter(({ lastStatus }) => lastStatus === 'STOPPED'),
    ({ length }) => length > 0,
  );
  expect(task).toMatchObject({
    stopCode: 'ServiceSchedulerInitiated',
    stoppedReason: `Task failed ELB health checks in (target-group ${blue})`,
  });
  const event = `(service ${tag}) (port 80) is unhealthy in (target-group ${blue}) due to (reason ${reason})`;
  expect(await messages(tag)).toContain(event);
});

test('a task whose security group does not let the load balancer in never becomes healthy', async () => {
  await create('closed', 'web:1', { networkConfiguration: { awsvpcConfiguration: await ownGroup() } });
  await eventually(
    () => messages('closed'),
    (all) => all.some((message) => message.endsWith('due to (reason Request timed out)')),
  );
  await eventually(
    () => describeService(stage, 'closed'),
    ({ deployments }) => (deployments?.[0]?.failedTasks ?? 0) > 0,
  );
});

async function ownGroup() {
  const { vpcId: VpcId, subnets } = stage.network;
  const made = await stage.ec2.send(
    new CreateSecurityGroupCommand({ GroupName: 'closed', Description: 'lets nobody in', VpcId }),
  );
  return { subnets, securityGroups: [present(made.GroupId)] };
}

test('within the grace period a task that fails its health checks goes on', async () => {
  await create('graced', 'web:unhealthy', { healthCheckGracePeriodSeconds: 86_400 * 20 });
  const [task] = await runningTasks(stage, 'graced');
  await stage.aws.world.sleep(600);
  const [later] = await tasksOf(stage, [present(task?.taskArn)]);
  expect([later?.lastStatus, later?.desiredStatus]).toEqual(['RUNNING', 'RUNNING']);
  expect((await describeService(stage, 'graced')).deployments?.[0]?.rolloutState).toBe('IN_PROGRESS');
});

test('a task that fails only when its grace period is over is stopped then', async () => {
  await create('late', 'web:unhealthy', { healthCheckGracePeriodSeconds: 600 });
  const [task] = await eventually(
    async () => (await tasksOf(stage, undefined, 'late')).filter(({ lastStatus }) => lastStatus === 'STOPPED'),
    ({ length }) => length > 0,
  );
  const { startedAt = new Date(), stoppingAt = new Date() } = task ?? {};
  expect(stoppingAt.getTime() - startedAt.getTime()).toBeGreaterThanOrEqual(599_000);
});

test('a task that becomes unhealthy later is replaced, and stays until its replacement is healthy', async () => {
  await settle(stage, 'replaced', { strategy: 'ROLLING' });
  const [task] = await runningTasks(stage, 'replaced');
  const host = present(hostOf(stage, present(task)));
  host.listeners.clear();
  const [failed, replacement] = await eventually(
    async () => (await tasksOf(stage, undefined, 'replaced')).toSorted(byStart),
    ([first]) => first?.lastStatus === 'STOPPED',
  );
  expect(failed).toMatchObject({ taskArn: task?.taskArn, stopCode: 'ServiceSchedulerInitiated' });
  expect(replacement?.startedAt?.getTime()).toBeLessThan(failed?.stoppingAt?.getTime() ?? 0);
  expect(replacement?.lastStatus).toBe('RUNNING');
});

const byStart = (one: { createdAt?: Date }, other: { createdAt?: Date }): number =>
  (one.createdAt?.getTime() ?? 0) - (other.createdAt?.getTime() ?? 0);

test('targets of a group that no load balancer uses any more do not end their tasks', async () => {
  const { rule } = await settle(stage, 'unused', { strategy: 'ROLLING' });
  const [task] = await runningTasks(stage, 'unused');
  await stage.elb.send(new DeleteRuleCommand({ RuleArn: rule }));
  await stage.aws.world.sleep(600);
  expect((await runningTasks(stage, 'unused'))[0]?.taskArn).toBe(task?.taskArn);
});

test('the tasks that run are judged by a health check that is changed', async () => {
  const { blue } = await settle(stage, 'changed', { strategy: 'ROLLING' });
  const [task] = await runningTasks(stage, 'changed');
  await stage.elb.send(new ModifyTargetGroupCommand({ TargetGroupArn: blue, Matcher: { HttpCode: '204' } }));
  await eventually(
    () => tasksOf(stage, [present(task?.taskArn)]),
    ([now]) => now?.lastStatus === 'STOPPED',
  );
  // The tasks that replace it know the new check.
  await eventually(
    () => describeService(stage, 'changed'),
    ({ runningCount, pendingCount }) => runningCount === 1 && pendingCount === 0,
  );
  await endedDeployment(stage, 'changed');
});
