/** What the rules of security groups let through (EC2, security group rules). */
import { BlockList, isIP, isIPv6 } from 'node:net';
import { membersAt, textAt, type XmlNode } from '../../wire/xml-tree';

export interface SecurityGroup {
  id: string;
  ingress: readonly Permission[];
  egress: readonly Permission[];
}

interface Permission {
  /** Whether TCP is among its protocols, and the port among its ports. */
  covers(port: number): boolean;
  cidrs: readonly string[];
  groupIds: readonly string[];
}

/** The other end of a connection. */
export interface Peer {
  addresses: readonly string[];
  groupIds: readonly string[];
}

/** Anybody in the internet: rules that name no addresses of it do not let it in. */
export const INTERNET: Peer = { addresses: ['0.0.0.0/0', '::/0'], groupIds: [] };

/** @param node an item of DescribeSecurityGroups' answer */
export function readSecurityGroup(node: XmlNode): SecurityGroup {
  return {
    id: textAt(node, 'groupId') ?? '',
    ingress: membersAt(node, 'ipPermissions').map(readPermission),
    egress: membersAt(node, 'ipPermissionsEgress').map(readPermission),
  };
}

function readPermission(node: XmlNode): Permission {
  const protocol = textAt(node, 'ipProtocol');
  const from = Number(textAt(node, 'fromPort'));
  const to = Number(textAt(node, 'toPort'));
  const values = (list: string, member: string) => membersAt(node, list).flatMap((each) => textAt(each, member) ?? []);
  return {
    covers: (port) => protocol === '-1' || ((protocol === 'tcp' || protocol === '6') && port >= from && port <= to),
    cidrs: [...values('ipRanges', 'cidrIp'), ...values('ipv6Ranges', 'cidrIpv6')],
    groupIds: values('groups', 'groupId'),
  };
}

/** Whether one of the permissions lets TCP through, at that port and from or to that peer. Prefix lists let nothing through here. */
export function permits(permissions: readonly Permission[], port: number, peer: Peer): boolean {
  return permissions.some(
    ({ covers, cidrs, groupIds }) =>
      covers(port) &&
      (groupIds.some((id) => peer.groupIds.includes(id)) ||
        cidrs.some((cidr) => peer.addresses.some((address) => contains(cidr, address)))),
  );
}

/** Whether a block has all of an address, or of another block. */
function contains(cidr: string, other: string): boolean {
  const [network = '', length = ''] = cidr.split('/');
  const [address = '', otherLength] = other.split('/');
  if (isIP(network) === 0 || isIP(network) !== isIP(address)) return false;
  if (otherLength !== undefined && Number(otherLength) < Number(length)) return false;
  const list = new BlockList();
  list.addSubnet(network, Number(length), isIPv6(network) ? 'ipv6' : 'ipv4');
  return list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}
