import { CreateRouteTableCommand, DeleteRouteTableCommand, EC2Client } from '@aws-sdk/client-ec2';
import type { PhysicalResource, ResourceTools, ResourceType } from '../resource-type';
import { ignoreMissing } from '../shared/ignore-missing';
import { text } from '../shared/properties';
import { tagSpecifications, updateTags } from './tags';

/** AWS::EC2::RouteTable */
export const routeTable = ({ clients }: ResourceTools): ResourceType => ({
  properties: ['VpcId', 'Tags'],
  create: async ({ properties }) => {
    const { RouteTable } = await clients(EC2Client).send(
      new CreateRouteTableCommand({
        VpcId: text(properties.VpcId),
        TagSpecifications: tagSpecifications('route-table', properties),
      }),
    );
    return made(RouteTable?.RouteTableId ?? '');
  },
  update: async ({ physicalId, oldProperties, properties }) => {
    await updateTags(clients(EC2Client), physicalId, oldProperties, properties);
    return made(physicalId);
  },
  delete: ({ physicalId }) =>
    ignoreMissing(clients(EC2Client).send(new DeleteRouteTableCommand({ RouteTableId: physicalId }))),
});

const made = (id: string): PhysicalResource => ({ physicalId: id, attributes: { RouteTableId: id } });
