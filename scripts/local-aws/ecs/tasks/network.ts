/** The elastic network interface of a task with an awsvpc task definition. */
import { randomUUID } from 'node:crypto';
import { CreateNetworkInterfaceCommand, DeleteNetworkInterfaceCommand, type EC2Client } from '@aws-sdk/client-ec2';
import type { AwsVpcConfiguration } from '@aws-sdk/client-ecs';
import type { TaskInterface, TaskState } from '../model';
import { type ArnScope, ecsArn } from '../names';

/** The subnet with the fewest of these tasks, because Fargate spreads a service over its Availability Zones. */
export function leastUsedSubnet(
  { subnets = [] }: AwsVpcConfiguration,
  siblings: readonly TaskState[],
): string | undefined {
  const used = (subnet: string) => siblings.filter(({ subnetId }) => subnetId === subnet).length;
  return [...subnets].sort((one, other) => used(one) - used(other))[0];
}

/**
 * Makes an interface in EC2, so that the security groups and the subnet of a running task cannot be deleted, as in AWS.
 */
export async function attachInterface(
  ec2: EC2Client,
  scope: ArnScope,
  subnetId: string,
  securityGroups: string[] | undefined,
): Promise<TaskInterface> {
  const attachmentId = randomUUID();
  const made = await ec2.send(
    new CreateNetworkInterfaceCommand({
      SubnetId: subnetId,
      Groups: securityGroups,
      Description: ecsArn(scope, `attachment/${attachmentId}`),
    }),
  );
  const {
    NetworkInterfaceId,
    AvailabilityZone,
    PrivateIpAddress,
    MacAddress,
    VpcId,
    Groups = [],
  } = made.NetworkInterface ?? {};
  if (NetworkInterfaceId === undefined || PrivateIpAddress === undefined || VpcId === undefined) {
    throw new Error('EC2 made a network interface without id, VPC or address');
  }
  return {
    attachmentId,
    id: NetworkInterfaceId,
    vpcId: VpcId,
    securityGroupIds: Groups.flatMap(({ GroupId }) => GroupId ?? []),
    subnetId,
    availabilityZone: AvailabilityZone ?? '',
    privateIp: PrivateIpAddress,
    mac: MacAddress ?? '',
  };
}

export async function releaseInterface(ec2: EC2Client, { id }: TaskInterface): Promise<void> {
  await ec2.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId: id }));
}
