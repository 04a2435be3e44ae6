import { DescribeNetworkInterfacesCommand } from '@aws-sdk/client-ec2';
import {
  CreateServiceCommand,
  type CreateServiceCommandInput,
  DeleteClusterCommand,
  DeleteServiceCommand,
  type DeploymentConfiguration,
  DeregisterTaskDefinitionCommand,
  DescribeServiceRevisionsCommand,
  DescribeServicesCommand,
  DescribeTasksCommand,
  ListServiceDeploymentsCommand,
  ListServicesCommand,
  ListTagsForResourceCommand,
  ListTasksCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import {
  type BlueGreenRule,
  createRoute,
  describe as describeService,
  type EcsStage,
  endedDeployment,
  eventually,
  openStage,
  present,
  registerTask,
  serviceRequest,
  setDraining,
  targets,
} from './stage';

let stage: EcsStage;
let route: BlueGreenRule;
let taskDefinition: string;
beforeAll(async () => {
  stage = await openStage();
  route = await createRoute(stage);
  taskDefinition = await registerTask(stage);
});
afterAll(() => stage.close());

const create = (input: CreateServiceCommandInput) => stage.ecs.send(new CreateServiceCommand(input));

describe('a created service', () => {
  const TAGS = [{ key: 'team', value: 'web' }];

  test('is described with every setting of CreateService', async () => {
    const deploymentConfiguration = {
      strategy: 'ROLLING',
      maximumPercent: 150,
      minimumHealthyPercent: 50,
      deploymentCircuitBreaker: { enable: true, rollback: true },
      alarms: { alarmNames: ['some'], enable: false, rollback: false },
    } satisfies DeploymentConfiguration;
    const request: CreateServiceCommandInput = {
      ...serviceRequest(stage, 'kept', taskDefinition, deploymentConfiguration, route),
      healthCheckGracePeriodSeconds: 300,
      availabilityZoneRebalancing: 'ENABLED',
      enableECSManagedTags: true,
      propagateTags: 'SERVICE',
      enableExecuteCommand: true,
      tags: TAGS,
    };
    await create(request);
    const { cluster: _cluster, tags: _tags, ...kept } = request;
    const service = await describeService(stage, 'kept');
    expect(service).toMatchObject({ ...kept, tags: TAGS, desiredCount: 1, schedulingStrategy: 'REPLICA' });
    expect(service.serviceArn).toBe('arn:aws:ecs:us-east-1:123456789012:service/main/kept');
    expect(service.createdAt).toBeInstanceOf(Date);
    await endedDeployment(stage, 'kept');
  });

  test('gives its tasks its tags and the managed ones', async () => {
    const { taskArns } = await stage.ecs.send(new ListTasksCommand({ cluster: 'main', serviceName: 'kept' }));
    const { tasks } = await stage.ecs.send(
      new DescribeTasksCommand({ cluster: 'main', tasks: taskArns, include: ['TAGS'] }),
    );
    expect(tasks?.[0]?.tags).toEqual([
      ...TAGS,
      { key: 'aws:ecs:clusterName', value: 'main' },
      { key: 'aws:ecs:serviceName', value: 'kept' },
    ]);
  });

  test('is described with its tags only if the request asks for them, and the tags can be changed', async () => {
    const resourceArn = present((await describeService(stage, 'kept')).serviceArn);
    const bare = await stage.ecs.send(new DescribeServicesCommand({ cluster: 'main', services: [resourceArn] }));
    expect(bare.services?.[0]?.tags).toBeUndefined();
    await stage.ecs.send(
      new TagResourceCommand({
        resourceArn,
        tags: [
          { key: 'team', value: 'api' },
          { key: 'a', value: 'b' },
        ],
      }),
    );
    await stage.ecs.send(new UntagResourceCommand({ resourceArn, tagKeys: ['a'] }));
    const { tags } = await stage.ecs.send(new ListTagsForResourceCommand({ resourceArn }));
    expect(tags).toEqual([{ key: 'team', value: 'api' }]);
  });

  test('has a revision that names the image, the target group and the rule', async () => {
    const { currentServiceRevisions } = await describeService(stage, 'kept');
    const arn = present(currentServiceRevisions?.[0]?.arn);
    const answer = await stage.ecs.send(new DescribeServiceRevisionsCommand({ serviceRevisionArns: [arn, `${arn}0`] }));
    expect(answer.serviceRevisions?.[0]).toMatchObject({
      taskDefinition,
      containerImages: [{ containerName: 'Main', image: 'web:1' }],
      resolvedConfiguration: { loadBalancers: [{ targetGroupArn: route.blue }] },
    });
    expect(answer.failures).toEqual([{ arn: `${arn}0`, reason: 'MISSING' }]);
  });
});

describe('the name of a service', () => {
  test('is accepted again in an identical request', async () => {
    const request = serviceRequest(stage, 'again', taskDefinition);
    const first = await create(request);
    const second = await create(request);
    expect(second.service?.createdAt).toEqual(first.service?.createdAt);
    const { serviceArns } = await stage.ecs.send(new ListServicesCommand({ cluster: 'main' }));
    expect(serviceArns?.filter((arn) => arn.endsWith('/again'))).toHaveLength(1);
  });

  test('is refused in another request', async () => {
    await expect(create({ ...serviceRequest(stage, 'again', taskDefinition), desiredCount: 2 })).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'Creation of service was not idempotent.',
    });
  });

  test('is free again when its service is INACTIVE, and not before', async () => {
    const own = await createRoute(stage);
    await setDraining(stage, own.blue, 1500);
    await create(serviceRequest(stage, 'phoenix', taskDefinition, undefined, own));
    await endedDeployment(stage, 'phoenix');
    const gone = { cluster: 'main', service: 'phoenix' };
    await expect(stage.ecs.send(new DeleteServiceCommand(gone))).rejects.toThrow('scaled above 0');
    const { service } = await stage.ecs.send(new DeleteServiceCommand({ ...gone, force: true }));
    expect(service).toMatchObject({ status: 'DRAINING', desiredCount: 0 });
    await expect(create(serviceRequest(stage, 'phoenix', taskDefinition))).rejects.toThrow(
      'Unable to Start a service that is still Draining.',
    );
    await expect(stage.ecs.send(new DeleteClusterCommand({ cluster: 'main' }))).rejects.toMatchObject({
      name: 'ClusterContainsServicesException',
    });
    await eventually(
      () => describeService(stage, 'phoenix'),
      ({ status }) => status === 'INACTIVE',
    );
    await expect(stage.ecs.send(new UpdateServiceCommand({ ...gone, desiredCount: 1 }))).rejects.toMatchObject({
      name: 'ServiceNotActiveException',
    });
    await expect(stage.ecs.send(new DeleteServiceCommand(gone))).rejects.toMatchObject({
      name: 'ServiceNotFoundException',
    });
    await create(serviceRequest(stage, 'phoenix', taskDefinition));
    expect(await describeService(stage, 'phoenix')).toMatchObject({ status: 'ACTIVE' });
  });
});

