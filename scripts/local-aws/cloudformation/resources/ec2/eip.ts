import {
  AllocateAddressCommand,
  DescribeAddressesCommand,
  EC2Client,
  ReleaseAddressCommand,
} from '@aws-sdk/client-ec2';
import type { ResourceTools, ResourceType } from '../resource-type';
import { tagSpecifications, updateTags } from './tags';

/** AWS::EC2::EIP of the domain `vpc`. `Ref` gives the address itself. */
export function eip({ clients }: ResourceTools): ResourceType {
  const ec2 = (): EC2Client => clients(EC2Client);
  const allocation = async (publicIp: string): Promise<string | undefined> => {
    const Filters = [{ Name: 'public-ip', Values: [publicIp] }];
    const { Addresses: [found] = [] } = await ec2().send(new DescribeAddressesCommand({ Filters }));
    return found?.AllocationId;
  };
  return {
    properties: ['Domain', 'Tags'],
    create: async ({ properties }) => {
      const { PublicIp = '', AllocationId = '' } = await ec2().send(
        new AllocateAddressCommand({ Domain: 'vpc', TagSpecifications: tagSpecifications('elastic-ip', properties) }),
      );
      return { physicalId: PublicIp, attributes: { PublicIp, AllocationId } };
    },
    update: async ({ physicalId, oldProperties, properties }) => {
      await updateTags(ec2(), (await allocation(physicalId)) ?? '', oldProperties, properties);
      return { physicalId };
    },
    delete: async ({ physicalId }) => {
      const AllocationId = await allocation(physicalId);
      if (AllocationId !== undefined) await ec2().send(new ReleaseAddressCommand({ AllocationId }));
    },
  };
}
