import { cutCidr } from '../../../../../scripts/local-aws/cloudformation/template/cidr';

test('cutCidr divides IPv4 and IPv6 blocks in order', () => {
  expect(cutCidr('10.0.0.0/16', 3, 8)).toEqual(['10.0.0.0/24', '10.0.1.0/24', '10.0.2.0/24']);
  expect(cutCidr('192.168.5.7/24', 2, 5)).toEqual(['192.168.5.0/27', '192.168.5.32/27']);
  expect(cutCidr('2001:db8::/56', 2, 64)).toEqual(['2001:db8::/64', '2001:db8:0:1::/64']);
});

test.each([
  ['10.0.0.0/16', 257, 8],
  ['10.0.0.0/24', 3, 7],
  ['10.0.0.0/24', 1, 12],
  ['10.0.0.256/24', 1, 4],
  ['10.0.0.0', 1, 4],
  ['2001:db8/56', 1, 64],
])('the block %s cannot be cut into %d blocks of %d bits', (block, count, bits) => {
  expect(() => cutCidr(block, count, bits)).toThrow(`Fn::Cidr: ${block} cannot be cut`);
});