test('a deleted service leaves no targets and no network interfaces', async () => {
  const own = await createRoute(stage);
  await create({ ...serviceRequest(stage, 'leaving', taskDefinition, undefined, own), desiredCount: 2 });
  await endedDeployment(stage, 'leaving');
  expect(await targets(stage, own.blue)).toHaveLength(2);
  await stage.ecs.send(new DeleteServiceCommand({ cluster: 'main', service: 'leaving', force: true }));
  await eventually(
    () => describeService(stage, 'leaving'),
    ({ status }) => status === 'INACTIVE',
  );
  await eventually(
    () => targets(stage, own.blue),
    (left) => left.length === 0,
  );
  const { taskArns } = await stage.ecs.send(
    new ListTasksCommand({ cluster: 'main', serviceName: 'leaving', desiredStatus: 'STOPPED' }),
  );
  const { tasks = [] } = await stage.ecs.send(new DescribeTasksCommand({ cluster: 'main', tasks: taskArns }));
  const interfaces = tasks.flatMap(({ attachments = [] }) =>
    attachments.flatMap(({ details = [] }) => details.find(({ name }) => name === 'networkInterfaceId')?.value ?? []),
  );
  expect(interfaces).toHaveLength(2);
  // The interfaces are deleted after their tasks, which may still be stopping when the service is INACTIVE.
  await eventually(
    async () => {
      const { NetworkInterfaces = [] } = await stage.ec2.send(new DescribeNetworkInterfacesCommand({}));
      return NetworkInterfaces.filter(({ NetworkInterfaceId = '' }) => interfaces.includes(NetworkInterfaceId));
    },
    (left) => left.length === 0,
  );
});

