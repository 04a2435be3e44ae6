/**
 * A load balancer's network interfaces: one per Availability Zone, made in moto's EC2, so that whoever looks for what
 * still uses a security group finds them there. They outlive the load balancer for a while, as AWS's do.
 */
import type { Moto } from '../moto/ask';
import { membersAt, textAt } from '../wire/xml-tree';
import type { LocalWorld } from '../world';
import { fullNameOf } from './arns';
import type { LoadBalancer } from './state';

/** AWS seconds that the interfaces of a deleted load balancer stay: minutes at times, rarely less. */
const LINGER_SECONDS = 60;

export async function createInterfaces(moto: Moto, balancer: LoadBalancer, subnets = balancer.subnets): Promise<void> {
  for (const SubnetId of subnets) {
    await moto.ask('ec2', 'CreateNetworkInterface', {
      SubnetId,
      Description: descriptionOf(balancer.arn),
      SecurityGroupId: balancer.securityGroups,
    });
  }
}

/** After SetSecurityGroups. */
export async function regroupInterfaces(moto: Moto, balancer: LoadBalancer): Promise<void> {
  for (const { id } of await interfacesOf(moto, balancer.arn)) {
    await moto.ask('ec2', 'ModifyNetworkInterfaceAttribute', {
      NetworkInterfaceId: id,
      SecurityGroupId: balancer.securityGroups,
    });
  }
}

/** After SetSubnets: one interface in each subnet, none elsewhere. */
export async function resettleInterfaces(moto: Moto, balancer: LoadBalancer): Promise<void> {
  const before = await interfacesOf(moto, balancer.arn);
  const gone = before.filter(({ subnet }) => !balancer.subnets.includes(subnet));
  await deleteInterfaces(
    moto,
    gone.map(({ id }) => id),
  );
  await createInterfaces(
    moto,
    balancer,
    balancer.subnets.filter((wanted) => !before.some(({ subnet }) => subnet === wanted)),
  );
}

/** Takes them away in a while; returns at once. */
export async function releaseInterfaces(world: LocalWorld, moto: Moto, loadBalancerArn: string): Promise<void> {
  const ids = (await interfacesOf(moto, loadBalancerArn)).map(({ id }) => id);
  world
    .sleep(LINGER_SECONDS)
    .then(() => deleteInterfaces(moto, ids))
    .catch((error: unknown) => {
      if (!world.signal.aborted) world.log(`Network interfaces of ${loadBalancerArn} stayed: ${error}`);
    });
}

/** `ELB app/<name>/<id>`, as AWS describes them. */
function descriptionOf(loadBalancerArn: string): string {
  return `ELB ${fullNameOf(loadBalancerArn)}`;
}

async function interfacesOf(moto: Moto, loadBalancerArn: string): Promise<{ id: string; subnet: string }[]> {
  const answer = await moto.ask('ec2', 'DescribeNetworkInterfaces', {
    Filter: [{ Name: 'description', Value: [descriptionOf(loadBalancerArn)] }],
  });
  return membersAt(answer, 'networkInterfaceSet').map((node) => ({
    id: textAt(node, 'networkInterfaceId') ?? '',
    subnet: textAt(node, 'subnetId') ?? '',
  }));
}

async function deleteInterfaces(moto: Moto, ids: string[]): Promise<void> {
  for (const NetworkInterfaceId of ids) await moto.ask('ec2', 'DeleteNetworkInterface', { NetworkInterfaceId });
}
