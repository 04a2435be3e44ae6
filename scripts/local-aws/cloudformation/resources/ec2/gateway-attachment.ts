import { AttachInternetGatewayCommand, DetachInternetGatewayCommand, EC2Client } from '@aws-sdk/client-ec2';
import type { JsonObject } from '../../json';
import { isServiceFailure } from '../failure-reason';
import type { ResourceTools, ResourceType } from '../resource-type';
import { text } from '../values';

/** AWS::EC2::VPCGatewayAttachment of an internet gateway. */
export const gatewayAttachment = ({ clients }: ResourceTools): ResourceType => {
  const attach = ({ VpcId, InternetGatewayId }: JsonObject) =>
    clients(EC2Client).send(
      new AttachInternetGatewayCommand({ VpcId: text(VpcId), InternetGatewayId: text(InternetGatewayId) }),
    );
  const detach = async ({ VpcId, InternetGatewayId }: JsonObject): Promise<void> => {
    const command = new DetachInternetGatewayCommand({
      VpcId: text(VpcId),
      InternetGatewayId: text(InternetGatewayId),
    });
    await clients(EC2Client)
      .send(command)
      .catch((error: unknown) => {
        const gone = isServiceFailure(error) && /Gateway\.NotAttached|NotFound/.test(error.name);
        if (!gone) throw error;
      });
  };
  const made = ({ VpcId }: JsonObject) => ({ physicalId: `IGW|${text(VpcId)}`, attributes: { AttachmentType: 'IGW' } });
  return {
    properties: ['VpcId', 'InternetGatewayId'],
    create: async ({ properties }) => {
      await attach(properties);
      return made(properties);
    },
    update: async ({ oldProperties, properties }) => {
      await detach(oldProperties);
      await attach(properties);
      return made(properties);
    },
    delete: ({ properties }) => detach(properties),
  };
};
