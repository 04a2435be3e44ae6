/** What Elastic Load Balancing demands of a load balancer's subnets and security groups. */
import type { MotoClient } from '../moto/client';
import { AwsError, validationError } from '../wire/errors';
import { membersAt, textAt, type XmlNode } from '../wire/xml-tree';

/**
 * Checks the subnets of a load balancer.
 * @returns the VPC of the subnets
 * @throws AwsError ValidationError, SubnetNotFound, InvalidConfigurationRequest, InvalidSubnet
 */
export async function checkSubnets(moto: MotoClient, ids: readonly string[], scheme: string): Promise<string> {
  const subnets = await subnetsOf(moto, ids);
  const zones = subnets.map((subnet) => textAt(subnet, 'availabilityZone') ?? '');
  if (new Set(zones).size < zones.length) {
    throw new AwsError(
      'InvalidConfigurationRequest',
      'A load balancer cannot be attached to multiple subnets in the same Availability Zone',
    );
  }
  if (zones.length < 2) {
    throw validationError('At least two subnets in two different Availability Zones must be specified');
  }
  const vpcs = new Set(subnets.map((subnet) => textAt(subnet, 'vpcId') ?? ''));
  const [vpcId = ''] = vpcs;
  if (vpcs.size > 1) throw new AwsError('InvalidConfigurationRequest', 'All subnets must belong to the same VPC');
  if (scheme === 'internet-facing' && !(await hasInternetGateway(moto, vpcId))) {
    throw new AwsError('InvalidSubnet', `VPC ${vpcId} has no internet gateway`);
  }
  return vpcId;
}

async function subnetsOf(moto: MotoClient, ids: readonly string[]): Promise<XmlNode[]> {
  if (ids.length === 0) {
    throw validationError('At least two subnets in two different Availability Zones must be specified');
  }
  const answer = await moto.query('ec2', 'DescribeSubnets', { SubnetId: [...ids] }).catch((error: unknown) => {
    if (!(error instanceof AwsError && error.code.startsWith('InvalidSubnetID'))) throw error;
    throw new AwsError('SubnetNotFound', error.message);
  });
  return membersAt(answer, 'subnetSet');
}

async function hasInternetGateway(moto: MotoClient, vpcId: string): Promise<boolean> {
  const answer = await moto.query('ec2', 'DescribeInternetGateways', {
    Filter: [{ Name: 'attachment.vpc-id', Value: [vpcId] }],
  });
  return membersAt(answer, 'internetGatewaySet').length > 0;
}

/**
 * @returns what EC2 says of the groups: items of DescribeSecurityGroups' answer
 * @throws AwsError InvalidSecurityGroup, if a group does not exist or is in another VPC
 */
export async function checkSecurityGroups(moto: MotoClient, ids: readonly string[], vpcId: string): Promise<XmlNode[]> {
  if (ids.length > 5) {
    throw new AwsError('InvalidConfigurationRequest', 'A load balancer can have 5 security groups at most');
  }
  const groups: XmlNode[] = [];
  for (const id of ids) {
    const answer = await moto.query('ec2', 'DescribeSecurityGroups', { GroupId: [id] }).catch((error: unknown) => {
      if (!(error instanceof AwsError && error.code.startsWith('InvalidGroup'))) throw error;
      return undefined;
    });
    const [group] = answer ? membersAt(answer, 'securityGroupInfo') : [];
    if (group === undefined || textAt(group, 'vpcId') !== vpcId) {
      throw new AwsError('InvalidSecurityGroup', `The security group '${id}' does not exist in VPC ${vpcId}`);
    }
    groups.push(group);
  }
  return groups;
}

/** The VPC's default security group, which a load balancer gets if its request names none. */
export async function defaultSecurityGroup(moto: MotoClient, vpcId: string): Promise<XmlNode[]> {
  const answer = await moto.query('ec2', 'DescribeSecurityGroups', {
    Filter: [
      { Name: 'vpc-id', Value: [vpcId] },
      { Name: 'group-name', Value: ['default'] },
    ],
  });
  return membersAt(answer, 'securityGroupInfo');
}
