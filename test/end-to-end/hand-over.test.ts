/** Updates that pass a priority on, and changes of the strategy. What visitors see of hosts that pass: traffic-hand-over.test.ts. */
import { DescribeStackEventsCommand, DescribeStackResourceCommand } from '@aws-sdk/client-cloudformation';
import {
  ContinueServiceDeploymentCommand,
  DescribeServiceDeploymentsCommand,
  ListServiceDeploymentsCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { connect } from '../../scripts/aws';
import { findStack } from '../../scripts/stacks/stacks';
import { type Hands, handsOn } from './by-hand';
import { type Blocks, deployBlocks, type InstalledAws, leftovers, NOTHING, startInstalledAws } from './installed-aws';

/** Real milliseconds for one minute of AWS time: tasks take long enough to start and drain to be seen without them. */
const MINUTE_MS = 250;

let installed: InstalledAws;
let hands: Hands;
beforeAll(async () => {
  installed = await startInstalledAws({ minuteMs: MINUTE_MS });
  hands = handsOn(installed);
});
afterAll(() => installed?.stop());

const properties = (more: string, image = 'web:1'): string => `Properties: { Image: "${image}", ${more} }`;

const deploy = (stack: string, blocks: Blocks): Promise<string> => deployBlocks(installed, stack, blocks);

const tick = () => new Promise((resolve) => setTimeout(resolve, 20));

const status = async (stack: string): Promise<string | undefined> => {
  const { cloudformation } = connect({ AWS_ENDPOINT_URL: installed.aws.endpoint, AWS_REGION: installed.aws.region });
  return (await findStack(cloudformation, stack))?.StackStatus;
};

/** What a resource went through, first to last. */
async function statusesOf(stack: string, logicalId: string): Promise<(string | undefined)[]> {
  const { cloudformation } = connect({ AWS_ENDPOINT_URL: installed.aws.endpoint, AWS_REGION: installed.aws.region });
  const { StackEvents = [] } = await cloudformation.send(new DescribeStackEventsCommand({ StackName: stack }));
  const events = StackEvents.filter(({ LogicalResourceId }) => LogicalResourceId === logicalId).reverse();
  return [...new Set(events.map(({ ResourceStatus }) => ResourceStatus))];
}

/**
 * Begins a deployment by hand, which ECS pauses before it starts a task.
 * @returns what lets it go on
 */
async function deployPaused(StackName: string, LogicalResourceId: string): Promise<() => Promise<void>> {
  const { cloudformation } = connect({ AWS_ENDPOINT_URL: installed.aws.endpoint, AWS_REGION: installed.aws.region });
  const found = await cloudformation.send(new DescribeStackResourceCommand({ StackName, LogicalResourceId }));
  const [, cluster, service] = found.StackResourceDetail?.PhysicalResourceId?.split('/') ?? [];
  const lifecycleHooks = [{ targetType: 'PAUSE' as const, lifecycleStages: ['PRE_SCALE_UP' as const] }];
  const change = { deploymentConfiguration: { lifecycleHooks }, forceNewDeployment: true };
  await hands.ecs.send(new UpdateServiceCommand({ cluster, service, ...change }));
  for (;;) {
    const { serviceDeployments: [newest] = [] } = await hands.ecs.send(
      new ListServiceDeploymentsCommand({ cluster, service }),
    );
    const serviceDeploymentArn = newest?.serviceDeploymentArn ?? '';
    const { serviceDeployments: [paused] = [] } = await hands.ecs.send(
      new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [serviceDeploymentArn] }),
    );
    const hook = paused?.lifecycleHookDetails?.find((one) => one.status === 'AWAITING_ACTION');
    if (hook) {
      const proceed = { serviceDeploymentArn, hookId: hook.hookId, action: 'CONTINUE' as const };
      return async () => void (await hands.ecs.send(new ContinueServiceDeploymentCommand(proceed)));
    }
    await tick();
  }
}

test('an update to another fixed priority that fails gets its old one back, although another stack has asked for it', async () => {
  const priorities = async () => (await installed.account.rules()).map(({ priority }) => priority).sort();
  const fixed = (path: string, number: number, image?: string) => ({
    Web: properties(`Paths: [/${path}/*], Priority: ${number}`, image),
  });
  await deploy('first', fixed('a', 100));
  const failing = expect(deploy('first', fixed('a', 200, 'web:unhealthy'))).rejects.toThrow('circuit breaker');
  while (!(await priorities()).includes(200)) await tick();
  await expect(deploy('second', fixed('b', 100))).rejects.toThrow(
    /PriorityTakenError: Priority 100 .*Web of stack first/,
  );
  await failing;
  expect(await status('first')).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await priorities()).toEqual([100]);
  await Promise.all(['first', 'second'].map((stack) => installed.run('delete', '--stack-name', stack)));
  expect(await leftovers(installed)).toEqual(NOTHING);
});

