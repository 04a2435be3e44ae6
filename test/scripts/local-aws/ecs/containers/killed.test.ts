/** What is left of tasks' processes when the embedded AWS is killed: nothing. */
import { DescribeSubnetsCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  CreateClusterCommand,
  CreateServiceCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { childrenOf, clientConfig, eventually, isAlive, sizeOfGroup } from '../../fixtures';
import { makeProject, type Program, type Project, REAL_PYTHON } from '../../program';

let project: Project;
beforeAll(async () => {
  project = await makeProject();
});
beforeEach(() => project.clear());
afterAll(() => project.remove());

/** Starts a program in its group and one outside of it, and then never yields, so that it could notice nothing. */
const BUSY = `const { spawn } = require('node:child_process');
  spawn('sleep', ['1000']); spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' });
  console.log('busy'); for (;;);`;

/** Has two such tasks run. @returns the processes of moto, of the reaper and of the tasks, and those outside of the tasks' groups */
async function busyTasks(program: Program): Promise<number[]> {
  const { child } = program;
  await program.says('aws cloudformation deploy');
  const endpoint = endpointOf(program);
  const config = clientConfig({ endpoint, region: 'us-east-1' });
  const [ec2, ecs] = [new EC2Client(config), new ECSClient(config)];
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({}));
  const { taskDefinition } = await ecs.send(
    new RegisterTaskDefinitionCommand({
      family: 'busy',
      requiresCompatibilities: ['FARGATE'],
      networkMode: 'awsvpc',
      cpu: '256',
      memory: '512',
      containerDefinitions: [{ name: 'Main', image: 'node:22', command: ['node', '-e', BUSY] }],
    }),
  );
  await ecs.send(new CreateClusterCommand({ clusterName: 'main' }));
  await ecs.send(
    new CreateServiceCommand({
      cluster: 'main',
      serviceName: 'busy',
      taskDefinition: taskDefinition?.taskDefinitionArn,
      launchType: 'FARGATE',
      desiredCount: 2,
      networkConfiguration: {
        awsvpcConfiguration: { subnets: Subnets.slice(0, 2).map(({ SubnetId = '' }) => SubnetId) },
      },
    }),
  );
  const ofTasks = async () => {
    const tasks = await childrenOf(child.pid, /^node$/);
    return (await Promise.all(tasks.map((task) => childrenOf(task, /^sleep$/)))).flat();
  };
  const startedByTasks = await eventually(ofTasks, ({ length }) => length === 4);
  const started = await childrenOf(child.pid);
  expect(started).toHaveLength(4);
  return [...started, ...startedByTasks];
}

const endpointOf = ({ out }: Program): string => /http:\/\/127\.0\.0\.1:\d+/.exec(out())?.[0] ?? '';

const allGone = (processes: number[]) =>
  eventually(
    async () => [
      ...(await Promise.all(processes.map(isAlive))),
      ...(await Promise.all(processes.map(sizeOfGroup))).map((size) => size > 0),
    ],
    (alive) => !alive.includes(true),
  );

const start = () => project.start(['--port', '0', '--minute-ms', '100', '--run-node'], REAL_PYTHON);

test('when it is killed, tasks end with it, even those that never yield, what they have started, and every folder', async () => {
  const program = start();
  const started = await busyTasks(program);
  // Now there is a certificate authority, which has a file.
  await fetch(`${endpointOf(program)}/local-aws/ca.pem`);
  expect(project.left()).toHaveLength(2);
  program.child.kill('SIGKILL');
  await allGone(started);
  expect(project.left()).toEqual([]);
});

test('when it is ended by SIGTERM, no process and no file is left', async () => {
  const program = start();
  const started = await busyTasks(program);
  program.child.kill('SIGTERM');
  expect(await program.ended).toEqual([143, null]);
  await allGone(started);
  expect(project.left()).toEqual([]);
});
