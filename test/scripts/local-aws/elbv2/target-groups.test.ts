import {
  AddTagsCommand,
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  type CreateTargetGroupCommandInput,
  DeleteListenerCommand,
  DeleteTargetGroupCommand,
  DeregisterTargetsCommand,
  DescribeTagsCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ModifyTargetGroupCommand,
  RegisterTargetsCommand,
  RemoveTagsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { LocalAws } from '../../../../scripts/local-aws';
import { startLocalAws } from '../../../nursery';
import { clients, defaultNetwork, errorOf, eventually } from '../fixtures';

let aws: LocalAws;
let elb: ReturnType<typeof clients>['elb'];
let vpcId: string;
let balancer: string;
beforeAll(async () => {
  aws = await startLocalAws({ minuteMs: 100, elbQuotas: { targetGroups: 30 } });
  const made = clients(aws);
  elb = made.elb;
  const network = await defaultNetwork(made.ec2);
  vpcId = network.vpcId;
  const { LoadBalancers = [] } = await elb.send(
    new CreateLoadBalancerCommand({ Name: 'one', Subnets: network.subnetIds.slice(0, 2) }),
  );
  balancer = LoadBalancers[0]?.LoadBalancerArn ?? '';
});
afterAll(() => aws.stop());

async function create(Name: string, change: Partial<CreateTargetGroupCommandInput> = {}) {
  const input: CreateTargetGroupCommandInput = {
    Name,
    Protocol: 'HTTP',
    Port: 80,
    VpcId: vpcId,
    TargetType: 'ip',
    ...change,
  };
  const { TargetGroups = [] } = await elb.send(new CreateTargetGroupCommand(input));
  return TargetGroups[0]?.TargetGroupArn ?? '';
}

async function listen(TargetGroupArn: string): Promise<string> {
  const DefaultActions = [{ Type: 'forward' as const, TargetGroupArn }];
  const { Listeners = [] } = await elb.send(
    new CreateListenerCommand({ LoadBalancerArn: balancer, Protocol: 'HTTP', Port: 80, DefaultActions }),
  );
  return Listeners[0]?.ListenerArn ?? '';
}

const describeGroups = async (input: { LoadBalancerArn?: string; Names?: string[] }) =>
  (await elb.send(new DescribeTargetGroupsCommand(input))).TargetGroups ?? [];

test('an identical CreateTargetGroup answers with the existing group, and another one of that name is refused', async () => {
  const arn = await create('same', { HealthCheckPath: '/a' });
  expect(await create('same', { HealthCheckPath: '/a' })).toBe(arn);
  expect(await errorOf(create('same', { HealthCheckPath: '/b' }))).toMatchObject({
    name: 'DuplicateTargetGroupNameException',
    message: "A target group with the same name 'same' exists, but with different settings",
  });
  await elb.send(new ModifyTargetGroupCommand({ TargetGroupArn: arn, HealthCheckPath: '/b' }));
  expect((await errorOf(create('same', { HealthCheckPath: '/a' }))).name).toBe('DuplicateTargetGroupNameException');
  expect(await create('same', { HealthCheckPath: '/b' })).toBe(arn);
});

test('a target group names its load balancer for as long as that forwards to it', async () => {
  const arn = await create('used');
  expect((await describeGroups({ Names: ['used'] }))[0]?.LoadBalancerArns).toEqual([]);
  expect(await describeGroups({ LoadBalancerArn: balancer })).toEqual([]);
  const listener = await listen(arn);
  expect(
    (await describeGroups({ LoadBalancerArn: balancer })).map((group) => [
      group.TargetGroupArn,
      group.LoadBalancerArns,
    ]),
  ).toEqual([[arn, [balancer]]]);
  expect((await errorOf(elb.send(new DeleteTargetGroupCommand({ TargetGroupArn: arn })))).name).toBe(
    'ResourceInUseException',
  );
  await elb.send(new DeleteListenerCommand({ ListenerArn: listener }));
  expect((await describeGroups({ Names: ['used'] }))[0]?.LoadBalancerArns).toEqual([]);
  await elb.send(new DeleteTargetGroupCommand({ TargetGroupArn: arn }));
  expect((await errorOf(describeGroups({ Names: ['used'] }))).name).toBe('TargetGroupNotFoundException');
  expect((await errorOf(describeGroups({ LoadBalancerArn: `${balancer}0` }))).name).toBe(
    'LoadBalancerNotFoundException',
  );
});

test('targets of a group are unused if no load balancer forwards to the group', async () => {
  const TargetGroupArn = await create('health');
  await elb.send(new RegisterTargetsCommand({ TargetGroupArn, Targets: [{ Id: '10.0.0.1', Port: 8080 }] }));
  const health = async () =>
    (await elb.send(new DescribeTargetHealthCommand({ TargetGroupArn }))).TargetHealthDescriptions?.map(
      ({ Target, TargetHealth }) => [Target?.Port, TargetHealth?.State, TargetHealth?.Reason],
    );
  expect(await health()).toEqual([[8080, 'unused', 'Target.NotInUse']]);
  const listener = await listen(TargetGroupArn);
  expect(await health()).toEqual([[8080, 'initial', 'Elb.InitialHealthChecking']]);
  // Nobody has the address.
  await eventually(health, (targets) => targets?.[0]?.[2] === 'Target.Timeout');
  await elb.send(new DeleteListenerCommand({ ListenerArn: listener }));
  const missing = elb.send(new DescribeTargetHealthCommand({ TargetGroupArn: `${TargetGroupArn}0` }));
  expect((await errorOf(missing)).name).toBe('TargetGroupNotFoundException');
});

test('deregistering a target that is not registered succeeds, and the other targets of the request are removed', async () => {
  const TargetGroupArn = await create('targets');
  await elb.send(new RegisterTargetsCommand({ TargetGroupArn, Targets: [{ Id: '10.0.0.1' }, { Id: '10.0.0.2' }] }));
  await elb.send(new DeregisterTargetsCommand({ TargetGroupArn, Targets: [{ Id: '10.0.0.9' }, { Id: '10.0.0.1' }] }));
  const { TargetHealthDescriptions = [] } = await elb.send(new DescribeTargetHealthCommand({ TargetGroupArn }));
  expect(TargetHealthDescriptions.map(({ Target }) => Target?.Id)).toEqual(['10.0.0.2']);
  const gone = elb.send(
    new DeregisterTargetsCommand({ TargetGroupArn: `${TargetGroupArn}0`, Targets: [{ Id: '10.0.0.1' }] }),
  );
  expect((await errorOf(gone)).name).toBe('TargetGroupNotFoundException');
});

describe('tags', () => {
  const tags = (n: number, from = 0) => Array.from({ length: n }, (_, i) => ({ Key: `k${from + i}`, Value: `v${i}` }));
  const read = async (arn: string) =>
    (await elb.send(new DescribeTagsCommand({ ResourceArns: [arn] }))).TagDescriptions?.[0]?.Tags;

  test('can be added, changed and removed, up to fifty', async () => {
    const arn = await create('tagged', { Tags: tags(12) });
    expect(await read(arn)).toEqual(tags(12));
    await elb.send(new AddTagsCommand({ ResourceArns: [arn], Tags: [{ Key: 'k0', Value: 'new' }, ...tags(38, 12)] }));
    expect(await read(arn)).toHaveLength(50);
    expect((await errorOf(elb.send(new AddTagsCommand({ ResourceArns: [arn], Tags: tags(1, 99) })))).name).toBe(
      'TooManyTagsException',
    );
    await elb.send(new RemoveTagsCommand({ ResourceArns: [arn], TagKeys: tags(49, 1).map(({ Key }) => Key) }));
    expect(await read(arn)).toEqual([{ Key: 'k0', Value: 'new' }]);
  });

  test('are deleted with their resource', async () => {
    const arn = await create('shortlived', { Tags: tags(1) });
    await elb.send(new DeleteTargetGroupCommand({ TargetGroupArn: arn }));
    expect((await errorOf(read(arn))).name).toBe('TargetGroupNotFoundException');
  });

  test.each([
    [
      'a key twice',
      [
        { Key: 'a', Value: '1' },
        { Key: 'a', Value: '2' },
      ],
      'DuplicateTagKeysException',
    ],
    ['fifty-one', tags(51), 'TooManyTagsException'],
    ['a key of 129 characters', [{ Key: 'x'.repeat(129), Value: '' }], 'ValidationError'],
    ['a value of 257 characters', [{ Key: 'x', Value: 'x'.repeat(257) }], 'ValidationError'],
  ])('are refused: %s', async (_, Tags, name) => {
    expect((await errorOf(create('untagged', { Tags }))).name).toBe(name);
    expect((await errorOf(describeGroups({ Names: ['untagged'] }))).name).toBe('TargetGroupNotFoundException');
  });

  test('are described for up to twenty resources at once, all of which must exist', async () => {
    const arn = await create('described');
    const twenty = Array.from({ length: 20 }, () => arn);
    expect((await elb.send(new DescribeTagsCommand({ ResourceArns: twenty }))).TagDescriptions).toHaveLength(20);
    expect((await errorOf(elb.send(new DescribeTagsCommand({ ResourceArns: [...twenty, arn] })))).name).toBe(
      'ValidationError',
    );
    for (const [missing, name] of [
      [`${arn}0`, 'TargetGroupNotFoundException'],
      [`${balancer}0`, 'LoadBalancerNotFoundException'],
      [`${balancer.replace(':loadbalancer/', ':listener/')}/0`, 'ListenerNotFoundException'],
      [`${balancer.replace(':loadbalancer/', ':listener-rule/')}/0/0`, 'RuleNotFoundException'],
      ['arn:aws:s3:::x', 'ValidationError'],
    ] as const) {
      expect((await errorOf(read(missing))).name).toBe(name);
    }
  });
});

test("target groups beyond the Region's quota are refused", async () => {
  for (let n = (await describeGroups({})).length; n < 30; n++) await create(`quota-${n}`);
  expect((await errorOf(create('one-too-many'))).name).toBe('TooManyTargetGroupsException');
});
