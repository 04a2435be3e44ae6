import {
  CreateServiceCommand,
  type DeploymentConfiguration,
  DescribeServiceDeploymentsCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { CreateRuleCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
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
  present,
  proceed,
  registerTask,
  serviceRequest,
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

/** All different values of `look` until the deployment has ended. */
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
  test('shifts traffic in equal steps', async () => {
    const linearConfiguration = { stepPercent: 25, stepBakeTimeInMinutes: 3 };
    const route = await settle(stage, 'linear', { strategy: 'LINEAR', linearConfiguration, bakeTimeInMinutes: 1 });
    await deploy(stage, 'linear', 'web:2', { deploymentConfiguration: pauseAt('PRE_PRODUCTION_TRAFFIC_SHIFT') });
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
  test('runs all tasks of both revisions, shifts all traffic at once, and keeps both revisions for the bake time', async () => {
    const route = await settle(stage, 'both', BLUE_GREEN, { desiredCount: 2 });
    await deploy(stage, 'both', 'web:2', { deploymentConfiguration: pauseAt('POST_PRODUCTION_TRAFFIC_SHIFT') });
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

  test('scales both revisions if the desired count changes during the deployment', async () => {
    await settle(stage, 'growing', BLUE_GREEN);
    await deploy(stage, 'growing', 'web:2', { deploymentConfiguration: pauseAt('POST_PRODUCTION_TRAFFIC_SHIFT') });
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

  test('shifts test traffic before production traffic', async () => {
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
    await deploy(stage, 'tested');
    await endedDeployment(stage, 'tested');
    expect(await weights(stage, { ...route, rule: testListenerRule })).toEqual({ blue: 0, green: 100 });
  });

  test('without a load balancer goes through its stages and shifts no traffic', async () => {
    const request = serviceRequest(stage, 'headless', await registerTask(stage), BLUE_GREEN);
    await stage.ecs.send(new CreateServiceCommand(request));
    await endedDeployment(stage, 'headless');
    await deploy(stage, 'headless');
    expect(await endedDeployment(stage, 'headless')).toMatchObject({
      status: 'SUCCESSFUL',
      lifecycleStage: 'CLEAN_UP',
    });
    expect((await describeService(stage, 'headless')).deployments).toHaveLength(1);
  });
});

describe('ROLLING', () => {
  test.each([
    { maximumPercent: 150, minimumHealthyPercent: 50, most: 6, least: 2 },
    { maximumPercent: 125, minimumHealthyPercent: 100, most: 5, least: 4 },
  ])(
    'keeps between $least and $most of four tasks at $minimumHealthyPercent to $maximumPercent percent',
    async (limits) => {
      const { most, least, ...percentages } = limits;
      const name = `rolling-${most}`;
      const route = await settle(stage, name, { strategy: 'ROLLING', ...percentages }, { desiredCount: 4 });
      await deploy(stage, name);
      const counts = await seenUntilEnd(name, async () => {
        const { runningCount = 0, pendingCount = 0 } = await describeService(stage, name);
        return { running: runningCount, all: runningCount + pendingCount };
      });
      expect(Math.min(...counts.map(({ running }) => running))).toBeGreaterThanOrEqual(least);
      expect(Math.max(...counts.map(({ all }) => all))).toBeLessThanOrEqual(most);
      expect(await targets(stage, route.blue)).toHaveLength(4);
      expect(await targets(stage, route.green)).toEqual([]);
      expect((await latestDeployment(stage, name)).lifecycleStage).toBeUndefined();
    },
  );

  test('rolls back to the old revision', async () => {
    const deploymentCircuitBreaker = { enable: true, rollback: true };
    const route = await settle(stage, 'unrolled', { strategy: 'ROLLING', deploymentCircuitBreaker });
    const before = await targets(stage, route.blue);
    await deploy(stage, 'unrolled', 'web:crash');
    expect(await endedDeployment(stage, 'unrolled')).toMatchObject({ status: 'ROLLBACK_SUCCESSFUL' });
    expect(await targets(stage, route.blue)).toEqual(before);
    const { events = [] } = await describeService(stage, 'unrolled');
    expect(events.map(({ message }) => message).join('\n')).toMatch(/rolling back to deployment ecs-svc\/\d+/);
  });

  test('stops where it is if the circuit breaker has no rollback', async () => {
    const deploymentCircuitBreaker = { enable: true, rollback: false };
    const route = await settle(stage, 'stuck', { strategy: 'ROLLING', deploymentCircuitBreaker });
    await deploy(stage, 'stuck', 'web:crash');
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

  test('continues from a half-finished deployment if a newer one supersedes it', async () => {
    const route = await settle(stage, 'restless', { strategy: 'ROLLING' }, { desiredCount: 3 });
    await deploy(stage, 'restless', 'web:crash');
    await eventually(
      () => describeService(stage, 'restless'),
      ({ deployments = [] }) => deployments.length > 1,
    );
    const first = await latestDeployment(stage, 'restless');
    await deploy(stage, 'restless', 'web:3');
    expect(await endedDeployment(stage, 'restless')).toMatchObject({ status: 'SUCCESSFUL' });
    const arns = [present(first.serviceDeploymentArn)];
    const { serviceDeployments } = await stage.ecs.send(
      new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: arns }),
    );
    expect(serviceDeployments).toMatchObject([{ status: 'STOPPED' }]);
    expect(await targets(stage, route.blue)).toHaveLength(3);
  });
});

describe('a change of strategy', () => {
  test('from ROLLING to CANARY shifts traffic away from the target group of the rolling tasks', async () => {
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
    await deploy(stage, 'switched', 'web:2', { loadBalancers, deploymentConfiguration });
    expect(await endedDeployment(stage, 'switched')).toMatchObject({ status: 'SUCCESSFUL' });
    expect(await weights(stage, route)).toEqual({ blue: 0, green: 100 });
    expect(await targets(stage, route.blue)).toEqual([]);
    expect(await targets(stage, route.green)).toHaveLength(1);
  });

  test('to ROLLING is refused while a deployment runs, changes nothing, and is accepted when it has ended', async () => {
    await settle(stage, 'changing', BLUE_GREEN);
    await deploy(stage, 'changing', 'web:2', { deploymentConfiguration: pauseAt('POST_PRODUCTION_TRAFFIC_SHIFT') });
    await pausedDeployment(stage, 'changing');
    const change = new UpdateServiceCommand({
      cluster: 'main',
      service: 'changing',
      deploymentConfiguration: { strategy: 'ROLLING' },
      desiredCount: 2,
    });
    await expect(stage.ecs.send(change)).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringContaining('ROLLING'),
    });
    expect(await describeService(stage, 'changing')).toMatchObject({
      desiredCount: 1,
      deploymentConfiguration: { strategy: 'BLUE_GREEN' },
    });
    await proceed(stage, 'changing');
    await endedDeployment(stage, 'changing');
    await stage.ecs.send(change);
    expect(await describeService(stage, 'changing')).toMatchObject({
      deploymentConfiguration: { strategy: 'ROLLING' },
    });
  });
});
