import {
  DescribeAddressesCommand,
  DescribeInternetGatewaysCommand,
  DescribeNatGatewaysCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSubnetsCommand,
  DescribeTagsCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { att, ref, type StackUnderTest, startStackUnderTest } from './stack-under-test';

let stack: StackUnderTest;
let ec2: EC2Client;
beforeAll(async () => {
  stack = await startStackUnderTest('network');
  ec2 = stack.client(EC2Client);
});
afterAll(() => stack.stop());
afterEach(() => stack.remove());

const network = (change: { name?: string; hostnames?: boolean; mapPublicIp?: boolean; toNat?: boolean } = {}) => ({
  Vpc: {
    Type: 'AWS::EC2::VPC',
    Properties: {
      CidrBlock: '10.0.0.0/16',
      EnableDnsHostnames: change.hostnames ?? true,
      Tags: [{ Key: 'Name', Value: change.name ?? 'a' }],
    },
  },
  Subnet: {
    Type: 'AWS::EC2::Subnet',
    Properties: {
      VpcId: ref('Vpc'),
      CidrBlock: '10.0.1.0/24',
      AvailabilityZone: { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] },
      MapPublicIpOnLaunch: change.mapPublicIp ?? false,
    },
  },
  Internet: { Type: 'AWS::EC2::InternetGateway' },
  Attachment: {
    Type: 'AWS::EC2::VPCGatewayAttachment',
    Properties: { VpcId: ref('Vpc'), InternetGatewayId: ref('Internet') },
  },
  Table: { Type: 'AWS::EC2::RouteTable', Properties: { VpcId: ref('Vpc') } },
  Association: {
    Type: 'AWS::EC2::SubnetRouteTableAssociation',
    Properties: { SubnetId: ref('Subnet'), RouteTableId: ref('Table') },
  },
  Address: { Type: 'AWS::EC2::EIP', DependsOn: 'Attachment', Properties: { Domain: 'vpc' } },
  Nat: {
    Type: 'AWS::EC2::NatGateway',
    Properties: { SubnetId: ref('Subnet'), AllocationId: att('Address', 'AllocationId') },
  },
  Route: {
    Type: 'AWS::EC2::Route',
    DependsOn: 'Attachment',
    Properties: {
      RouteTableId: ref('Table'),
      DestinationCidrBlock: '0.0.0.0/0',
      ...(change.toNat ? { NatGatewayId: ref('Nat') } : { GatewayId: ref('Internet') }),
    },
  },
});

test('a VPC with its subnets, gateways and routes is created, updated in place, and deleted completely', async () => {
  const outputs = {
    Zone: att('Subnet', 'AvailabilityZone'),
    Group: att('Vpc', 'DefaultSecurityGroup'),
    Block: att('Vpc', 'CidrBlock'),
  };
  expect(await stack.deploy(network(), outputs)).toEqual({
    Zone: 'us-east-1a',
    Group: expect.stringMatching(/^sg-/),
    Block: '10.0.0.0/16',
  });
  const { Vpc, Table, Nat, Subnet, Address } = await stack.ids();
  const route = async () => {
    const { RouteTables: [table] = [] } = await ec2.send(
      new DescribeRouteTablesCommand({ RouteTableIds: [Table ?? ''] }),
    );
    expect(table?.Associations?.map(({ SubnetId }) => SubnetId)).toContain(Subnet);
    return table?.Routes?.find(({ DestinationCidrBlock }) => DestinationCidrBlock === '0.0.0.0/0');
  };
  expect((await route())?.GatewayId).toMatch(/^igw-/);

  await stack.deploy(network({ name: 'b', hostnames: false, mapPublicIp: true, toNat: true }));
  expect((await stack.ids()).Vpc).toBe(Vpc);
  expect((await route())?.NatGatewayId).toBe(Nat);
  const { Vpcs: [vpc] = [] } = await ec2.send(new DescribeVpcsCommand({ VpcIds: [Vpc ?? ''] }));
  expect(vpc?.Tags).toContainEqual({ Key: 'Name', Value: 'b' });
  const names = await ec2.send(new DescribeVpcAttributeCommand({ VpcId: Vpc, Attribute: 'enableDnsHostnames' }));
  expect(names.EnableDnsHostnames?.Value).toBe(false);
  const { Subnets: [subnet] = [] } = await ec2.send(new DescribeSubnetsCommand({ SubnetIds: [Subnet ?? ''] }));
  expect(subnet?.MapPublicIpOnLaunch).toBe(true);

  await stack.remove();
  await expect(ec2.send(new DescribeVpcsCommand({ VpcIds: [Vpc ?? ''] }))).rejects.toThrow();
  const { InternetGateways } = await ec2.send(
    new DescribeInternetGatewaysCommand({ Filters: [{ Name: 'attachment.vpc-id', Values: [Vpc ?? ''] }] }),
  );
  expect(InternetGateways).toEqual([]);
  const { Addresses } = await ec2.send(
    new DescribeAddressesCommand({ Filters: [{ Name: 'public-ip', Values: [Address ?? ''] }] }),
  );
  expect(Addresses).toEqual([]);
  const { NatGateways = [] } = await ec2.send(
    new DescribeNatGatewaysCommand({ Filter: [{ Name: 'nat-gateway-id', Values: [Nat ?? ''] }] }),
  );
  expect(NatGateways.filter(({ State }) => State !== 'deleted')).toEqual([]);
});

