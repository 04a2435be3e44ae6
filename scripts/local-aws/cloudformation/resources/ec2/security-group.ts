import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DeleteSecurityGroupCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import type { JsonObject } from '../../../../../handlers/template-language/json';
import { newIn } from '../../collections';
import type { PhysicalResource, ResourceTools, ResourceType } from '../resource-type';
import { deleteWhenFree } from '../shared/delete-when-free';
import { generatedName } from '../shared/generated-name';
import { objects, text } from '../shared/properties';
import { ipPermission } from './ip-permission';
import { tagSpecifications, updateTags } from './tags';

/** EC2 gives every new group this rule: all outbound traffic is allowed. Egress rules in the template replace it. */
const ALLOW_ALL_EGRESS: JsonObject = { IpProtocol: '-1', CidrIp: '0.0.0.0/0' };

/** AWS::EC2::SecurityGroup */
export function securityGroup(tools: ResourceTools): ResourceType {
  const ec2 = (): EC2Client => tools.clients(EC2Client);
  return {
    create: async ({ properties, stack, logicalId, announce }) => {
      const { GroupId = '' } = await ec2().send(
        new CreateSecurityGroupCommand({
          GroupName: text(properties.GroupName) ?? generatedName(stack.name, logicalId),
          Description: text(properties.GroupDescription),
          VpcId: text(properties.VpcId),
          TagSpecifications: tagSpecifications('security-group', properties),
        }),
      );
      announce(GroupId);
      await setIngress(ec2(), GroupId, [], objects(properties.SecurityGroupIngress));
      await setEgress(ec2(), GroupId, [ALLOW_ALL_EGRESS], egressOf(properties));
      return made(ec2(), GroupId);
    },
    update: async ({ physicalId, oldProperties, properties }) => {
      const [before, after] = [objects(oldProperties.SecurityGroupIngress), objects(properties.SecurityGroupIngress)];
      await setIngress(ec2(), physicalId, before, after);
      await setEgress(ec2(), physicalId, egressOf(oldProperties), egressOf(properties));
      await updateTags(ec2(), physicalId, oldProperties, properties);
      return made(ec2(), physicalId);
    },
    delete: ({ physicalId, signal }) =>
      deleteWhenFree(tools, signal, () => ec2().send(new DeleteSecurityGroupCommand({ GroupId: physicalId }))),
  };
}

function egressOf({ SecurityGroupEgress }: JsonObject): JsonObject[] {
  const rules = objects(SecurityGroupEgress);
  return rules.length === 0 ? [ALLOW_ALL_EGRESS] : rules;
}

async function setIngress(ec2: EC2Client, GroupId: string, before: JsonObject[], after: JsonObject[]): Promise<void> {
  const [added, gone] = [newIn(before, after).map(ipPermission), newIn(after, before).map(ipPermission)];
  if (gone.length > 0) await ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions: gone }));
  if (added.length > 0) await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: added }));
}

async function setEgress(ec2: EC2Client, GroupId: string, before: JsonObject[], after: JsonObject[]): Promise<void> {
  const [added, gone] = [newIn(before, after).map(ipPermission), newIn(after, before).map(ipPermission)];
  if (gone.length > 0) await ec2.send(new RevokeSecurityGroupEgressCommand({ GroupId, IpPermissions: gone }));
  if (added.length > 0) await ec2.send(new AuthorizeSecurityGroupEgressCommand({ GroupId, IpPermissions: added }));
}

async function made(ec2: EC2Client, id: string): Promise<PhysicalResource> {
  const { SecurityGroups: [found] = [] } = await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [id] }));
  return { physicalId: id, attributes: { GroupId: id, Id: id, VpcId: found?.VpcId ?? '' } };
}
