import { AttachInternetGatewayCommand, DetachInternetGatewayCommand, EC2Client } from '@aws-sdk/client-ec2';
import type { JsonObject } from '../../../../../handlers/template-language/json';
import type { ResourceTools, ResourceType } from '../resource-type';
import { deleteWhenFree } from '../shared/delete-when-free';
import { text } from '../shared/properties';

/** AWS::EC2::VPCGatewayAttachment of an internet gateway. */
export function vpcGatewayAttachment(tools: ResourceTools): ResourceType {
  const attach = ({ VpcId, InternetGatewayId }: JsonObject) =>
    tools
      .clients(EC2Client)
      .send(new AttachInternetGatewayCommand({ VpcId: text(VpcId), InternetGatewayId: text(InternetGatewayId) }));
  const detach = ({ VpcId, InternetGatewayId }: JsonObject) =>
    tools
      .clients(EC2Client)
      .send(new DetachInternetGatewayCommand({ VpcId: text(VpcId), InternetGatewayId: text(InternetGatewayId) }));
  const made = ({ VpcId }: JsonObject) => ({ physicalId: `IGW|${text(VpcId)}`, attributes: { AttachmentType: 'IGW' } });
  return {
    properties: ['VpcId', 'InternetGatewayId'],
    create: async ({ properties }) => {
      await attach(properties);
      return made(properties);
    },
    update: async ({ oldProperties, properties, signal }) => {
      await deleteWhenFree(tools, signal, () => detach(oldProperties));
      await attach(properties);
      return made(properties);
    },
    delete: ({ properties, signal }) => deleteWhenFree(tools, signal, () => detach(properties)),
  };
}
