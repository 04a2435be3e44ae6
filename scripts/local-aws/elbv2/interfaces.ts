/**
 * A load balancer's network interfaces: one for each Availability Zone, made in moto's EC2. They use security groups, so
 * that a group in use cannot be deleted. As in AWS, they stay for a while after the load balancer is deleted.
 */
import type { MotoClient } from '../moto/client';
import { membersAt, textAt } from '../wire/xml-tree';
import type { LocalWorld } from '../world';
import { fullNameOf } from './arns';
import type { LoadBalancerState } from './model';

/** AWS seconds for which the interfaces of a deleted load balancer stay. In AWS it can be some minutes, and is rarely less. */
const LINGER_SECONDS = 60;

export async function createInterfaces(
  moto: MotoClient,
  balancer: LoadBalancerState,
  subnets = balancer.subnets,
): Promise<void> {
  for (const SubnetId of subnets) {
    const made = await moto.query('ec2', 'CreateNetworkInterface', {
      SubnetId,
      Description: descriptionOf(balancer.arn),
      SecurityGroupId: balancer.securityGroups,
    });
    balancer.addresses.set(SubnetId, textAt(made, 'networkInterface', 'privateIpAddress') ?? '');
  }
}

/** Gives the interfaces the load balancer's security groups, after SetSecurityGroups. */
export async function setInterfaceGroups(moto: MotoClient, balancer: LoadBalancerState): Promise<void> {
  for (const { id } of await interfacesOf(moto, balancer.arn)) {
    await moto.query('ec2', 'ModifyNetworkInterfaceAttribute', {
      NetworkInterfaceId: id,
      SecurityGroupId: balancer.securityGroups,
    });
  }
}

/** After SetSubnets: makes sure that each subnet of the load balancer has one interface, and other subnets have none. */
export async function moveInterfaces(moto: MotoClient, balancer: LoadBalancerState): Promise<void> {
  const before = await interfacesOf(moto, balancer.arn);
  const gone = before.filter(({ subnet }) => !balancer.subnets.includes(subnet));
  await deleteInterfaces(
    moto,
    gone.map(({ id }) => id),
  );
  for (const { subnet } of gone) balancer.addresses.delete(subnet);
  await createInterfaces(
    moto,
    balancer,
    balancer.subnets.filter((wanted) => !before.some(({ subnet }) => subnet === wanted)),
  );
}

/** Deletes the interfaces after a while. Does not wait for it. */
export async function releaseInterfaces(
  world: Pick<LocalWorld, 'sleep' | 'log' | 'signal'>,
  moto: MotoClient,
  loadBalancerArn: string,
): Promise<void> {
  const ids = (await interfacesOf(moto, loadBalancerArn)).map(({ id }) => id);
  world
    .sleep(LINGER_SECONDS)
    .then(() => deleteInterfaces(moto, ids))
    .catch((error: unknown) => {
      if (!world.signal.aborted) world.log(`Network interfaces of ${loadBalancerArn} could not be deleted: ${error}`);
    });
}

/** `ELB app/<name>/<id>`, as AWS describes them. */
function descriptionOf(loadBalancerArn: string): string {
  return `ELB ${fullNameOf(loadBalancerArn)}`;
}

async function interfacesOf(moto: MotoClient, loadBalancerArn: string): Promise<{ id: string; subnet: string }[]> {
  const answer = await moto.query('ec2', 'DescribeNetworkInterfaces', {
    Filter: [{ Name: 'description', Value: [descriptionOf(loadBalancerArn)] }],
  });
  return membersAt(answer, 'networkInterfaceSet').map((node) => ({
    id: textAt(node, 'networkInterfaceId') ?? '',
    subnet: textAt(node, 'subnetId') ?? '',
  }));
}

async function deleteInterfaces(moto: MotoClient, ids: string[]): Promise<void> {
  for (const NetworkInterfaceId of ids) await moto.query('ec2', 'DeleteNetworkInterface', { NetworkInterfaceId });
}
