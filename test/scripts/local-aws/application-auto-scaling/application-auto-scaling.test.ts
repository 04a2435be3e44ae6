import {
  ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  type MetricType,
  PutScalingPolicyCommand,
  RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { CreateServiceCommand, DeleteServiceCommand, ListServiceDeploymentsCommand } from '@aws-sdk/client-ecs';
import {
  describe as describeService,
  type EcsStage,
  endedDeployment,
  eventually,
  openStage,
  registerTask,
  serviceRequest,
} from '../ecs/stage';

let stage: EcsStage;
let scaling: ApplicationAutoScalingClient;
beforeAll(async () => {
  stage = await openStage();
  scaling = new ApplicationAutoScalingClient(stage.options);
});
afterAll(async () => {
  scaling.destroy();
  await stage.close();
});

const target = (service: string) =>
  ({
    ServiceNamespace: 'ecs',
    ResourceId: `service/main/${service}`,
    ScalableDimension: 'ecs:service:DesiredCount',
  }) as const;
const register = (service: string, MinCapacity: number, MaxCapacity: number) =>
  scaling.send(new RegisterScalableTargetCommand({ ...target(service), MinCapacity, MaxCapacity }));
const running = (service: string, count: number) =>
  eventually(
    () => describeService(stage, service),
    ({ runningCount, desiredCount }) => runningCount === count && desiredCount === count,
  );

test('a registered target brings its service within its limits, without a deployment', async () => {
  await stage.ecs.send(new CreateServiceCommand(serviceRequest(stage, 'scaled', await registerTask(stage))));
  await endedDeployment(stage, 'scaled');
  await register('scaled', 3, 5);
  await running('scaled', 3);
  await register('scaled', 1, 2);
  await running('scaled', 2);
  await register('scaled', 1, 5);
  await running('scaled', 2);
  const { serviceDeployments } = await stage.ecs.send(
    new ListServiceDeploymentsCommand({ cluster: 'main', service: 'scaled' }),
  );
  expect(serviceDeployments).toHaveLength(1);
  const { ScalableTargets } = await scaling.send(new DescribeScalableTargetsCommand({ ServiceNamespace: 'ecs' }));
  expect(ScalableTargets).toMatchObject([{ ...target('scaled'), MinCapacity: 1, MaxCapacity: 5 }]);
});

test('a service that does not exist, or was deleted, is refused as a target', async () => {
  await stage.ecs.send(new CreateServiceCommand(serviceRequest(stage, 'deleted', await registerTask(stage))));
  await stage.ecs.send(new DeleteServiceCommand({ cluster: 'main', service: 'deleted', force: true }));
  for (const service of ['deleted', 'never']) {
    await expect(register(service, 1, 2)).rejects.toMatchObject({
      name: 'ValidationException',
      message: `ECS service doesn't exist: service/main/${service}`,
    });
  }
});

test('a second policy for the same metric is refused', async () => {
  await stage.ecs.send(new CreateServiceCommand(serviceRequest(stage, 'tracked', await registerTask(stage))));
  await register('tracked', 1, 5);
  const put = (PolicyName: string, PredefinedMetricType: MetricType, TargetValue = 50) =>
    scaling.send(
      new PutScalingPolicyCommand({
        ...target('tracked'),
        PolicyName,
        PolicyType: 'TargetTrackingScaling',
        TargetTrackingScalingPolicyConfiguration: {
          TargetValue,
          PredefinedMetricSpecification: { PredefinedMetricType },
        },
      }),
    );
  await put('one', 'ECSServiceAverageCPUUtilization');
  await put('other', 'ECSServiceAverageMemoryUtilization');
  await put('one', 'ECSServiceAverageCPUUtilization', 60);
  for (const change of [
    () => put('third', 'ECSServiceAverageCPUUtilization', 70),
    () => put('one', 'ECSServiceAverageMemoryUtilization'),
  ]) {
    await expect(change()).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('Only one TargetTrackingScaling policy'),
    });
  }
});

test('a minimum above the maximum is refused', async () => {
  await expect(register('scaled', 3, 2)).rejects.toThrow('Minimum capacity cannot be greater than maximum capacity.');
});

test('targets of other services than ECS are kept by moto', async () => {
  const table = {
    ServiceNamespace: 'dynamodb',
    ResourceId: 'table/any',
    ScalableDimension: 'dynamodb:table:ReadCapacityUnits',
  } as const;
  await scaling.send(new RegisterScalableTargetCommand({ ...table, MinCapacity: 1, MaxCapacity: 2 }));
  const { ScalableTargets } = await scaling.send(new DescribeScalableTargetsCommand({ ServiceNamespace: 'dynamodb' }));
  expect(ScalableTargets).toHaveLength(1);
});
