import type { Wish } from '../../../../handlers/gateway/ledger/items';
import { chooseSubnets } from '../../../../handlers/gateway/membership/subnets';
import { Calls } from '../account/at-once/calls';
import { MemoryAccount, subnet } from '../account/memory';
import { AccountNetwork } from '../account/network';

const wish = (more: Partial<Wish> = {}): Wish => ({ gatewayName: 'default', cluster: 'default', ...more });

/** A VPC with two public and two private subnets; the main route table is private. */
function network() {
  const account = new MemoryAccount();
  account.vpcs.set('vpc-own', {
    subnets: [
      subnet('public-a', 'vpc-own', 'a'),
      subnet('public-b', 'vpc-own', 'b'),
      subnet('private-a', 'vpc-own', 'a'),
      subnet('private-b', 'vpc-own', 'b'),
      subnet('private-c', 'vpc-own', 'c'),
      subnet('local', 'vpc-own', 'us-west-2-lax-1a'),
    ],
    routeTables: [
      { main: true, subnetIds: [], toInternet: false },
      { main: false, subnetIds: ['public-a', 'public-b', 'local'], toInternet: true },
    ],
  });
  return account;
}

const found = (more: Partial<Wish>, account = network()) =>
  chooseSubnets(new AccountNetwork(account, new Calls()), wish(more));

describe('a service', () => {
  it('that names no subnets is in the public subnets of the default VPC, with one load balancer subnet per zone', async () => {
    const account = network();
    account.vpcs
      .get('vpc-default')
      ?.subnets.push(
        subnet('subnet-a2', 'vpc-default', 'a'),
        subnet('local', 'vpc-default', 'eu-west-1-lon-1a'),
        subnet('closed', 'vpc-default', 'c'),
      );
    account.vpcs.get('vpc-default')?.routeTables.push({ main: false, subnetIds: ['closed'], toInternet: false });
    expect(await found({}, account)).toEqual({
      scheme: 'internet-facing',
      zones: { 'eu-west-1a': 'subnet-a', 'eu-west-1b': 'subnet-b' },
      network: {
        vpcId: 'vpc-default',
        subnetIds: ['subnet-a', 'subnet-a2', 'subnet-b'],
        zones: ['eu-west-1a', 'eu-west-1b'],
        assignPublicIp: 'ENABLED',
      },
    });
  });

  it('is in no zone of the default VPC without Fargate, unless the user names a subnet there', async () => {
    const account = network();
    const tokyo = ['az1', 'az2', 'az3'].map((az) => ({
      id: az,
      vpcId: 'vpc-default',
      zone: `ap-northeast-1${{ az1: 'c', az2: 'd', az3: 'b' }[az]}`,
      zoneId: `apne1-${az}`,
    }));
    account.vpcs.get('vpc-default')?.subnets.splice(0, 2, ...tokyo);
    expect((await found({}, account)).network.subnetIds).toEqual(['az1', 'az2']);
    expect((await found({ subnetIds: ['az1', 'az3'] }, account)).network.subnetIds).toEqual(['az1', 'az3']);
  });

  it('has no load balancer in a zone without Fargate that none of its subnets is in', async () => {
    const account = network();
    const zones = { az1: 'c', az2: 'd', az3: 'b' };
    const both = Object.entries(zones).flatMap(([az, letter]) =>
      ['public', 'private'].map((kind) => ({
        id: `${kind}-${az}`,
        vpcId: 'vpc-own',
        zone: `ap-northeast-1${letter}`,
        zoneId: `apne1-${az}`,
      })),
    );
    const open = both.flatMap(({ id }) => (id.startsWith('public') ? [id] : []));
    account.vpcs.set('vpc-own', {
      subnets: both,
      routeTables: [
        { main: true, subnetIds: [], toInternet: false },
        { main: false, subnetIds: open, toInternet: true },
      ],
    });
    const front = async (...subnetIds: string[]) =>
      Object.values((await found({ scheme: 'internet-facing', subnetIds }, account)).zones).sort();
    expect(await front('private-az1', 'private-az2')).toEqual(['public-az1', 'public-az2']);
    expect(await front('private-az1', 'private-az3')).toContain('public-az3');
  });

  it('in public subnets is behind an internet-facing load balancer', async () => {
    expect(await found({ subnetIds: ['public-a', 'public-b'] })).toMatchObject({
      scheme: 'internet-facing',
      network: { vpcId: 'vpc-own', assignPublicIp: 'ENABLED' },
    });
  });

  it('in private subnets is behind an internal load balancer; the main route table counts for subnets without their own', async () => {
    expect(await found({ subnetIds: ['private-a', 'private-b'] })).toMatchObject({
      scheme: 'internal',
      zones: { 'eu-west-1a': 'private-a', 'eu-west-1b': 'private-b' },
      network: { assignPublicIp: 'DISABLED' },
    });
  });

  it('can be private behind an internet-facing load balancer in the public subnets of the same zones', async () => {
    expect(await found({ subnetIds: ['private-a', 'private-b'], scheme: 'internet-facing' })).toMatchObject({
      scheme: 'internet-facing',
      zones: { 'eu-west-1a': 'public-a', 'eu-west-1b': 'public-b' },
      network: { subnetIds: ['private-a', 'private-b'], assignPublicIp: 'DISABLED' },
    });
  });

  it('can be public behind an internal load balancer', async () => {
    expect(await found({ subnetIds: ['public-a', 'public-b'], scheme: 'internal' })).toMatchObject({
      scheme: 'internal',
      network: { assignPublicIp: 'ENABLED' },
    });
  });
});

describe('a network that cannot serve is refused with a reason:', () => {
  it.each<[string, Partial<Wish>, RegExp]>([
    [
      'subnets of two VPCs',
      { subnetIds: ['public-a', 'subnet-b'] },
      /of several: public-a in vpc-own, subnet-b in vpc-default$/,
    ],
    [
      'one Availability Zone',
      { subnetIds: ['public-a', 'private-a'] },
      /at least 2 Availability Zones.* all in eu-west-1a$/,
    ],
    [
      'a Local Zone',
      { subnetIds: ['public-a', 'local'] },
      /not in Local or Wavelength Zones: local \(us-west-2-lax-1a\)$/,
    ],
    [
      'public and private mixed',
      { subnetIds: ['public-a', 'private-b'] },
      /all public or all private: public-a have a route to an internet gateway, private-b have none$/,
    ],
    ['an unknown subnet', { subnetIds: ['public-a', 'gone'] }, /'gone' does not exist$/],
    [
      'no public subnet in a zone of private tasks',
      { subnetIds: ['private-a', 'private-c'], scheme: 'internet-facing' },
      /there is none in eu-west-1c$/,
    ],
  ])('%s', async (_, more, sentence) => {
    await expect(found(more)).rejects.toMatchObject({
      name: 'UnusableNetworkError',
      message: expect.stringMatching(sentence),
    });
  });

  it('no default VPC', async () => {
    const account = network();
    account.vpcs.delete('vpc-default');
    await expect(found({}, account)).rejects.toThrow(/no default VPC in this region: name the subnets/);
  });

  it('a default VPC without public subnets', async () => {
    const account = network();
    account.vpcs.set('vpc-default', { isDefault: true, subnets: [], routeTables: [] });
    await expect(found({}, account)).rejects.toThrow(
      /public subnets of the default VPC vpc-default .* they are in none$/,
    );
  });
});
