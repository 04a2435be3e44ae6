/** Network interfaces, and those that a load balancer owns. */
import type { Moto } from '../moto/ask';
import { membersAt, textAt, type XmlNode, xmlNode } from '../wire/xml-tree';

export async function interfacesWhere(moto: Moto, filter: string, value: string): Promise<XmlNode[]> {
  const answer = await moto.ask('ec2', 'DescribeNetworkInterfaces', { Filter: [{ Name: filter, Value: [value] }] });
  return membersAt(answer, 'networkInterfaceSet');
}

/** AWS describes them as `ELB app/<name>/<id>`. */
export function isLoadBalancers(node: XmlNode): boolean {
  return textAt(node, 'description')?.startsWith('ELB app/') ?? false;
}

/** Says of an interface what AWS says of one that Elastic Load Balancing made and uses. */
export function writeAsOwned(node: XmlNode): void {
  const owned = { requesterId: 'amazon-elb', requesterManaged: 'true', status: 'in-use', interfaceType: 'interface' };
  node.children = [
    ...node.children.filter(({ name }) => !(name in owned)),
    ...Object.entries(owned).map(([name, text]) => xmlNode(name, text)),
  ];
}
