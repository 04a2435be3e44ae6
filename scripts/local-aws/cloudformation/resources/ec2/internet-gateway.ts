import { CreateInternetGatewayCommand, DeleteInternetGatewayCommand, EC2Client } from '@aws-sdk/client-ec2';
import type { PhysicalResource, ResourceTools, ResourceType } from '../resource-type';
import { ignoreMissing } from '../shared/ignore-missing';
import { tagSpecifications, updateTags } from './tags';

/** AWS::EC2::InternetGateway */
export const internetGateway = ({ clients }: ResourceTools): ResourceType => ({
  properties: ['Tags'],
  create: async ({ properties }) => {
    const { InternetGateway } = await clients(EC2Client).send(
      new CreateInternetGatewayCommand({ TagSpecifications: tagSpecifications('internet-gateway', properties) }),
    );
    return made(InternetGateway?.InternetGatewayId ?? '');
  },
  update: async ({ physicalId, oldProperties, properties }) => {
    await updateTags(clients(EC2Client), physicalId, oldProperties, properties);
    return made(physicalId);
  },
  delete: ({ physicalId }) =>
    ignoreMissing(clients(EC2Client).send(new DeleteInternetGatewayCommand({ InternetGatewayId: physicalId }))),
});

const made = (id: string): PhysicalResource => ({ physicalId: id, attributes: { InternetGatewayId: id } });
