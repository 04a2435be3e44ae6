import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  EC2Client,
  ModifySecurityGroupRulesCommand,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { ResourceError, type ResourceTools, type ResourceType } from '../resource-type';
import { ignoreMissing } from '../shared/ignore-missing';
import { text } from '../shared/properties';
import { ipPermission } from './ip-permission';

/** AWS::EC2::SecurityGroupIngress and ::SecurityGroupEgress. Only the description changes in place. */
export const securityGroupRule =
  (direction: 'ingress' | 'egress') =>
  ({ clients }: ResourceTools): ResourceType => {
    const ec2 = (): EC2Client => clients(EC2Client);
    const isIngress = direction === 'ingress';
    return {
      create: async ({ properties }) => {
        const command = { GroupId: text(properties.GroupId), IpPermissions: [ipPermission(properties)] };
        const { SecurityGroupRules: [rule] = [] } = isIngress
          ? await ec2().send(new AuthorizeSecurityGroupIngressCommand(command))
          : await ec2().send(new AuthorizeSecurityGroupEgressCommand(command));
        const id = rule?.SecurityGroupRuleId;
        if (id === undefined) throw new ResourceError('The new rule has no id');
        return { physicalId: id, attributes: { Id: id } };
      },
      update: async ({ properties, physicalId }) => {
        const { IpRanges, Ipv6Ranges, UserIdGroupPairs, PrefixListIds, ...rule } = ipPermission(properties);
        const SecurityGroupRule = {
          ...rule,
          CidrIpv4: IpRanges?.[0]?.CidrIp,
          CidrIpv6: Ipv6Ranges?.[0]?.CidrIpv6,
          ReferencedGroupId: UserIdGroupPairs?.[0]?.GroupId,
          PrefixListId: PrefixListIds?.[0]?.PrefixListId,
          Description: text(properties.Description),
        };
        await ec2().send(
          new ModifySecurityGroupRulesCommand({
            GroupId: text(properties.GroupId),
            SecurityGroupRules: [{ SecurityGroupRuleId: physicalId, SecurityGroupRule }],
          }),
        );
        return { physicalId };
      },
      delete: ({ properties, physicalId }) => {
        const command = { GroupId: text(properties.GroupId), SecurityGroupRuleIds: [physicalId] };
        return ignoreMissing(
          isIngress
            ? ec2().send(new RevokeSecurityGroupIngressCommand(command))
            : ec2().send(new RevokeSecurityGroupEgressCommand(command)),
        );
      },
    };
  };
