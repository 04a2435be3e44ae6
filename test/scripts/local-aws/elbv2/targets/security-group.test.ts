/** Source: "Security group rules" of Amazon VPC. */
import { type Peer, permits, readSecurityGroup } from '../../../../../scripts/local-aws/elbv2/targets/security-group';
import { parseXml } from '../../../../../scripts/local-aws/wire/xml-tree';

interface Rule {
  protocol?: string;
  from?: number;
  to?: number;
  cidrs?: string[];
  groups?: string[];
}

function lets(
  { protocol = 'tcp', from = 80, to = 80, cidrs = [], groups = [] }: Rule,
  port: number,
  peer: Partial<Peer>,
) {
  const items = (list: string, name: string, values: string[]) =>
    `<${list}>${values.map((value) => `<item><${name}>${value}</${name}></item>`).join('')}</${list}>`;
  const ports = protocol === '-1' ? '' : `<fromPort>${from}</fromPort><toPort>${to}</toPort>`;
  const v6 = cidrs.filter((cidr) => cidr.includes(':'));
  const v4 = cidrs.filter((cidr) => !cidr.includes(':'));
  const permission = `<item><ipProtocol>${protocol}</ipProtocol>${ports}${items('groups', 'groupId', groups)}${items('ipRanges', 'cidrIp', v4)}${items('ipv6Ranges', 'cidrIpv6', v6)}</item>`;
  const group = readSecurityGroup(
    parseXml(`<item><groupId>sg-1</groupId><ipPermissions>${permission}</ipPermissions></item>`),
  );
  return permits(group.ingress, port, { addresses: [], groupIds: [], ...peer });
}

const from = (...addresses: string[]) => ({ addresses });

test('a rule lets in the ports of its range, by TCP or by all protocols', () => {
  const anybody = { cidrs: ['0.0.0.0/0'] };
  expect(lets({ ...anybody, from: 80, to: 90 }, 85, from('10.0.0.1'))).toBe(true);
  expect(lets({ ...anybody, from: 80, to: 90 }, 91, from('10.0.0.1'))).toBe(false);
  expect(lets({ ...anybody, protocol: 'udp' }, 80, from('10.0.0.1'))).toBe(false);
  expect(lets({ ...anybody, protocol: '6' }, 80, from('10.0.0.1'))).toBe(true);
  expect(lets({ ...anybody, protocol: '-1' }, 1, from('10.0.0.1'))).toBe(true);
});

test.each([
  ['10.0.0.0/8', '10.1.2.3', true],
  ['10.0.0.0/8', '11.1.2.3', false],
  ['10.1.2.3/32', '10.1.2.3', true],
  ['10.0.0.0/8', '10.0.0.0/16', true],
  ['10.0.0.0/16', '10.0.0.0/8', false],
  ['203.0.113.0/24', '0.0.0.0/0', false],
  ['0.0.0.0/0', '0.0.0.0/0', true],
  ['::/0', '2001:db8::1', true],
  ['::/0', '10.0.0.1', false],
  ['2001:db8::/32', '2001:db9::1', false],
])('a rule for %s and the peer %s: %s', (cidr, address, lettable) => {
  expect(lets({ cidrs: [cidr] }, 80, from(address))).toBe(lettable);
});

test('a rule for a security group lets in whoever is in that group', () => {
  expect(lets({ groups: ['sg-lb'] }, 80, { groupIds: ['sg-a', 'sg-lb'] })).toBe(true);
  expect(lets({ groups: ['sg-lb'] }, 80, { groupIds: ['sg-a'], addresses: ['10.0.0.1'] })).toBe(false);
});

test('a group without rules lets nobody in', () => {
  const { ingress } = readSecurityGroup(parseXml('<item><groupId>sg-1</groupId><ipPermissions/></item>'));
  expect(permits(ingress, 80, { addresses: ['10.0.0.1'], groupIds: ['sg-1'] })).toBe(false);
});
