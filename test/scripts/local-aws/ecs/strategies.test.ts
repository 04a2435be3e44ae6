import {
  ContinueServiceDeploymentCommand,
  CreateServiceCommand,
  DeleteServiceCommand,
  type DeploymentConfiguration,
  DescribeServiceDeploymentsCommand,
  StopServiceDeploymentCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { CreateRuleCommand, ModifyRuleCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  createRoute,
  describe as describeService,
  endedDeployment,
  eventually,
  latestDeployment,
  openStage,
  pauseAt,
  pausedDeployment,
  present,
  proceed,
  type Route,
  registerTask,
  type Stage,
  serviceRequest,
  setDraining,
  targets,
  weights,
} from './stage';

const BLUE_GREEN: DeploymentConfiguration = { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 1 };

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

/** A service whose first deployment is over. */
async function settled(name: string, configuration: DeploymentConfiguration, change: object = {}): Promise<Route> {
  const route = await createRoute(stage);
  const request = serviceRequest(stage, name, await registerTask(stage), configuration, route);
  await stage.ecs.send(new CreateServiceCommand({ ...request, ...change }));
  await endedDeployment(stage, name);
  return route;
}

async function update(service: string, image = 'web:2', change: object = {}): Promise<void> {
  const taskDefinition = await registerTask(stage, image);
  await stage.ecs.send(new UpdateServiceCommand({ cluster: 'main', service, taskDefinition, ...change }));
}

/** Every different value that `look` gives until the deployment has ended. */
async function seenUntilEnd<T>(service: string, look: () => Promise<T>): Promise<T[]> {
  const seen: T[] = [];
  await eventually(
    async () => {
      const now = await look();
      if (JSON.stringify(now) !== JSON.stringify(seen.at(-1))) seen.push(now);
      return latestDeployment(stage, service);
    },
    ({ status }) => status === 'SUCCESSFUL',
  );
  return seen;
}

describe('LINEAR', () => {
  test('shifts in equal steps', async () => {
    const linearConfiguration = { stepPercent: 25, stepBakeTimeInMinutes: 3 };
    const route = await settled('linear', { strategy: 'LINEAR', linearConfiguration, bakeTimeInMinutes: 1 });
    await update('linear', 'web:2', { deploymentConfiguration: pauseAt('PRE_PRODUCTION_TRAFFIC_SHIFT') });
    for (const green of [0, 250, 500, 750]) {
      await pausedDeployment(stage, 'linear');
      expect(await weights(stage, route)).toMatchObject({ green });
      await proceed(stage, 'linear');
    }
    expect(await endedDeployment(stage, 'linear')).toMatchObject({ status: 'SUCCESSFUL' });
    expect(await weights(stage, route)).toEqual({ blue: 0, green: 100 });
  });
});

describe('BLUE_GREEN', () => {
  test('runs both revisions at full count, shifts at once, and keeps both for the bake time', async () => {
    const route = await settled('both', BLUE_GREEN, { desiredCount: 2 });
    await update('both', 'web:2', { deploymentConfiguration: pauseAt('POST_PRODUCTION_TRAFFIC_SHIFT') });
    await pausedDeployment(stage, 'both');
    expect(await weights(stage, route)).toEqual({ blue: 0, green: 100 });
    expect(await targets(stage, route.blue)).toHaveLength(2);
    expect(await targets(stage, route.green)).toHaveLength(2);
    const { deployments, currentServiceRevisions, runningCount } = await describeService(stage, 'both');
    expect(deployments?.map(({ status, rolloutState }) => [status, rolloutState])).toEqual([
      ['PRIMARY', 'IN_PROGRESS'],
      ['ACTIVE', 'COMPLETED'],
    ]);
    expect(currentServiceRevisions).toHaveLength(2);
    expect(runningCount).toBe(4);
    expect(await latestDeployment(stage, 'both')).toMatchObject({
      status: 'IN_PROGRESS',
      sourceServiceRevisions: [{ requestedProductionTrafficWeight: 0, runningTaskCount: 2 }],
      targetServiceRevision: { requestedProductionTrafficWeight: 100, runningTaskCount: 2 },
    });
    await proceed(stage, 'both');
    await endedDeployment(stage, 'both');
    expect((await describeService(stage, 'both')).runningCount).toBe(2);
  });

  test('scales both revisions when the desired count changes on the way', async () => {
    await settled('growing', BLUE_GREEN);
    await update('growing', 'web:2', { deploymentConfiguration: pauseAt('POST_PRODUCTION_TRAFFIC_SHIFT') });
    await pausedDeployment(stage, 'growing');
    await stage.ecs.send(new UpdateServiceCommand({ cluster: 'main', service: 'growing', desiredCount: 2 }));
    await eventually(
      () => describeService(stage, 'growing'),
      ({ runningCount }) => runningCount === 4,
    );
    await proceed(stage, 'growing');
    expect(await endedDeployment(stage, 'growing')).toMatchObject({ status: 'SUCCESSFUL' });
    expect(await describeService(stage, 'growing')).toMatchObject({ runningCount: 2, desiredCount: 2 });
  });

  test('moves a test rule before production', async () => {
    const route = await createRoute(stage);
    const TargetGroups = [
      { TargetGroupArn: route.blue, Weight: 1 },
      { TargetGroupArn: route.green, Weight: 0 },
    ];
    const made = await stage.elb.send(
      new CreateRuleCommand({
        ListenerArn: stage.listenerArn,
        Priority: 1000,
        Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/test'] } }],
        Actions: [{ Type: 'forward', ForwardConfig: { TargetGroups } }],
      }),
    );
    const testListenerRule = present(made.Rules?.[0]?.RuleArn);
    const request = serviceRequest(stage, 'tested', await registerTask(stage), BLUE_GREEN, route);
    const entry = present(request.loadBalancers?.[0]);
    const advancedConfiguration = { ...present(entry.advancedConfiguration), testListenerRule };
    await stage.ecs.send(
      new CreateServiceCommand({ ...request, loadBalancers: [{ ...entry, advancedConfiguration }] }),
    );
    await endedDeployment(stage, 'tested');
    await update('tested');
    await endedDeployment(stage, 'tested');
    expect(await weights(stage, { ...route, rule: testListenerRule })).toEqual({ blue: 0, green: 100 });
  });

  test('without a load balancer has stages but no traffic', async () => {
    const request = serviceRequest(stage, 'headless', await registerTask(stage), BLUE_GREEN);
    await stage.ecs.send(new CreateServiceCommand(request));
    await endedDeployment(stage, 'headless');
    await update('headless');
    expect(await endedDeployment(stage, 'headless')).toMatchObject({
      status: 'SUCCESSFUL',
      lifecycleStage: 'CLEAN_UP',
    });
    expect((await describeService(stage, 'headless')).deployments).toHaveLength(1);
  });
});

describe('the weights of the rule', () => {
  test('are not looked at: whoever resets them sends traffic to an empty group until the next deployment', async () => {
    const route = await settled('reset', BLUE_GREEN);
    await update('reset');
    await endedDeployment(stage, 'reset');
    const TargetGroups = [
      { TargetGroupArn: route.blue, Weight: 100 },
      { TargetGroupArn: route.green, Weight: 0 },
    ];
    const Actions = [{ Type: 'forward', ForwardConfig: { TargetGroups } } as const];
    await stage.elb.send(new ModifyRuleCommand({ RuleArn: route.rule, Actions }));
    expect(await targets(stage, route.blue)).toEqual([]);
    await update('reset', 'web:3');
    await endedDeployment(stage, 'reset');
    expect(await weights(stage, route)).toEqual({ blue: 100, green: 0 });
    expect(await targets(stage, route.blue)).toHaveLength(1);
  });

  test('on both groups at the start fail the deployment', async () => {
    const route = await settled('split', BLUE_GREEN);
    const TargetGroups = [route.blue, route.green].map((TargetGroupArn) => ({ TargetGroupArn, Weight: 50 }));
    const Actions = [{ Type: 'forward', ForwardConfig: { TargetGroups } } as const];
    await stage.elb.send(new ModifyRuleCommand({ RuleArn: route.rule, Actions }));
    await update('split');
    const { status, statusReason } = await endedDeployment(stage, 'split');
    expect(status).toBe('ROLLBACK_SUCCESSFUL');
    expect(statusReason).toContain('should have exactly one target group serving traffic but found 2');
    expect(await targets(stage, route.blue)).toHaveLength(1);
  });

  test('on a stranger among the groups fail the deployment', async () => {
    const route = await settled('stranger', BLUE_GREEN);
    const other = await createRoute(stage);
    const TargetGroups = [
      { TargetGroupArn: route.blue, Weight: 1 },
      { TargetGroupArn: route.green, Weight: 0 },
      { TargetGroupArn: other.blue, Weight: 0 },
    ];
    const Actions = [{ Type: 'forward', ForwardConfig: { TargetGroups } } as const];
    await stage.elb.send(new ModifyRuleCommand({ RuleArn: route.rule, Actions }));
    await update('stranger');
    const { statusReason } = await endedDeployment(stage, 'stranger');
    expect(statusReason).toContain(`unexpected target group ${other.blue}`);
  });
});

describe('ROLLING', () => {
  test('replaces tasks in one target group, never fewer than it must have, never more than it may', async () => {
    const percentages = { maximumPercent: 150, minimumHealthyPercent: 50 };
    const route = await settled('rolling', { strategy: 'ROLLING', ...percentages }, { desiredCount: 4 });
    await update('rolling');
    const counts = await seenUntilEnd('rolling', async () => {
      const { runningCount = 0, pendingCount = 0 } = await describeService(stage, 'rolling');
      return { running: runningCount, all: runningCount + pendingCount };
    });
    expect(Math.min(...counts.map(({ running }) => running))).toBeGreaterThanOrEqual(2);
    expect(Math.max(...counts.map(({ all }) => all))).toBeLessThanOrEqual(6);
    expect(await targets(stage, route.blue)).toHaveLength(4);
    expect(await targets(stage, route.green)).toEqual([]);
    expect((await latestDeployment(stage, 'rolling')).lifecycleStage).toBeUndefined();
  });

  test('rolls back to the tasks it had', async () => {
    const deploymentCircuitBreaker = { enable: true, rollback: true };
    const route = await settled('unrolled', { strategy: 'ROLLING', deploymentCircuitBreaker });
    const before = await targets(stage, route.blue);
    await update('unrolled', 'web:crash');
    expect(await endedDeployment(stage, 'unrolled')).toMatchObject({ status: 'ROLLBACK_SUCCESSFUL' });
    expect(await targets(stage, route.blue)).toEqual(before);
    const { events = [] } = await describeService(stage, 'unrolled');
    expect(events.map(({ message }) => message).join('\n')).toMatch(/rolling back to deployment ecs-svc\/\d+/);
  });

  test('stays where it is when the circuit breaker may not roll back', async () => {
    const deploymentCircuitBreaker = { enable: true, rollback: false };
    const route = await settled('stuck', { strategy: 'ROLLING', deploymentCircuitBreaker });
    await update('stuck', 'web:crash');
    expect(await endedDeployment(stage, 'stuck')).toMatchObject({ status: 'STOPPED' });
    const { deployments } = await eventually(
      () => describeService(stage, 'stuck'),
      ({ runningCount, pendingCount }) => runningCount === 1 && pendingCount === 0,
    );
    expect(deployments?.map(({ status, rolloutState }) => [status, rolloutState])).toEqual([
      ['PRIMARY', 'FAILED'],
      ['ACTIVE', 'COMPLETED'],
    ]);
    expect(await targets(stage, route.blue)).toHaveLength(1);
  });

  test('goes on from half a deployment when a newer one comes', async () => {
    const route = await settled('restless', { strategy: 'ROLLING' }, { desiredCount: 3 });
    await update('restless', 'web:crash');
    await eventually(
      () => describeService(stage, 'restless'),
      ({ deployments = [] }) => deployments.length > 1,
    );
    const first = await latestDeployment(stage, 'restless');
    await update('restless', 'web:3');
    expect(await endedDeployment(stage, 'restless')).toMatchObject({ status: 'SUCCESSFUL' });
    const arns = [present(first.serviceDeploymentArn)];
    const { serviceDeployments } = await stage.ecs.send(
      new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: arns }),
    );
    expect(serviceDeployments).toMatchObject([{ status: 'STOPPED' }]);
    expect(await targets(stage, route.blue)).toHaveLength(3);
  });
});

