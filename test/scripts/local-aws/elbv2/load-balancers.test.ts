import {
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DescribeNetworkInterfacesCommand,
} from '@aws-sdk/client-ec2';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  type CreateLoadBalancerCommandInput,
  DeleteLoadBalancerCommand,
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  ModifyLoadBalancerAttributesCommand,
  SetSecurityGroupsCommand,
  SetSubnetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { LocalAws } from '../../../../scripts/local-aws';
import { startLocalAws } from '../../../nursery';
import { clients, defaultNetwork, errorOf, eventually, holdTime } from '../fixtures';

let aws: LocalAws;
let time: ReturnType<typeof holdTime>;
let ec2: ReturnType<typeof clients>['ec2'];
let elb: ReturnType<typeof clients>['elb'];
let vpcId: string;
let subnets: string[];
let group: string;
beforeAll(async () => {
  aws = await startLocalAws({ elbQuotas: { loadBalancers: 3 } });
  time = holdTime(aws);
  ({ ec2, elb } = clients(aws));
  const network = await defaultNetwork(ec2);
  vpcId = network.vpcId;
  subnets = network.subnetIds.slice(0, 2);
  group = await securityGroup('lb');
});
afterAll(() => aws.stop());

async function securityGroup(GroupName: string): Promise<string> {
  const { GroupId = '' } = await ec2.send(
    new CreateSecurityGroupCommand({ GroupName, Description: GroupName, VpcId: vpcId }),
  );
  return GroupId;
}

async function create(Name: string, change: Partial<CreateLoadBalancerCommandInput> = {}) {
  const { LoadBalancers: [made] = [] } = await elb.send(
    new CreateLoadBalancerCommand({ Name, Subnets: subnets, SecurityGroups: [group], ...change }),
  );
  return { ...made, arn: made?.LoadBalancerArn ?? '' };
}

const remove = (LoadBalancerArn: string) => elb.send(new DeleteLoadBalancerCommand({ LoadBalancerArn }));

async function interfacesOf(name: string) {
  const Filters = [{ Name: 'description', Values: [`ELB app/${name}/*`] }];
  return (await ec2.send(new DescribeNetworkInterfacesCommand({ Filters }))).NetworkInterfaces ?? [];
}

test('a load balancer is first provisioning, then active', async () => {
  const { arn, State, Type } = await create('states');
  expect([State?.Code, Type]).toEqual(['provisioning', 'application']);
  const state = async () =>
    (await elb.send(new DescribeLoadBalancersCommand({ Names: ['states'] }))).LoadBalancers?.[0]?.State?.Code;
  expect(await state()).toBe('provisioning');
  time.wake();
  expect(await eventually(state, (code) => code !== 'provisioning')).toBe('active');
  await remove(arn);
});

test('an identical CreateLoadBalancer answers with the existing load balancer, and another one of that name is refused', async () => {
  const other = await securityGroup('other');
  const { arn } = await create('same', { Tags: [{ Key: 'a', Value: 'b' }] });
  expect((await create('same', { Subnets: [...subnets].reverse(), Tags: [{ Key: 'a', Value: 'b' }] })).arn).toBe(arn);
  const changes: Partial<CreateLoadBalancerCommandInput>[] = [{ Scheme: 'internal' }, { SecurityGroups: [other] }];
  for (const change of changes) {
    const error = await errorOf(create('same', change));
    expect([error.name, error.message]).toEqual([
      'DuplicateLoadBalancerNameException',
      "A load balancer with the same name 'same' exists, but with different settings",
    ]);
  }
  await remove(arn);
  expect((await create('same')).arn).not.toBe(arn);
  await remove((await create('same')).arn);
});

test('a load balancer has one interface for each zone, with its security groups, which others cannot delete', async () => {
  const own = await securityGroup('faces');
  const { arn } = await create('faces', { SecurityGroups: [own] });
  const faces = await interfacesOf('faces');
  expect(
    faces
      .map(({ SubnetId, Groups, Status, RequesterManaged }) => [
        SubnetId,
        Groups?.map(({ GroupId }) => GroupId),
        Status,
        RequesterManaged,
      ])
      .sort(),
  ).toEqual(subnets.map((subnet) => [subnet, [own], 'in-use', true]).sort());
  expect(faces[0]?.Description).toBe(`ELB ${arn.split(':loadbalancer/')[1]}`);
  const filters = [
    { Name: 'group-id', Values: [own] },
    { Name: 'vpc-id', Values: [vpcId] },
  ];
  expect((await ec2.send(new DescribeNetworkInterfacesCommand({ Filters: filters }))).NetworkInterfaces).toHaveLength(
    2,
  );

  const other = await securityGroup('second');
  await elb.send(new SetSecurityGroupsCommand({ LoadBalancerArn: arn, SecurityGroups: [other] }));
  expect((await interfacesOf('faces')).map(({ Groups }) => Groups?.[0]?.GroupId)).toEqual([other, other]);

  const { subnetIds } = await defaultNetwork(ec2);
  const moved = subnetIds.slice(1, 3);
  await elb.send(new SetSubnetsCommand({ LoadBalancerArn: arn, Subnets: moved }));
  expect((await interfacesOf('faces')).map(({ SubnetId }) => SubnetId).sort()).toEqual([...moved].sort());
  await remove(arn);
});

