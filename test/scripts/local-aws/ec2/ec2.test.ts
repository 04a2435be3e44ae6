import {
  AttachInternetGatewayCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateInternetGatewayCommand,
  CreateNetworkInterfaceCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DeleteNetworkInterfaceCommand,
  DeleteSecurityGroupCommand,
  DeleteSubnetCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupsCommand,
  DetachInternetGatewayCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { CreateLoadBalancerCommand, DeleteLoadBalancerCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { LocalAws } from '../../../../scripts/local-aws';
import { startLocalAws } from '../../../nursery';
import { clients, errorOf, eventually, holdTime } from '../fixtures';

let aws: LocalAws;
let time: ReturnType<typeof holdTime>;
let ec2: ReturnType<typeof clients>['ec2'];
let elb: ReturnType<typeof clients>['elb'];
let vpcId: string;
let subnets: string[];
let gateway: string;
beforeAll(async () => {
  aws = await startLocalAws();
  time = holdTime(aws);
  ({ ec2, elb } = clients(aws));
  vpcId = (await ec2.send(new CreateVpcCommand({ CidrBlock: '10.1.0.0/16' }))).Vpc?.VpcId ?? '';
  const subnet = async (AvailabilityZone: string, n: number) => {
    const { Subnet } = await ec2.send(
      new CreateSubnetCommand({ VpcId: vpcId, AvailabilityZone, CidrBlock: `10.1.${n}.0/24` }),
    );
    return Subnet?.SubnetId ?? '';
  };
  subnets = [await subnet('us-east-1a', 1), await subnet('us-east-1b', 2)];
  gateway = (await ec2.send(new CreateInternetGatewayCommand({}))).InternetGateway?.InternetGatewayId ?? '';
  await ec2.send(new AttachInternetGatewayCommand({ VpcId: vpcId, InternetGatewayId: gateway }));
});
afterAll(() => aws.stop());

async function group(GroupName: string): Promise<string> {
  const { GroupId = '' } = await ec2.send(
    new CreateSecurityGroupCommand({ GroupName, Description: GroupName, VpcId: vpcId }),
  );
  return GroupId;
}

const remove = (GroupId: string) => ec2.send(new DeleteSecurityGroupCommand({ GroupId }));

test('a security group cannot be deleted while an interface uses it', async () => {
  const id = await group('used');
  const { NetworkInterface } = await ec2.send(
    new CreateNetworkInterfaceCommand({ SubnetId: subnets[0], Groups: [id] }),
  );
  const error = await errorOf(remove(id));
  expect([error.name, error.message]).toEqual(['DependencyViolation', `resource ${id} has a dependent object`]);
  await ec2.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId: NetworkInterface?.NetworkInterfaceId }));
  await remove(id);
  expect((await errorOf(remove(id))).name).toBe('InvalidGroup.NotFound');
});

test('a security group of the default VPC can be deleted by its name', async () => {
  const made = await ec2.send(new CreateSecurityGroupCommand({ GroupName: 'by-name', Description: 'd' }));
  await ec2.send(new DeleteSecurityGroupCommand({ GroupName: 'by-name' }));
  expect((await errorOf(remove(made.GroupId ?? ''))).name).toBe('InvalidGroup.NotFound');
});

test('a security group cannot be deleted while a rule of another group names it; its own rules do not count', async () => {
  const [id, other] = [await group('named'), await group('naming')];
  const rule = (GroupId: string) => ({
    GroupId,
    IpPermissions: [{ IpProtocol: 'tcp', FromPort: 80, ToPort: 80, UserIdGroupPairs: [{ GroupId: id }] }],
  });
  await ec2.send(new AuthorizeSecurityGroupIngressCommand(rule(other)));
  await ec2.send(new AuthorizeSecurityGroupIngressCommand(rule(id)));
  expect((await errorOf(remove(id))).name).toBe('DependencyViolation');
  await ec2.send(new RevokeSecurityGroupIngressCommand(rule(other)));
  await remove(id);
  const described = ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [id] }));
  expect((await errorOf(described)).name).toBe('InvalidGroup.NotFound');
});

test('the security group, interface, subnet and internet gateway of a load balancer stay until its interfaces are gone', async () => {
  const id = await group('lb');
  const { LoadBalancers = [] } = await elb.send(
    new CreateLoadBalancerCommand({ Name: 'lb', Subnets: subnets, SecurityGroups: [id] }),
  );
  const Filters = [{ Name: 'group-id', Values: [id] }];
  const faces = async () => (await ec2.send(new DescribeNetworkInterfacesCommand({ Filters }))).NetworkInterfaces ?? [];
  const [face] = await faces();
  expect(face).toMatchObject({ RequesterId: 'amazon-elb', RequesterManaged: true, Status: 'in-use', VpcId: vpcId });

  const detach = () => ec2.send(new DetachInternetGatewayCommand({ VpcId: vpcId, InternetGatewayId: gateway }));
  const calls = [
    remove(id),
    ec2.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId: face?.NetworkInterfaceId })),
    ec2.send(new DeleteSubnetCommand({ SubnetId: subnets[0] })),
    detach(),
  ];
  const errors = await Promise.all(calls.map(errorOf));
  expect(errors.map(({ name }) => name)).toEqual([
    'DependencyViolation',
    'InvalidParameterValue',
    'DependencyViolation',
    'DependencyViolation',
  ]);
  expect(errors[3]?.message).toContain('mapped public address(es)');

  await elb.send(new DeleteLoadBalancerCommand({ LoadBalancerArn: LoadBalancers[0]?.LoadBalancerArn }));
  expect((await errorOf(remove(id))).name).toBe('DependencyViolation');
  time.wake();
  await eventually(faces, (left) => left.length === 0);
  await remove(id);
  await detach();
  await ec2.send(new DeleteSubnetCommand({ SubnetId: subnets[0] }));
});

test('the default security group of a VPC lets in what is in it', async () => {
  const { SecurityGroups = [] } = await ec2.send(
    new DescribeSecurityGroupsCommand({ Filters: [{ Name: 'group-name', Values: ['default'] }] }),
  );
  expect(SecurityGroups).toHaveLength(2);
  for (const { GroupId, IpPermissions = [] } of SecurityGroups) {
    expect(IpPermissions).toMatchObject([{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId }] }]);
  }
});
