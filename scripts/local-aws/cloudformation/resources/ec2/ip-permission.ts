import type { IpPermission } from '@aws-sdk/client-ec2';
import type { Json, JsonObject } from '../../../../../handlers/template-language/json';
import { text } from '../shared/properties';

/** A rule of a security group, from CloudFormation's form to EC2's. For ingress and egress. */
export function ipPermission(rule: JsonObject): IpPermission {
  const Description = text(rule.Description);
  const group = text(rule.SourceSecurityGroupId) ?? text(rule.DestinationSecurityGroupId);
  const prefixList = text(rule.SourcePrefixListId) ?? text(rule.DestinationPrefixListId);
  const owner = text(rule.SourceSecurityGroupOwnerId);
  return {
    IpProtocol: String(rule.IpProtocol ?? '-1'),
    ...port('FromPort', rule.FromPort),
    ...port('ToPort', rule.ToPort),
    ...(rule.CidrIp !== undefined && { IpRanges: [{ CidrIp: text(rule.CidrIp), Description }] }),
    ...(rule.CidrIpv6 !== undefined && { Ipv6Ranges: [{ CidrIpv6: text(rule.CidrIpv6), Description }] }),
    ...(group !== undefined && {
      UserIdGroupPairs: [{ GroupId: group, Description, ...(owner !== undefined && { UserId: owner }) }],
    }),
    ...(prefixList !== undefined && { PrefixListIds: [{ PrefixListId: prefixList, Description }] }),
  };
}

const port = (name: 'FromPort' | 'ToPort', value: Json | undefined): Partial<IpPermission> =>
  value === undefined ? {} : { [name]: Number(value) };