test('the interfaces of a deleted load balancer stay for a while', async () => {
  const { arn } = await create('lingers');
  await remove(arn);
  expect((await errorOf(elb.send(new DescribeLoadBalancersCommand({ LoadBalancerArns: [arn] })))).name).toBe(
    'LoadBalancerNotFoundException',
  );
  expect(await interfacesOf('lingers')).toHaveLength(2);
  time.wake();
  await eventually(
    () => interfacesOf('lingers'),
    (faces) => faces.length === 0,
  );
});

test('deleting a load balancer deletes its listeners, and succeeds if it does not exist', async () => {
  const { arn } = await create('deleted');
  const DefaultActions = [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }] as const;
  const { Listeners: [listener] = [] } = await elb.send(
    new CreateListenerCommand({
      LoadBalancerArn: arn,
      Protocol: 'HTTP',
      Port: 80,
      DefaultActions: [...DefaultActions],
    }),
  );
  await remove(arn);
  await remove(arn);
  const describe = elb.send(new DescribeListenersCommand({ ListenerArns: [listener?.ListenerArn ?? ''] }));
  expect((await errorOf(describe)).name).toBe('ListenerNotFoundException');
});

test('a load balancer with deletion protection is not deleted', async () => {
  const { arn } = await create('protected');
  const protect = (Value: string) =>
    elb.send(
      new ModifyLoadBalancerAttributesCommand({
        LoadBalancerArn: arn,
        Attributes: [{ Key: 'deletion_protection.enabled', Value }],
      }),
    );
  await protect('true');
  const error = await errorOf(remove(arn));
  expect([error.name, error.message]).toEqual([
    'OperationNotPermittedException',
    expect.stringContaining('deletion protection is enabled'),
  ]);
  await protect('false');
  await remove(arn);
});

test.each([
  ['a name of 33 characters', { Name: 'x'.repeat(33) }, 'ValidationError', 'longer than'],
  ['a name with an underscore', { Name: 'a_b' }, 'ValidationError', 'alphanumeric'],
  ['a name with a hyphen at its end', { Name: 'a-' }, 'ValidationError', 'begin or end'],
  ['a name that begins with internal-', { Name: 'internal-a' }, 'ValidationError', 'internal-'],
  ['a group that is not there', { SecurityGroups: ['sg-00000000000000000'] }, 'InvalidSecurityGroupException', 'sg-0'],
  [
    'a subnet that is not there',
    { Subnets: ['subnet-00000000000000000', 'subnet-00000000000000001'] },
    'SubnetNotFoundException',
    'subnet-0',
  ],
  [
    'six groups',
    { SecurityGroups: ['a', 'b', 'c', 'd', 'e', 'f'] },
    'InvalidConfigurationRequestException',
    '5 security groups',
  ],
  ['no subnet', { Subnets: [] }, 'ValidationError', 'two different Availability Zones'],
  ['a network load balancer', { Type: 'network' }, 'NotImplemented', 'network'],
] as const)('%s is refused', async (_, change, name, text) => {
  const input = { Name: 'bad', Subnets: subnets, SecurityGroups: [group], ...change } as CreateLoadBalancerCommandInput;
  const error = await errorOf(elb.send(new CreateLoadBalancerCommand(input)));
  expect([error.name, error.message]).toEqual([name, expect.stringContaining(text)]);
});

test('subnets must be in two zones of one VPC, which must have an internet gateway unless the scheme is internal', async () => {
  const [first = ''] = subnets;
  expect((await errorOf(create('bad', { Subnets: [first] }))).message).toContain('At least two subnets');
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.9.0.0/16' }));
  const make = async (AvailabilityZone: string, n: number) => {
    const { Subnet } = await ec2.send(
      new CreateSubnetCommand({ VpcId: Vpc?.VpcId, AvailabilityZone, CidrBlock: `10.9.${n}.0/24` }),
    );
    return Subnet?.SubnetId ?? '';
  };
  const [a1, a2, b] = [await make('us-east-1a', 1), await make('us-east-1a', 2), await make('us-east-1b', 3)];
  expect((await errorOf(create('bad', { Subnets: [a1, a2] }))).message).toContain(
    'multiple subnets in the same Availability Zone',
  );
  const closed = await errorOf(create('bad', { Subnets: [a1, b], SecurityGroups: [] }));
  expect([closed.name, closed.message]).toEqual([
    'InvalidSubnetException',
    `VPC ${Vpc?.VpcId} has no internet gateway`,
  ]);
  const foreign = await errorOf(create('bad', { Subnets: [a1, b], Scheme: 'internal' }));
  expect(foreign.name).toBe('InvalidSecurityGroupException');
  const { arn, SecurityGroups } = await create('inside', { Subnets: [a1, b], SecurityGroups: [], Scheme: 'internal' });
  expect(SecurityGroups).toHaveLength(1);
  await remove(arn);
});

test("load balancers beyond the Region's quota are refused", async () => {
  const all = [await create('q1'), await create('q2'), await create('q3')];
  expect((await errorOf(create('q4'))).name).toBe('TooManyLoadBalancersException');
  await Promise.all(all.map(({ arn }) => remove(arn)));
  await remove((await create('q4')).arn);
});

test('a description fails if one of its load balancers does not exist', async () => {
  const { arn } = await create('known');
  const error = await errorOf(elb.send(new DescribeLoadBalancersCommand({ Names: ['known', 'unknown'] })));
  expect([error.name, error.message]).toEqual([
    'LoadBalancerNotFoundException',
    "Load balancers '[unknown]' not found",
  ]);
  await remove(arn);
});