describe('an update', () => {
  beforeAll(async () => {
    await create({ ...serviceRequest(stage, 'updated', taskDefinition), desiredCount: 2 });
    await endedDeployment(stage, 'updated');
  });

  const deployments = async () => {
    const { serviceDeployments } = await stage.ecs.send(
      new ListServiceDeploymentsCommand({ cluster: 'main', service: 'updated' }),
    );
    return serviceDeployments?.length;
  };
  const update = (change: object) =>
    stage.ecs.send(new UpdateServiceCommand({ cluster: 'main', service: 'updated', ...change }));

  test('of settings outside the revision starts no deployment', async () => {
    const silent = {
      healthCheckGracePeriodSeconds: 10,
      enableExecuteCommand: true,
      propagateTags: 'SERVICE',
      deploymentConfiguration: { maximumPercent: 300 },
      taskDefinition,
      networkConfiguration: serviceRequest(stage, 'updated', taskDefinition).networkConfiguration,
    } as const;
    const { service } = await update(silent);
    expect(service).toMatchObject({ ...silent, desiredCount: 2 });
    expect(await deployments()).toBe(1);
  });

  test('of the desired count scales without a deployment', async () => {
    await update({ desiredCount: 3 });
    await eventually(
      () => describeService(stage, 'updated'),
      ({ runningCount }) => runningCount === 3,
    );
    await update({ desiredCount: 1 });
    await eventually(
      () => describeService(stage, 'updated'),
      ({ runningCount }) => runningCount === 1,
    );
    expect(await deployments()).toBe(1);
  });

  test('of the network starts a deployment, and so does forceNewDeployment', async () => {
    const { subnets, securityGroups } = stage.network;
    const awsvpcConfiguration = { subnets: subnets.slice(0, 1), securityGroups };
    await update({ networkConfiguration: { awsvpcConfiguration } });
    await endedDeployment(stage, 'updated');
    expect(await deployments()).toBe(2);
    await update({ forceNewDeployment: true });
    await endedDeployment(stage, 'updated');
    expect(await deployments()).toBe(3);
    expect((await describeService(stage, 'updated')).desiredCount).toBe(1);
  });

  test('keeps a task definition that was deregistered', async () => {
    await stage.ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition }));
    await expect(update({ desiredCount: 2 })).resolves.toMatchObject({ service: { desiredCount: 2 } });
    await expect(update({ taskDefinition })).rejects.toThrow('TaskDefinition is inactive');
  });
});

test('a service that does not exist is a failure in DescribeServices and an error in UpdateService', async () => {
  const { failures } = await stage.ecs.send(new DescribeServicesCommand({ cluster: 'main', services: ['nobody'] }));
  expect(failures).toEqual([{ arn: 'arn:aws:ecs:us-east-1:123456789012:service/main/nobody', reason: 'MISSING' }]);
  const missing = { cluster: 'main', service: 'nobody' };
  for (const command of [new UpdateServiceCommand(missing), new DeleteServiceCommand(missing)]) {
    await expect(stage.ecs.send(command as UpdateServiceCommand)).rejects.toMatchObject({
      name: 'ServiceNotFoundException',
    });
  }
});

test('services are listed in pages', async () => {
  const first = await stage.ecs.send(new ListServicesCommand({ cluster: 'main', maxResults: 1 }));
  expect(first.serviceArns).toHaveLength(1);
  const { nextToken } = first;
  const second = await stage.ecs.send(new ListServicesCommand({ cluster: 'main', maxResults: 1, nextToken }));
  expect(second.serviceArns).not.toEqual(first.serviceArns);
});
