import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DeleteSecurityGroupCommand,
  DescribeNetworkInterfacesCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { Ec2 } from '../../../../handlers/gateway/aws/ec2';
import { mockClient } from '../../../mock-client';
import { awsError } from '../account/aws-error';

const ec2 = mockClient(EC2Client);
const client = new Ec2(new EC2Client({ region: 'eu-west-1' }));

beforeEach(() => ec2.reset());

const inputs = (): unknown[] => ec2.calls().map(({ args }) => args[0].input);

describe('subnets', () => {
  it('are described with their VPC and zone', async () => {
    ec2
      .on(DescribeSubnetsCommand)
      .resolves({ Subnets: [{ SubnetId: 's', VpcId: 'v', AvailabilityZone: 'z', AvailabilityZoneId: 'z-az1' }] });
    expect(await client.subnets(['s'])).toEqual([{ id: 's', vpcId: 'v', zone: 'z', zoneId: 'z-az1' }]);
    expect(await client.subnetsOf('v')).toEqual([{ id: 's', vpcId: 'v', zone: 'z', zoneId: 'z-az1' }]);
    expect(inputs()).toEqual([
      { SubnetIds: ['s'] },
      expect.objectContaining({ Filters: [{ Name: 'vpc-id', Values: ['v'] }] }),
    ]);
  });

  it.each(['InvalidSubnetID.NotFound', 'InvalidSubnetId.Malformed'])(
    'that do not exist (%s) are named',
    async (code) => {
      ec2.on(DescribeSubnetsCommand).rejects(awsError(code, "The subnet ID 'x' does not exist"));
      await expect(client.subnets(['x'])).rejects.toMatchObject({
        name: 'UnusableNetworkError',
        message:
          "NetworkConfiguration.Subnets: The subnet ID 'x' does not exist; give subnets of this account and Region",
      });
    },
  );

  it('throw if EC2 cannot describe them', async () => {
    ec2.on(DescribeSubnetsCommand).rejects(awsError('UnauthorizedOperation'));
    await expect(client.subnets(['x'])).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
  });
});

it('finds the default VPC, or says that there is none', async () => {
  ec2
    .on(DescribeVpcsCommand)
    .resolvesOnce({ Vpcs: [{ VpcId: 'v' }] })
    .resolves({});
  expect(await client.defaultVpc()).toBe('v');
  expect(await client.defaultVpc()).toBeUndefined();
  expect(inputs()[0]).toEqual({ Filters: [{ Name: 'is-default', Values: ['true'] }] });
});

describe('a route table', () => {
  const route = { State: 'active' as const, DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'igw-1' };

  it.each([
    ['an active default route to an internet gateway', true, route],
    ['the same over IPv6', true, { ...route, DestinationCidrBlock: undefined, DestinationIpv6CidrBlock: '::/0' }],
    ['a route whose internet gateway was deleted', false, { ...route, State: 'blackhole' as const }],
    ['a route to an egress-only gateway', false, { ...route, GatewayId: 'eigw-1' }],
    ['a default route to a NAT gateway', false, { ...route, GatewayId: undefined, NatGatewayId: 'nat-1' }],
    ['a route to a part of the internet', false, { ...route, DestinationCidrBlock: '8.8.8.0/24' }],
  ])('with %s leads to the internet: %s', async (_, toInternet, one) => {
    ec2.on(DescribeRouteTablesCommand).resolves({ RouteTables: [{ Routes: [one] }] });
    expect(await client.routeTables('v')).toEqual([{ main: false, subnetIds: [], toInternet }]);
  });

  it('says whether it is the main one, and lists its subnets, over all pages', async () => {
    ec2
      .on(DescribeRouteTablesCommand)
      .resolvesOnce({ RouteTables: [{ Associations: [{ Main: true }] }], NextToken: 'n' })
      .resolves({ RouteTables: [{ Associations: [{ SubnetId: 's', Main: false }] }] });
    expect(await client.routeTables('v')).toEqual([
      { main: true, subnetIds: [], toInternet: false },
      { main: false, subnetIds: ['s'], toInternet: false },
    ]);
  });
});

