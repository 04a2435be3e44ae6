/** `Fn::Cidr`: divides a block into equal smaller blocks. */
import { validationError } from '../../wire/errors';

/**
 * @param block an IPv4 or IPv6 block (`10.0.0.0/16`)
 * @param count how many, 1 to 256
 * @param bits host bits of each: 8 gives /24 in IPv4, 64 gives /64 in IPv6
 * @throws AwsError ValidationError if the block has no room for them
 */
export function cutCidr(block: string, count: number, bits: number): string[] {
  const [address = '', length = ''] = block.split('/');
  const width = address.includes(':') ? 128 : 32;
  const start = width === 32 ? readIpv4(address) : readIpv6(address);
  const prefix = Number(length);
  const fits = start !== undefined && /^\d+$/.test(length) && prefix <= width && width - bits >= prefix;
  if (!fits || count < 1 || count > 256 || BigInt(count) > 1n << BigInt(width - bits - prefix)) {
    throw validationError(`Template error: Fn::Cidr: ${block} cannot be cut into ${count} blocks of ${bits} bits`);
  }
  const first = (start >> BigInt(width - prefix)) << BigInt(width - prefix);
  return Array.from({ length: count }, (_, index) => {
    const at = first + (BigInt(index) << BigInt(bits));
    return `${width === 32 ? writeIpv4(at) : writeIpv6(at)}/${width - bits}`;
  });
}

function readIpv4(address: string): bigint | undefined {
  const parts = address.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) return undefined;
  return parts.reduce((sum, part) => (sum << 8n) | BigInt(part), 0n);
}

const writeIpv4 = (address: bigint): string => [24n, 16n, 8n, 0n].map((shift) => (address >> shift) & 255n).join('.');

function readIpv6(address: string): bigint | undefined {
  const [head = '', tail] = address.split('::');
  const groups = (text: string): string[] => (text === '' ? [] : text.split(':'));
  const [left, right] = [groups(head), groups(tail ?? '')];
  const gap = 8 - left.length - right.length;
  const all = tail === undefined ? left : [...left, ...Array(Math.max(gap, 0)).fill('0'), ...right];
  if (all.length !== 8 || !all.every((group) => /^[\da-f]{1,4}$/i.test(group))) return undefined;
  return all.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n);
}

function writeIpv6(address: bigint): string {
  const groups = Array.from({ length: 8 }, (_, i) => ((address >> BigInt(112 - 16 * i)) & 0xffffn).toString(16));
  return groups.join(':').replace(/(^|:)0(:0)+(:|$)/, '::');
}
