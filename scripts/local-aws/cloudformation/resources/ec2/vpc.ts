import {
  CreateVpcCommand,
  DeleteVpcCommand,
  DescribeNetworkAclsCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
  ModifyVpcAttributeCommand,
} from '@aws-sdk/client-ec2';
import type { JsonObject } from '../../../../../handlers/template-language/json';
import type { PhysicalResource, ResourceTools, ResourceType } from '../resource-type';
import { deleteWhenFree } from '../shared/delete-when-free';
import { text } from '../shared/properties';
import { tagSpecifications, updateTags } from './tags';

const ATTRIBUTES = ['EnableDnsSupport', 'EnableDnsHostnames'] as const;

/** AWS::EC2::VPC */
export function vpc(tools: ResourceTools): ResourceType {
  const ec2 = (): EC2Client => tools.clients(EC2Client);
  return {
    properties: ['CidrBlock', 'InstanceTenancy', 'Tags', ...ATTRIBUTES],
    create: async ({ properties, announce }) => {
      const { Vpc } = await ec2().send(
        new CreateVpcCommand({
          CidrBlock: text(properties.CidrBlock),
          ...(properties.InstanceTenancy === 'dedicated' && { InstanceTenancy: 'dedicated' }),
          TagSpecifications: tagSpecifications('vpc', properties),
        }),
      );
      const id = Vpc?.VpcId ?? '';
      announce(id);
      await setAttributes(ec2(), id, {}, properties);
      return made(ec2(), id, properties);
    },
    update: async ({ physicalId, oldProperties, properties }) => {
      await setAttributes(ec2(), physicalId, oldProperties, properties);
      await updateTags(ec2(), physicalId, oldProperties, properties);
      return made(ec2(), physicalId, properties);
    },
    delete: ({ physicalId, signal }) =>
      deleteWhenFree(tools, signal, () => ec2().send(new DeleteVpcCommand({ VpcId: physicalId }))),
  };
}

async function setAttributes(ec2: EC2Client, VpcId: string, before: JsonObject, after: JsonObject): Promise<void> {
  for (const name of ATTRIBUTES) {
    if (before[name] === after[name]) continue;
    // Without the property, the default of a new VPC applies: DNS support, but no host names.
    const Value = after[name] === undefined ? name === 'EnableDnsSupport' : after[name] === true;
    await ec2.send(new ModifyVpcAttributeCommand({ VpcId, [name]: { Value } }));
  }
}

async function made(ec2: EC2Client, id: string, { CidrBlock }: JsonObject): Promise<PhysicalResource> {
  const Filters = [{ Name: 'vpc-id', Values: [id] }];
  const { SecurityGroups = [] } = await ec2.send(
    new DescribeSecurityGroupsCommand({ Filters: [...Filters, { Name: 'group-name', Values: ['default'] }] }),
  );
  const { NetworkAcls = [] } = await ec2.send(new DescribeNetworkAclsCommand({ Filters }));
  return {
    physicalId: id,
    attributes: {
      VpcId: id,
      CidrBlock: CidrBlock ?? '',
      DefaultSecurityGroup: SecurityGroups[0]?.GroupId ?? '',
      DefaultNetworkAcl: NetworkAcls[0]?.NetworkAclId ?? '',
      CidrBlockAssociations: [],
      Ipv6CidrBlocks: [],
    },
  };
}
