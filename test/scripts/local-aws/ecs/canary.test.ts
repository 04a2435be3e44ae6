import { CreateServiceCommand, type DeploymentConfiguration, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import {
  createRoute,
  describe as describeService,
  type EcsStage,
  endedDeployment,
  openStage,
  pauseAt,
  pausedDeployment,
  proceed,
  registerTask,
  serviceRequest,
  targets,
  weights,
} from './stage';

const CANARY = {
  strategy: 'CANARY',
  canaryConfiguration: { canaryPercent: 5, canaryBakeTimeInMinutes: 3 },
  bakeTimeInMinutes: 3,
} as const;

let stage: EcsStage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

test('the first deployment registers its tasks in the target group with the traffic, and shifts nothing', async () => {
  const route = await createRoute(stage);
  const { service } = await stage.ecs.send(
    new CreateServiceCommand(serviceRequest(stage, 'first', await registerTask(stage), CANARY, route)),
  );
  expect(service).toMatchObject({ status: 'ACTIVE', desiredCount: 1, deploymentConfiguration: CANARY });
  expect(await endedDeployment(stage, 'first')).toMatchObject({ status: 'SUCCESSFUL' });
  expect(await targets(stage, route.blue)).toHaveLength(1);
  expect(await targets(stage, route.green)).toEqual([]);
  expect(await weights(stage, route)).toEqual({ blue: 1, green: 0 });
});

test('an update shifts five percent and then all traffic to the other target group, and the next update shifts it back', async () => {
  const route = await createRoute(stage);
  const first = serviceRequest(stage, 'swap', await registerTask(stage), CANARY, route);
  await stage.ecs.send(new CreateServiceCommand(first));
  await endedDeployment(stage, 'swap');
  const update = async (image: string, deploymentConfiguration: DeploymentConfiguration) => {
    const change = { taskDefinition: await registerTask(stage, image), deploymentConfiguration };
    await stage.ecs.send(new UpdateServiceCommand({ cluster: 'main', service: 'swap', ...change }));
  };

  await update('web:2', pauseAt('PRE_PRODUCTION_TRAFFIC_SHIFT'));
  await pausedDeployment(stage, 'swap');
  expect(await weights(stage, route)).toEqual({ blue: 1, green: 0 });
  await proceed(stage, 'swap');
  await pausedDeployment(stage, 'swap');
  expect(await weights(stage, route)).toEqual({ blue: 950, green: 50 });
  expect(await targets(stage, route.blue)).toHaveLength(1);
  expect(await targets(stage, route.green)).toHaveLength(1);
  await proceed(stage, 'swap');
  expect(await endedDeployment(stage, 'swap')).toMatchObject({ status: 'SUCCESSFUL', lifecycleStage: 'CLEAN_UP' });
  expect(await weights(stage, route)).toEqual({ blue: 0, green: 100 });
  expect(await targets(stage, route.blue)).toEqual([]);
  const service = await describeService(stage, 'swap');
  expect(service.deployments).toHaveLength(1);
  expect(service.deployments?.[0]).toMatchObject({ status: 'PRIMARY', rolloutState: 'COMPLETED', runningCount: 1 });

  await update('web:3', { lifecycleHooks: [] });
  await endedDeployment(stage, 'swap');
  expect(await weights(stage, route)).toEqual({ blue: 100, green: 0 });
  expect(await targets(stage, route.green)).toEqual([]);
});
