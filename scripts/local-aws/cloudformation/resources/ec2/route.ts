import {
  CreateRouteCommand,
  type CreateRouteCommandInput,
  DeleteRouteCommand,
  EC2Client,
  ReplaceRouteCommand,
} from '@aws-sdk/client-ec2';
import type { JsonObject } from '../../../../../handlers/template-language/json';
import type { PhysicalResource, ResourceTools, ResourceType } from '../resource-type';
import { ignoreMissing } from '../shared/ignore-missing';
import { input, text } from '../shared/properties';

/** AWS::EC2::Route */
export function route({ clients }: ResourceTools): ResourceType {
  const ec2 = (): EC2Client => clients(EC2Client);
  return {
    properties: [
      'RouteTableId',
      'DestinationCidrBlock',
      'DestinationIpv6CidrBlock',
      'GatewayId',
      'NatGatewayId',
      'NetworkInterfaceId',
      'TransitGatewayId',
      'VpcEndpointId',
      'VpcPeeringConnectionId',
      'EgressOnlyInternetGatewayId',
    ],
    create: async ({ properties }) => {
      await ec2().send(new CreateRouteCommand(input<CreateRouteCommandInput>(properties)));
      return made(properties);
    },
    update: async ({ properties }) => {
      await ec2().send(new ReplaceRouteCommand(input<CreateRouteCommandInput>(properties)));
      return made(properties);
    },
    delete: ({ properties }) =>
      ignoreMissing(
        ec2().send(
          new DeleteRouteCommand({
            RouteTableId: text(properties.RouteTableId),
            DestinationCidrBlock: text(properties.DestinationCidrBlock),
            DestinationIpv6CidrBlock: text(properties.DestinationIpv6CidrBlock),
          }),
        ),
      ),
  };
}

function made({ RouteTableId, DestinationCidrBlock, DestinationIpv6CidrBlock }: JsonObject): PhysicalResource {
  const destination = text(DestinationCidrBlock) ?? text(DestinationIpv6CidrBlock) ?? '';
  return { physicalId: `${text(RouteTableId)}|${destination}`, attributes: { CidrBlock: destination } };
}