test('stack tags are added to every resource of a network, and removed again', async () => {
  const tagged = async (value: string) => {
    const { Tags = [] } = await ec2.send(
      new DescribeTagsCommand({
        Filters: [
          { Name: 'key', Values: ['stack'] },
          { Name: 'value', Values: [value] },
        ],
      }),
    );
    return Tags.map(({ ResourceId }) => ResourceId?.split('-')[0]).sort();
  };
  await stack.deploy(network());
  expect(await tagged('test')).toEqual([]);
  await stack.deploy(network(), {}, [{ Key: 'stack', Value: 'test' }]);
  expect(await tagged('test')).toEqual(['eipalloc', 'igw', 'nat', 'rtb', 'subnet', 'vpc']);
  await stack.deploy(network(), {}, [{ Key: 'other', Value: 'x' }]);
  expect(await tagged('test')).toEqual([]);
});

test('inline rules of a security group change in place, and a separate rule is replaced before the old one is deleted', async () => {
  const groups = (port: number, inline: number[]) => ({
    Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } },
    Source: { Type: 'AWS::EC2::SecurityGroup', Properties: { GroupDescription: 'source', VpcId: ref('Vpc') } },
    Group: {
      Type: 'AWS::EC2::SecurityGroup',
      Properties: {
        GroupDescription: 'group',
        VpcId: ref('Vpc'),
        SecurityGroupIngress: inline.map((at) => ({
          IpProtocol: 'tcp',
          FromPort: at,
          ToPort: at,
          CidrIp: '10.0.0.0/8',
        })),
        SecurityGroupEgress: [
          { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '0.0.0.0/0', Description: 'out' },
        ],
      },
    },
    Ingress: {
      Type: 'AWS::EC2::SecurityGroupIngress',
      Properties: {
        GroupId: ref('Group'),
        IpProtocol: 'tcp',
        FromPort: port,
        ToPort: port,
        SourceSecurityGroupId: att('Source', 'GroupId'),
      },
    },
    Egress: {
      Type: 'AWS::EC2::SecurityGroupEgress',
      Properties: { GroupId: ref('Group'), IpProtocol: 'udp', FromPort: 53, ToPort: 53, CidrIp: '10.0.0.2/32' },
    },
  });
  await stack.deploy(groups(80, [22]));
  const { Group, Source, Ingress } = await stack.ids();
  const rules = async () => {
    const { SecurityGroupRules = [] } = await ec2.send(
      new DescribeSecurityGroupRulesCommand({ Filters: [{ Name: 'group-id', Values: [Group ?? ''] }] }),
    );
    return SecurityGroupRules.map(
      (r) =>
        `${r.IsEgress ? 'out' : 'in'} ${r.IpProtocol} ${r.FromPort} ${r.CidrIpv4 ?? r.ReferencedGroupInfo?.GroupId}`,
    ).sort();
  };
  expect(await rules()).toEqual([
    `in tcp 22 10.0.0.0/8`,
    `in tcp 80 ${Source}`,
    'out tcp 443 0.0.0.0/0',
    'out udp 53 10.0.0.2/32',
  ]);
  await stack.deploy(groups(8080, [23]));
  expect(await rules()).toEqual([
    `in tcp 23 10.0.0.0/8`,
    `in tcp 8080 ${Source}`,
    'out tcp 443 0.0.0.0/0',
    'out udp 53 10.0.0.2/32',
  ]);
  const after = await stack.ids();
  expect([after.Group, after.Ingress === Ingress]).toEqual([Group, false]);
});
