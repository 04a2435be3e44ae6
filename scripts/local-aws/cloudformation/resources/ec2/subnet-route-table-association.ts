import { AssociateRouteTableCommand, DisassociateRouteTableCommand, EC2Client } from '@aws-sdk/client-ec2';
import { ResourceError, type ResourceTools, type ResourceType } from '../resource-type';
import { ignoreMissing } from '../shared/ignore-missing';
import { text } from '../shared/properties';

/** AWS::EC2::SubnetRouteTableAssociation. A change of either property replaces it. */
export const subnetRouteTableAssociation = ({ clients }: ResourceTools): ResourceType => ({
  properties: ['RouteTableId', 'SubnetId'],
  create: async ({ properties }) => {
    const { AssociationId: id } = await clients(EC2Client).send(
      new AssociateRouteTableCommand({
        RouteTableId: text(properties.RouteTableId),
        SubnetId: text(properties.SubnetId),
      }),
    );
    if (id === undefined) throw new ResourceError('AssociateRouteTable returned no id');
    return { physicalId: id, attributes: { Id: id } };
  },
  update: async ({ physicalId }) => ({ physicalId }),
  delete: ({ physicalId }) =>
    ignoreMissing(clients(EC2Client).send(new DisassociateRouteTableCommand({ AssociationId: physicalId }))),
});
