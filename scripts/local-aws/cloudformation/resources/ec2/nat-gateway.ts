import {
  CreateNatGatewayCommand,
  type CreateNatGatewayCommandInput,
  DeleteNatGatewayCommand,
  DescribeNatGatewaysCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { ResourceError, type ResourceTools, type ResourceType } from '../resource-type';
import { input, omit } from '../shared/properties';
import { until } from '../shared/until';
import { tagSpecifications, updateTags } from './tags';

/** AWS::EC2::NatGateway. Created when its state is `available`, deleted when its state is `deleted`. */
export function natGateway({ clients, world }: ResourceTools): ResourceType {
  const ec2 = (): EC2Client => clients(EC2Client);
  const state = async (id: string): Promise<string> => {
    const { NatGateways: [found] = [] } = await ec2().send(
      new DescribeNatGatewaysCommand({ Filter: [{ Name: 'nat-gateway-id', Values: [id] }] }),
    );
    return found?.State ?? 'deleted';
  };
  return {
    properties: ['SubnetId', 'AllocationId', 'ConnectivityType', 'PrivateIpAddress', 'Tags'],
    create: async ({ properties, announce, signal }) => {
      const { NatGateway } = await ec2().send(
        new CreateNatGatewayCommand({
          ...input<CreateNatGatewayCommandInput>(omit(properties, ['Tags'])),
          TagSpecifications: tagSpecifications('natgateway', properties),
        }),
      );
      const id = NatGateway?.NatGatewayId ?? '';
      announce(id);
      const end = await until(world, signal, async () => {
        const now = await state(id);
        return now === 'pending' ? undefined : now;
      });
      if (end !== 'available') throw new ResourceError(`NatGateway ${id} is in state ${end}`, id);
      return { physicalId: id, attributes: { NatGatewayId: id } };
    },
    update: async ({ physicalId, oldProperties, properties }) => {
      await updateTags(ec2(), physicalId, oldProperties, properties);
      return { physicalId };
    },
    delete: async ({ physicalId, signal }) => {
      if ((await state(physicalId)) === 'deleted') return;
      await ec2().send(new DeleteNatGatewayCommand({ NatGatewayId: physicalId }));
      await until(world, signal, async () => ((await state(physicalId)) === 'deleted' ? true : undefined));
    },
  };
}
