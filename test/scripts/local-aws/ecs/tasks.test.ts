import {
  CreateServiceCommand,
  type CreateServiceCommandInput,
  DescribeTasksCommand,
  ListTasksCommand,
  StopTaskCommand,
} from '@aws-sdk/client-ecs';
import { type EcsStage, endedDeployment, eventually, openStage, present, registerTask, serviceRequest } from './stage';

let stage: EcsStage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const create = (input: CreateServiceCommandInput) => stage.ecs.send(new CreateServiceCommand(input));

describe('tasks', () => {
  test('are spread over the subnets of their service', async () => {
    await create({ ...serviceRequest(stage, 'spread', await registerTask(stage)), desiredCount: 4 });
    await endedDeployment(stage, 'spread');
    const { taskArns } = await stage.ecs.send(new ListTasksCommand({ cluster: 'main', serviceName: 'spread' }));
    const { tasks = [] } = await stage.ecs.send(new DescribeTasksCommand({ cluster: 'main', tasks: taskArns }));
    const zones = tasks.map(({ availabilityZone = '' }) => availabilityZone);
    expect(zones.map((zone) => zones.filter((other) => other === zone).length)).toEqual([2, 2, 2, 2]);
  });
});

describe('a task', () => {
  test('is in a subnet of its service, runs, and is replaced if it is stopped', async () => {
    await create(serviceRequest(stage, 'alone', await registerTask(stage)));
    await endedDeployment(stage, 'alone');
    const list = async () => {
      const { taskArns = [] } = await stage.ecs.send(new ListTasksCommand({ cluster: 'main', serviceName: 'alone' }));
      return taskArns;
    };
    const [task = ''] = await list();
    const { tasks } = await stage.ecs.send(new DescribeTasksCommand({ cluster: 'main', tasks: [task, 'nobody'] }));
    const details = new Map(tasks?.[0]?.attachments?.[0]?.details?.map(({ name, value }) => [name, value]));
    expect(tasks?.[0]).toMatchObject({
      lastStatus: 'RUNNING',
      group: 'service:alone',
      capacityProviderName: 'FARGATE',
      cpu: '256',
      memory: '512',
      containers: [{ name: 'Main', image: 'web:1', lastStatus: 'RUNNING' }],
    });
    expect(stage.network.subnets).toContain(details.get('subnetId'));
    const cidr = present(stage.network.cidrs.get(present(details.get('subnetId'))));
    expect(inside(present(details.get('privateIPv4Address')), cidr)).toBe(true);

    await stage.ecs.send(new StopTaskCommand({ cluster: 'main', task, reason: 'because' }));
    await eventually(list, (arns) => arns.length === 1 && !arns.includes(task));
    const stopped = await eventually(
      async () => (await stage.ecs.send(new DescribeTasksCommand({ cluster: 'main', tasks: [task] }))).tasks?.[0],
      (seen) => seen?.lastStatus === 'STOPPED',
    );
    expect(stopped).toMatchObject({
      stopCode: 'UserInitiated',
      stoppedReason: 'because',
      containers: [{ exitCode: 0 }],
    });
  });

  test('that does not exist is a failure in DescribeTasks and an error in StopTask', async () => {
    const { failures } = await stage.ecs.send(new DescribeTasksCommand({ cluster: 'main', tasks: ['nobody'] }));
    expect(failures).toEqual([{ arn: 'arn:aws:ecs:us-east-1:123456789012:task/main/nobody', reason: 'MISSING' }]);
    await expect(stage.ecs.send(new StopTaskCommand({ cluster: 'main', task: 'nobody' }))).rejects.toThrow('not found');
  });
});

/** Whether the address is in the block. */
function inside(address: string, cidr: string): boolean {
  const [network = '', bits = '0'] = cidr.split('/');
  const number = (ip: string) => ip.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - Number(bits));
  return Math.floor(number(address) / size) === Math.floor(number(network) / size);
}