describe('a pause hook', () => {
  test.each([
    ['CONTINUE', 'SUCCESSFUL'],
    ['ROLLBACK', 'ROLLBACK_SUCCESSFUL'],
  ] as const)('waits for ContinueServiceDeployment, and goes on with %s to %s', async (action, status) => {
    await settled(`paused-${action}`, BLUE_GREEN);
    await update(`paused-${action}`, 'web:2', { deploymentConfiguration: pauseAt('POST_SCALE_UP') });
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
  ] as const)('does %s when its time is up', async (action, status) => {
    await settled(`late-${action}`, BLUE_GREEN);
    const [hook] = pauseAt('POST_SCALE_UP').lifecycleHooks ?? [];
    const lifecycleHooks = [{ ...hook, timeoutConfiguration: { action, timeoutInMinutes: 2 } }];
    await update(`late-${action}`, 'web:2', { deploymentConfiguration: { lifecycleHooks } });
    expect(await endedDeployment(stage, `late-${action}`)).toMatchObject({
      status,
      lifecycleHookDetails: [{ targetType: 'PAUSE', status: 'TIMED_OUT', timeoutAction: action }],
    });
  });
});

describe('StopServiceDeployment', () => {
  test('with ABORT leaves everything as it stands', async () => {
    const route = await settled('aborted', { ...BLUE_GREEN, bakeTimeInMinutes: 1440 });
    await update('aborted');
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

  test('comes too late once the old tasks go', async () => {
    const route = await settled('late-stop', BLUE_GREEN);
    await setDraining(stage, route.blue, 1500);
    await update('late-stop');
    const { serviceDeploymentArn } = await eventually(
      () => latestDeployment(stage, 'late-stop'),
      ({ lifecycleStage }) => lifecycleStage === 'CLEAN_UP',
    );
    await expect(stage.ecs.send(new StopServiceDeploymentCommand({ serviceDeploymentArn }))).rejects.toMatchObject({
      name: 'ConflictException',
    });
    expect(await endedDeployment(stage, 'late-stop')).toMatchObject({ status: 'SUCCESSFUL' });
  });

  test('of what does not exist is refused', async () => {
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

describe('a change of strategy', () => {
  test('from ROLLING to CANARY shifts from the group that the rolling tasks stand in', async () => {
    const route = await createRoute(stage);
    const request = serviceRequest(stage, 'switched', await registerTask(stage), { strategy: 'ROLLING' }, route);
    await stage.ecs.send(new CreateServiceCommand(request));
    await endedDeployment(stage, 'switched');
    const { loadBalancers } = serviceRequest(stage, 'switched', 'web', { strategy: 'CANARY' }, route);
    const canaryConfiguration = { canaryPercent: 50, canaryBakeTimeInMinutes: 1 };
    const deploymentConfiguration: DeploymentConfiguration = {
      strategy: 'CANARY',
      canaryConfiguration,
      bakeTimeInMinutes: 1,
    };
    await update('switched', 'web:2', { loadBalancers, deploymentConfiguration });
    expect(await endedDeployment(stage, 'switched')).toMatchObject({ status: 'SUCCESSFUL' });
    expect(await weights(stage, route)).toEqual({ blue: 0, green: 100 });
    expect(await targets(stage, route.blue)).toEqual([]);
    expect(await targets(stage, route.green)).toHaveLength(1);
  });
});

test('a service can be deleted in the middle of a deployment', async () => {
  const route = await settled('cut', BLUE_GREEN);
  await update('cut', 'web:crash');
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