describe('a security group', () => {
  const options = { name: 'express-t', description: 'd', vpcId: 'v', port: 80, tags: { t: 'x' } };

  it('lets everyone in, over IPv4 and IPv6', async () => {
    ec2.on(CreateSecurityGroupCommand).resolves({ GroupId: 'sg' });
    ec2.on(AuthorizeSecurityGroupIngressCommand).resolves({});
    expect(await client.createSecurityGroup(options)).toBe('sg');
    expect(inputs()).toEqual([
      {
        GroupName: 'express-t',
        Description: 'd',
        VpcId: 'v',
        TagSpecifications: [{ ResourceType: 'security-group', Tags: [{ Key: 't', Value: 'x' }] }],
      },
      {
        GroupId: 'sg',
        IpPermissions: [
          {
            IpProtocol: 'tcp',
            FromPort: 80,
            ToPort: 80,
            IpRanges: [{ CidrIp: '0.0.0.0/0' }],
            Ipv6Ranges: [{ CidrIpv6: '::/0' }],
          },
        ],
      },
    ]);
  });

  it('that exists and is open already is found by its name and tags', async () => {
    ec2.on(CreateSecurityGroupCommand).rejects(awsError('InvalidGroup.Duplicate'));
    ec2.on(DescribeSecurityGroupsCommand).resolves({ SecurityGroups: [{ GroupId: 'sg' }] });
    ec2.on(AuthorizeSecurityGroupIngressCommand).rejects(awsError('InvalidPermission.Duplicate'));
    expect(await client.createSecurityGroup(options)).toBe('sg');
    expect(inputs()[1]).toEqual({
      Filters: [
        { Name: 'vpc-id', Values: ['v'] },
        { Name: 'group-name', Values: ['express-t'] },
        { Name: 'tag:t', Values: ['x'] },
      ],
    });
  });

  it('is reported as "not yet" while EC2 does not see it', async () => {
    ec2.on(CreateSecurityGroupCommand).rejectsOnce(awsError('InvalidGroup.Duplicate')).resolves({ GroupId: 'sg' });
    ec2.on(DescribeSecurityGroupsCommand).resolves({});
    expect(await client.createSecurityGroup(options)).toBe('not yet');
    for (const code of ['InvalidGroup.NotFound', 'InvalidSecurityGroupID.NotFound']) {
      ec2.on(AuthorizeSecurityGroupIngressCommand).rejects(awsError(code));
      expect(await client.createSecurityGroup(options)).toBe('not yet');
    }
  });

  it('that cannot be opened is an error, and one beyond the quota is explained', async () => {
    ec2.on(CreateSecurityGroupCommand).resolvesOnce({ GroupId: 'sg' }).rejects(awsError('SecurityGroupLimitExceeded'));
    ec2.on(AuthorizeSecurityGroupIngressCommand).rejects(awsError('UnauthorizedOperation'));
    await expect(client.createSecurityGroup(options)).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
    await expect(client.createSecurityGroup(options)).rejects.toMatchObject({ name: 'QuotaReachedError' });
  });

  it('is counted as referenced by other groups if their rules name it', async () => {
    ec2.on(DescribeSecurityGroupsCommand).resolves({ SecurityGroups: [{ GroupId: 'sg' }, { GroupId: 'theirs' }] });
    expect(await client.referencingGroups('sg')).toBe(1);
    expect(inputs()).toEqual([{ Filters: [{ Name: 'ip-permission.group-id', Values: ['sg'] }] }]);
    ec2.on(DescribeSecurityGroupsCommand).resolves({});
    expect(await client.referencingGroups('sg')).toBe(0);
  });

  it('is deleted, unless it is gone or in use', async () => {
    ec2
      .on(DeleteSecurityGroupCommand)
      .resolvesOnce({})
      .rejectsOnce(awsError('InvalidGroup.NotFound'))
      .rejectsOnce(awsError('DependencyViolation'))
      .rejects(awsError('UnauthorizedOperation'));
    expect(await client.deleteSecurityGroup('sg')).toBe('gone');
    expect(await client.deleteSecurityGroup('sg')).toBe('gone');
    expect(await client.deleteSecurityGroup('sg')).toBe('in use');
    await expect(client.deleteSecurityGroup('sg')).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
  });
});

it('counts network interfaces by their description, over all pages', async () => {
  ec2
    .on(DescribeNetworkInterfacesCommand)
    .resolvesOnce({ NetworkInterfaces: [{}, {}], NextToken: 'n' })
    .resolves({ NetworkInterfaces: [{}] });
  expect(await client.interfaces('ELB app/x/1')).toBe(3);
  expect(inputs()[0]).toMatchObject({ Filters: [{ Name: 'description', Values: ['ELB app/x/1'] }] });
});
