import {
  CreateSubnetCommand,
  DeleteSubnetCommand,
  DescribeSubnetsCommand,
  EC2Client,
  ModifySubnetAttributeCommand,
} from '@aws-sdk/client-ec2';
import type { PhysicalResource, ResourceTools, ResourceType } from '../resource-type';
import { deleteWhenFree } from '../shared/delete-when-free';
import { text } from '../shared/properties';
import { tagSpecifications, updateTags } from './tags';

/** AWS::EC2::Subnet */
export function subnet(tools: ResourceTools): ResourceType {
  const ec2 = (): EC2Client => tools.clients(EC2Client);
  return {
    properties: ['VpcId', 'CidrBlock', 'AvailabilityZone', 'AvailabilityZoneId', 'MapPublicIpOnLaunch', 'Tags'],
    create: async ({ properties, announce }) => {
      const { Subnet } = await ec2().send(
        new CreateSubnetCommand({
          VpcId: text(properties.VpcId),
          CidrBlock: text(properties.CidrBlock),
          AvailabilityZone: text(properties.AvailabilityZone),
          AvailabilityZoneId: text(properties.AvailabilityZoneId),
          TagSpecifications: tagSpecifications('subnet', properties),
        }),
      );
      const id = Subnet?.SubnetId ?? '';
      announce(id);
      if (properties.MapPublicIpOnLaunch === true) await mapPublicIp(ec2(), id, true);
      return made(ec2(), id);
    },
    update: async ({ physicalId, oldProperties, properties }) => {
      if (oldProperties.MapPublicIpOnLaunch !== properties.MapPublicIpOnLaunch) {
        await mapPublicIp(ec2(), physicalId, properties.MapPublicIpOnLaunch === true);
      }
      await updateTags(ec2(), physicalId, oldProperties, properties);
      return made(ec2(), physicalId);
    },
    delete: ({ physicalId, signal }) =>
      deleteWhenFree(tools, signal, () => ec2().send(new DeleteSubnetCommand({ SubnetId: physicalId }))),
  };
}

const mapPublicIp = (ec2: EC2Client, SubnetId: string, Value: boolean) =>
  ec2.send(new ModifySubnetAttributeCommand({ SubnetId, MapPublicIpOnLaunch: { Value } }));

async function made(ec2: EC2Client, id: string): Promise<PhysicalResource> {
  const { Subnets: [found] = [] } = await ec2.send(new DescribeSubnetsCommand({ SubnetIds: [id] }));
  return {
    physicalId: id,
    attributes: {
      SubnetId: id,
      VpcId: found?.VpcId ?? '',
      CidrBlock: found?.CidrBlock ?? '',
      AvailabilityZone: found?.AvailabilityZone ?? '',
      AvailabilityZoneId: found?.AvailabilityZoneId ?? '',
      Ipv6CidrBlocks: [],
    },
  };
}
