/**
 * The default security group of a VPC. In AWS it lets in whatever is in the group itself (VPC user guide, default security
 * groups); moto's lets nothing in.
 */
import type { MotoClient } from '../moto/client';
import { parseXml, textAt } from '../wire/xml-tree';
import type { Ec2Operation } from './operation';

export const createVpc: Ec2Operation = async ({ moto, forward }) => {
  const answer = await forward();
  const vpcId = textAt(parseXml(answer.body.toString()), 'vpc', 'vpcId');
  if (vpcId !== undefined) await letInItself(moto, vpcId);
  return answer;
};

/** Gives the default security group of that VPC its rule. */
export async function letInItself(moto: MotoClient, vpcId: string): Promise<void> {
  const groups = await moto.query('ec2', 'DescribeSecurityGroups', {
    Filter: [
      { Name: 'vpc-id', Value: [vpcId] },
      { Name: 'group-name', Value: ['default'] },
    ],
  });
  const GroupId = textAt(groups, 'securityGroupInfo', 'item', 'groupId');
  if (GroupId === undefined) return;
  const IpPermissions = [{ IpProtocol: '-1', Groups: [{ GroupId }] }];
  await moto.query('ec2', 'AuthorizeSecurityGroupIngress', { GroupId, IpPermissions });
}
