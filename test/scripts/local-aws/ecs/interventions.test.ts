import {
  ContinueServiceDeploymentCommand,
  DeleteServiceCommand,
  type DeploymentConfiguration,
  DescribeServiceDeploymentsCommand,
  StopServiceDeploymentCommand,
} from '@aws-sdk/client-ecs';
import { ModifyRuleCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  createRoute,
  deploy,
  describe as describeService,
  type EcsStage,
  endedDeployment,
  eventually,
  latestDeployment,
  openStage,
  pauseAt,
  pausedDeployment,
  proceed,
  setDraining,
  settle,
  targets,
  weights,
} from './stage';

const BLUE_GREEN: DeploymentConfiguration = { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 1 };

let stage: EcsStage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

describe('the weights of the rule', () => {
  test('are not watched: if somebody resets them, traffic goes to an empty target group until the next deployment', async () => {
    const route = await settle(stage, 'reset', BLUE_GREEN);
    await deploy(stage, 'reset');
    await endedDeployment(stage, 'reset');
    const TargetGroups = [
      { TargetGroupArn: route.blue, Weight: 100 },
      { TargetGroupArn: route.green, Weight: 0 },
    ];
    const Actions = [{ Type: 'forward', ForwardConfig: { TargetGroups } } as const];
    await stage.elb.send(new ModifyRuleCommand({ RuleArn: route.rule, Actions }));
    expect(await targets(stage, route.blue)).toEqual([]);
    await deploy(stage, 'reset', 'web:3');
    await endedDeployment(stage, 'reset');
    expect(await weights(stage, route)).toEqual({ blue: 100, green: 0 });
    expect(await targets(stage, route.blue)).toHaveLength(1);
  });

  test('fail the deployment if both target groups have traffic at its start', async () => {
    const route = await settle(stage, 'split', BLUE_GREEN);
    const TargetGroups = [route.blue, route.green].map((TargetGroupArn) => ({ TargetGroupArn, Weight: 50 }));
    const Actions = [{ Type: 'forward', ForwardConfig: { TargetGroups } } as const];
    await stage.elb.send(new ModifyRuleCommand({ RuleArn: route.rule, Actions }));
    await deploy(stage, 'split');
    const { status, statusReason } = await endedDeployment(stage, 'split');
    expect(status).toBe('ROLLBACK_SUCCESSFUL');
    expect(statusReason).toContain('should have exactly one target group serving traffic but found 2');
    expect(await targets(stage, route.blue)).toHaveLength(1);
  });

  test('fail the deployment if another target group is among them', async () => {
    const route = await settle(stage, 'stranger', BLUE_GREEN);
    const other = await createRoute(stage);
    const TargetGroups = [
      { TargetGroupArn: route.blue, Weight: 1 },
      { TargetGroupArn: route.green, Weight: 0 },
      { TargetGroupArn: other.blue, Weight: 0 },
    ];
    const Actions = [{ Type: 'forward', ForwardConfig: { TargetGroups } } as const];
    await stage.elb.send(new ModifyRuleCommand({ RuleArn: route.rule, Actions }));
    await deploy(stage, 'stranger');
    const { statusReason } = await endedDeployment(stage, 'stranger');
    expect(statusReason).toContain(`unexpected target group ${other.blue}`);
  });
});