// Each test has a stack of its own, and most of its time is waiting.
describe.concurrent('another strategy', () => {
  const rolling = 'Deployment: { Strategy: ROLLING }';
  // ECS refuses settings of another strategy.
  const none = '!Ref AWS::NoValue';
  const configuration = `{ Strategy: ROLLING, CanaryConfiguration: ${none}, BakeTimeInMinutes: ${none} }`;
  const overridden = `Overrides: { Service: { Properties: { DeploymentConfiguration: ${configuration} } } }`;

  /** The percentages of the traffic that go to target groups with and without targets. */
  const shares = async (stack: string): Promise<{ withTargets: number; without: number }> => {
    const { shares: percent, targetPorts: ports } = await installed.account.service(stack, 'Web');
    const sum = (has: boolean): number =>
      (['blue', 'green'] as const).reduce((all, of) => all + (ports[of].length > 0 === has ? percent[of] : 0), 0);
    return { withTargets: sum(true), without: sum(false) };
  };

  test.each([
    ['by the property', 'by-property', rolling],
    ['by an override of the ECS service', 'by-override', overridden],
  ])('to ROLLING while green has the traffic, %s: all of it goes to the tasks', async (_, stack, changed) => {
    await deploy(stack, { Web: properties('') });
    await deploy(stack, { Web: properties('', 'web:2') });
    expect((await installed.account.service(stack, 'Web')).shares).toEqual({ blue: 0, green: 100 });
    await deploy(stack, { Web: properties(changed, 'web:3') });
    expect(await status(stack)).toBe('UPDATE_COMPLETE');
    expect(await shares(stack)).toEqual({ withTargets: 100, without: 0 });
    await installed.run('delete', '--stack-name', stack);
  });

  test('to ROLLING while a deployment that somebody has begun by hand still runs, waits for its end', async () => {
    await deploy('amid', { Web: properties('') });
    const proceed = await deployPaused('amid', 'Web');
    const updated = deploy('amid', { Web: properties(rolling, 'web:2') });
    while (!(await statusesOf('amid', 'WebRoute')).includes('UPDATE_IN_PROGRESS')) await tick();
    await proceed();
    await updated;
    expect(await status('amid')).toBe('UPDATE_COMPLETE');
    expect(await shares('amid')).toEqual({ withTargets: 100, without: 0 });
    await installed.run('delete', '--stack-name', 'amid');
  });

  test('from ROLLING, with a service that fails after it, is rolled back, and all of the traffic goes to the tasks', async () => {
    const api = (image: string): string => `DependsOn: Web, ${properties('', image)}`;
    await deploy('back', { Web: properties(rolling), Api: api('api:1') });
    const canary = { Web: properties('', 'web:2'), Api: api('api:crash') };
    await expect(deploy('back', canary)).rejects.toThrow('circuit breaker');
    expect(await status('back')).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await shares('back')).toEqual({ withTargets: 100, without: 0 });
    await installed.run('delete', '--stack-name', 'back');
  });

  test('from ROLLING, with a sibling that fails before the traffic is asked about, is rolled back, and the traffic soon goes to the tasks', async () => {
    // Web's traffic waits for Api, which waits for Web's ECS service and then fails.
    const web = (more: string, image: string) =>
      properties(`${more}Overrides: { Traffic: { DependsOn: [Api] } }`, image);
    const api = (image: string) => properties('Environment: { BESIDE: !GetAtt Web.Name }', image);
    await deploy('left', { Web: web(`${rolling}, `, 'web:1'), Api: api('api:1') });
    await expect(deploy('left', { Web: web('', 'web:2'), Api: api('api:crash') })).rejects.toThrow('circuit breaker');
    expect(await status('left')).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await statusesOf('left', 'WebTraffic')).toEqual(['CREATE_IN_PROGRESS', 'CREATE_COMPLETE']);
    while ((await shares('left')).without > 0) await tick();
    expect(await shares('left')).toEqual({ withTargets: 100, without: 0 });
  });
});

test('nothing is wrong with a service whose traffic was left to an errand, and nothing is left of all stacks', async () => {
  expect(await hands.doctor()).toEqual({ findings: [], repaired: [] });
  await installed.run('delete', '--stack-name', 'left');
  expect(await leftovers(installed)).toEqual(NOTHING);
});
