/** Tasks whose containers are played by stand-ins: where they listen, how they end, and what they log. */
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DescribeLogGroupsCommand,
  GetLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { type ContainerDefinition, CreateServiceCommand, StopTaskCommand } from '@aws-sdk/client-ecs';
import { type EcsStage, eventually, openStage, present } from '../stage';
import { hostOf, registerContainers, runService, tasksOf } from './played';

let stage: EcsStage;
let logs: CloudWatchLogsClient;
beforeAll(async () => {
  stage = await openStage();
  logs = new CloudWatchLogsClient(stage.options);
});
afterAll(async () => {
  logs.destroy();
  await stage.close();
});

const MAIN: ContainerDefinition = { name: 'Main', image: 'web:1', portMappings: [{ containerPort: 80 }] };
const SIDE: ContainerDefinition = { name: 'Side', image: 'side:1', portMappings: [{ containerPort: 9000 }] };

async function answerAt(port: number | undefined, path = '/'): Promise<unknown> {
  return (await fetch(`http://127.0.0.1:${present(port)}${path}`)).json();
}

test('each container listens on its ports at the address of the task, with the security groups of the task', async () => {
  const [task] = await runService(stage, 'both', [MAIN, SIDE]);
  const host = present(hostOf(stage, present(task)));
  expect(host.securityGroupIds).toEqual(stage.network.securityGroups);
  expect([...host.listeners.keys()].sort()).toEqual([80, 9000]);
  const main = await answerAt(host.listeners.get(80)?.port, '/x');
  const id = present(task?.taskArn?.split('/').at(-1));
  expect(main).toMatchObject({ service: 'both', task: id, container: 'Main', image: 'web:1', path: '/x' });
  expect(await answerAt(host.listeners.get(9000)?.port)).toMatchObject({ container: 'Side', image: 'side:1' });
});

test('a task that is stopped leaves no listener and no address, and its containers have exited with code 0', async () => {
  const [task] = await runService(stage, 'stopped', [MAIN]);
  const host = present(hostOf(stage, present(task)));
  const { port } = present(host.listeners.get(80));
  await stage.ecs.send(new StopTaskCommand({ cluster: 'main', task: task?.taskArn }));
  const [stopped] = await eventually(
    () => tasksOf(stage, [present(task?.taskArn)]),
    ([one]) => one?.lastStatus === 'STOPPED',
  );
  expect(stopped?.containers).toMatchObject([{ lastStatus: 'STOPPED', exitCode: 0 }]);
  expect(hostOf(stage, present(task))).toBeUndefined();
  await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toThrow();
});

test('a container that is not essential may crash; an essential one takes the task with it', async () => {
  const crashing = { ...SIDE, image: 'side:crash' };
  const [task] = await runService(stage, 'survivor', [MAIN, { ...crashing, essential: false }]);
  const [survivor] = await eventually(
    () => tasksOf(stage, [present(task?.taskArn)]),
    ([one]) => one?.containers?.[1]?.exitCode === 1,
  );
  expect(survivor).toMatchObject({ lastStatus: 'RUNNING', containers: [{ lastStatus: 'RUNNING' }, {}] });

  await stage.ecs.send(new CreateServiceCommand(await registerContainers(stage, 'victim', [MAIN, crashing])));
  const [victim] = await eventually(
    () => tasksOf(stage, undefined, 'victim'),
    ([one]) => one?.lastStatus === 'STOPPED',
  );
  expect(victim).toMatchObject({
    stopCode: 'EssentialContainerExited',
    containers: [{ exitCode: 0 }, { exitCode: 1 }],
  });
});

const awslogs = (group: string, more = {}): ContainerDefinition => ({
  ...MAIN,
  logConfiguration: {
    logDriver: 'awslogs',
    options: { 'awslogs-group': group, 'awslogs-region': 'us-east-1', 'awslogs-stream-prefix': 'shop', ...more },
  },
});

test('a stand-in logs its start to <prefix>/<container>/<task>, at AWS time, and nothing else', async () => {
  await logs.send(new CreateLogGroupCommand({ logGroupName: '/shop' }));
  const before = stage.aws.world.now().getTime();
  const [task] = await runService(stage, 'logging', [awslogs('/shop')]);
  const logStreamName = `shop/Main/${task?.taskArn?.split('/').at(-1)}`;
  const { events = [] } = await eventually(
    () => logs.send(new GetLogEventsCommand({ logGroupName: '/shop', logStreamName })),
    ({ events = [] }) => events.length > 0,
  );
  expect(events.map(({ message }) => message)).toEqual(['A stand-in for the image web:1 has started.']);
  expect(events[0]?.timestamp).toBeGreaterThanOrEqual(before);
});

test('awslogs-create-group makes the group, and more than one task may ask for it', async () => {
  await runService(stage, 'creating', [awslogs('/made', { 'awslogs-create-group': 'true' })], 2);
  const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: '/made' }));
  expect(logGroups).toHaveLength(1);
});

test('a task whose log group does not exist cannot start', async () => {
  await stage.ecs.send(new CreateServiceCommand(await registerContainers(stage, 'groupless', [awslogs('/none')])));
  const [task] = await eventually(
    () => tasksOf(stage, undefined, 'groupless'),
    ([one]) => one?.lastStatus === 'STOPPED',
  );
  expect(task?.stopCode).toBe('TaskFailedToStart');
  expect(task?.stoppedReason).toMatch(
    /^ResourceInitializationError: failed to validate logger args: .*ResourceNotFound/,
  );
});

test('what a service uses is counted once for each of its tasks and each minute', async () => {
  await runService(stage, 'counted', [MAIN], 2);
  const key = (name: string) => ({
    region: 'us-east-1',
    namespace: 'AWS/ECS',
    name,
    dimensions: { ClusterName: 'main', ServiceName: 'counted' },
    unit: 'Percent',
  });
  const newest = async (name: string) =>
    stage.aws.world.metrics.series(key(name)).between(0, Number.POSITIVE_INFINITY).at(-1);
  for (const [name, percent] of [
    ['CPUUtilization', 1],
    ['MemoryUtilization', 5],
  ] as const) {
    const point = await eventually(
      () => newest(name),
      (seen) => seen?.sampleCount === 2,
    );
    expect(point).toMatchObject({ minimum: percent, maximum: percent });
  }
  // One value a task and minute, and no more.
  await stage.aws.world.sleep(300);
  expect((await newest('CPUUtilization'))?.sampleCount).toBe(2);
});