describe('a pause hook', () => {
  test.each([
    ['CONTINUE', 'SUCCESSFUL'],
    ['ROLLBACK', 'ROLLBACK_SUCCESSFUL'],
  ] as const)('waits for ContinueServiceDeployment, and %s leads to %s', async (action, status) => {
    await settle(stage, `paused-${action}`, BLUE_GREEN);
    await deploy(stage, `paused-${action}`, 'web:2', { deploymentConfiguration: pauseAt('POST_SCALE_UP') });
    const deployment = await pausedDeployment(stage, `paused-${action}`);
    expect(deployment).toMatchObject({ status: 'IN_PROGRESS', lifecycleStage: 'POST_SCALE_UP' });
    const { serviceDeploymentArn, lifecycleHookDetails } = deployment;
    const hookId = lifecycleHookDetails?.[0]?.hookId;
    await proceed(stage, `paused-${action}`, action);
    expect(await endedDeployment(stage, `paused-${action}`)).toMatchObject({ status });
    await expect(
      stage.ecs.send(new ContinueServiceDeploymentCommand({ serviceDeploymentArn, hookId })),
    ).rejects.toThrow('is not waiting for an action');
  });

  test.each([
    ['CONTINUE', 'SUCCESSFUL'],
    ['ROLLBACK', 'ROLLBACK_SUCCESSFUL'],
  ] as const)('that times out does %s', async (action, status) => {
    await settle(stage, `late-${action}`, BLUE_GREEN);
    const [hook] = pauseAt('POST_SCALE_UP').lifecycleHooks ?? [];
    const lifecycleHooks = [{ ...hook, timeoutConfiguration: { action, timeoutInMinutes: 2 } }];
    await deploy(stage, `late-${action}`, 'web:2', { deploymentConfiguration: { lifecycleHooks } });
    expect(await endedDeployment(stage, `late-${action}`)).toMatchObject({
      status,
      lifecycleHookDetails: [{ targetType: 'PAUSE', status: 'TIMED_OUT', timeoutAction: action }],
    });
  });
});

describe('StopServiceDeployment', () => {
  test('with ABORT leaves everything as it is', async () => {
    const route = await settle(stage, 'aborted', { ...BLUE_GREEN, bakeTimeInMinutes: 1440 });
    await deploy(stage, 'aborted');
    const { serviceDeploymentArn } = await eventually(
      () => latestDeployment(stage, 'aborted'),
      ({ lifecycleStage }) => lifecycleStage === 'BAKE_TIME',
    );
    await stage.ecs.send(new StopServiceDeploymentCommand({ serviceDeploymentArn, stopType: 'ABORT' }));
    expect(await endedDeployment(stage, 'aborted')).toMatchObject({ status: 'STOPPED' });
    expect(await weights(stage, route)).toEqual({ blue: 0, green: 100 });
    expect((await describeService(stage, 'aborted')).runningCount).toBe(2);
    await expect(stage.ecs.send(new StopServiceDeploymentCommand({ serviceDeploymentArn }))).rejects.toMatchObject({
      name: 'ConflictException',
    });
  });

  test('is refused once the old tasks are being stopped', async () => {
    const route = await settle(stage, 'late-stop', BLUE_GREEN);
    await setDraining(stage, route.blue, 1500);
    await deploy(stage, 'late-stop');
    const { serviceDeploymentArn } = await eventually(
      () => latestDeployment(stage, 'late-stop'),
      ({ lifecycleStage }) => lifecycleStage === 'CLEAN_UP',
    );
    await expect(stage.ecs.send(new StopServiceDeploymentCommand({ serviceDeploymentArn }))).rejects.toMatchObject({
      name: 'ConflictException',
    });
    expect(await endedDeployment(stage, 'late-stop')).toMatchObject({ status: 'SUCCESSFUL' });
  });

  test('of a deployment that does not exist is refused', async () => {
    const serviceDeploymentArn = 'arn:aws:ecs:us-east-1:123456789012:service-deployment/main/none/none';
    await expect(stage.ecs.send(new StopServiceDeploymentCommand({ serviceDeploymentArn }))).rejects.toMatchObject({
      name: 'ServiceDeploymentNotFoundException',
    });
    const { failures } = await stage.ecs.send(
      new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [serviceDeploymentArn] }),
    );
    expect(failures).toEqual([{ arn: serviceDeploymentArn, reason: 'MISSING' }]);
  });
});

test('a service can be deleted during a deployment', async () => {
  const route = await settle(stage, 'cut', BLUE_GREEN);
  await deploy(stage, 'cut', 'web:crash');
  await eventually(
    () => latestDeployment(stage, 'cut'),
    ({ lifecycleStage }) => lifecycleStage === 'SCALE_UP',
  );
  await stage.ecs.send(new DeleteServiceCommand({ cluster: 'main', service: 'cut', force: true }));
  await eventually(
    () => describeService(stage, 'cut'),
    ({ status }) => status === 'INACTIVE',
  );
  expect(await latestDeployment(stage, 'cut')).toMatchObject({ status: 'STOPPED' });
  expect(await targets(stage, route.blue)).toEqual([]);
  expect(await targets(stage, route.green)).toEqual([]);
});
