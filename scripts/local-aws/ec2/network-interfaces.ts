/** Network interfaces, and those that a load balancer owns. */
import type { MotoClient } from '../moto/client';
import { AwsError } from '../wire/errors';
import { textOf } from '../wire/query';
import { membersAt, parseXml, textAt, type XmlNode, xmlNode } from '../wire/xml-tree';
import type { Ec2Operation } from './operation';

/** An interface of a load balancer goes only with the load balancer. */
export const deleteNetworkInterface: Ec2Operation = async ({ moto, parameters, forward }) => {
  const id = textOf(parameters.NetworkInterfaceId) ?? '';
  const [node] = await interfacesWhere(moto, 'network-interface-id', id);
  if (node !== undefined && isLoadBalancers(node)) {
    throw new AwsError('InvalidParameterValue', `Network interface '${id}' is currently in use.`);
  }
  return forward();
};

export const describeNetworkInterfaces: Ec2Operation = async ({ forward }) => {
  const answer = await forward();
  if (answer.status !== 200) return answer;
  const root = parseXml(answer.body.toString());
  for (const node of membersAt(root, 'networkInterfaceSet')) if (isLoadBalancers(node)) writeAsOwned(node);
  return root.children;
};

export async function interfacesWhere(moto: MotoClient, filter: string, value: string): Promise<XmlNode[]> {
  const answer = await moto.query('ec2', 'DescribeNetworkInterfaces', { Filter: [{ Name: filter, Value: [value] }] });
  return membersAt(answer, 'networkInterfaceSet');
}

/** AWS describes them as `ELB app/<name>/<id>`. */
function isLoadBalancers(node: XmlNode): boolean {
  return textAt(node, 'description')?.startsWith('ELB app/') ?? false;
}

/** Describes an interface as AWS describes one that Elastic Load Balancing made and uses. */
function writeAsOwned(node: XmlNode): void {
  const owned = { requesterId: 'amazon-elb', requesterManaged: 'true', status: 'in-use', interfaceType: 'interface' };
  node.children = [
    ...node.children.filter(({ name }) => !(name in owned)),
    ...Object.entries(owned).map(([name, text]) => xmlNode(name, text)),
  ];
}
