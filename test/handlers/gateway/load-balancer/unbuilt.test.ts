import { attributes, Cloud, failed, succeeded, tellSetups } from '../account/at-once/cloud';
import { subnet } from '../account/memory';

/** Subnets of the default VPC in which AWS makes no load balancer, in the same Availability Zones as its others. */
const UNFIT = ['subnet-unfit-a', 'subnet-unfit-b'];
const FOUNDER = { stack: 'founder', properties: { SubnetIds: UNFIT } };
const GOOD = ['subnet-a', 'subnet-b'];

/** A service whose load balancer cannot be made in its subnets, and whose stack is not rolled back. */
async function scene({ maxMembers = 25 } = {}) {
  const cloud = new Cloud({ maxMembers });
  cloud.account.vpcs
    .get('vpc-default')
    ?.subnets.push(...['a', 'b'].map((zone) => subnet(`subnet-unfit-${zone}`, 'vpc-default', zone)));
  for (const id of UNFIT) cloud.account.unfitSubnets.set(id, true);
  const answer = await cloud.gateway('Create', { ...FOUNDER, request: 'f1' });
  expect(failed(answer)).toMatch(/^InvalidSubnet: Not enough IP space/);
  return { cloud, founder: 'physicalResourceId' in answer ? answer.physicalResourceId : '' };
}

/** RequestOptions for by name: the default VPC's own would be all that are there. */
const joins = (cloud: Cloud, stack: string, request?: string) =>
  cloud.gateway('Create', { stack, properties: { SubnetIds: GOOD }, ...(request && { request }) });

const membersOf = (cloud: Cloud): number[] => cloud.gateways().map(({ members }) => Object.keys(members).length);

describe('a gateway whose load balancer cannot be made in the subnets of its founder', () => {
  it('is not joined: the next service in the same Availability Zones makes one in subnets of its own', async () => {
    const { cloud } = await scene();
    succeeded(await joins(cloud, 'next'));
    succeeded(await joins(cloud, 'another'));
    expect(membersOf(cloud)).toEqual([1, 2]);
  });

  it.each([
    ['AWS cannot set it up', { state: 'failed' as const }],
    ['that takes too long', { state: 'provisioning' as const }],
  ])('is not joined either when %s', async (_, setup) => {
    const cloud = new Cloud();
    tellSetups(cloud, [{ ...setup, since: cloud.now - 3_600_000 }]);
    expect(failed(await joins(cloud, 'founder'))).toMatch(/^UnusableLoadBalancerError: /);
    tellSetups(cloud, [{ state: 'active', since: 0 }]);
    succeeded(await joins(cloud, 'next'));
    expect(membersOf(cloud)).toEqual([1, 1]);
  });

  it('is removed with its founder, whatever could not be made', async () => {
    const { cloud, founder } = await scene();
    succeeded(await cloud.gateway('Delete', { ...FOUNDER, id: founder }));
    expect(cloud.remains()).toEqual([]);
  });

  it('can be joined after its founder has tried again with success', async () => {
    const { cloud, founder } = await scene();
    cloud.account.unfitSubnets.clear();
    const again = await cloud.gateway('Create', { ...FOUNDER, request: 'f1' });
    expect(succeeded(again).physicalResourceId).toBe(founder);
    succeeded(await joins(cloud, 'next'));
    expect(membersOf(cloud)).toEqual([2]);
  });

  it('is left by its founder when that names other subnets', async () => {
    const { cloud, founder } = await scene();
    const mended = { ...FOUNDER, properties: { SubnetIds: GOOD } };
    const again = await cloud.gateway('Create', { ...mended, request: 'f2' });
    expect(attributes(again).SubnetIds).toEqual(GOOD);
    succeeded(await cloud.gateway('Delete', { ...mended, id: founder }));
    expect(membersOf(cloud)).toEqual([1]);
    succeeded(await cloud.gateway('Delete', { ...mended, id: succeeded(again).physicalResourceId }));
    expect(cloud.remains()).toEqual([]);
  });

  it('is left by a service that joined before that was known and tries again', async () => {
    const { cloud } = await scene();
    const [gateway] = cloud.gateways();
    const { unbuilt: _, ...unknown } = gateway ?? {};
    const key = { PK: gateway?.PK ?? '', SK: gateway?.SK ?? '' };
    await cloud.store.write({ key, when: [], put: JSON.parse(JSON.stringify(unknown)) });
    expect(failed(await joins(cloud, 'early', 'e1'))).toMatch(/^InvalidSubnet: /);
    succeeded(await joins(cloud, 'early', 'e2'));
    expect(membersOf(cloud)).toEqual([2, 1]);
  });

  it('is not joined by a service that read the ledger before that was known', async () => {
    const { cloud } = await scene();
    const query = cloud.store.query.bind(cloud.store);
    let stale = 1;
    cloud.store.query = async (partition, prefix, how) => query(partition, prefix, stale-- > 0 ? {} : how);
    succeeded(await joins(cloud, 'next'));
    expect(membersOf(cloud)).toEqual([1, 1]);
  });
});

it.each(['ThrottlingException', 'QuotaReachedError', 'AccessDenied'])(
  'a gateway is joined all the same when its load balancer could not be made for %s',
  async (name) => {
    const cloud = new Cloud();
    cloud.calls.failures.set('CreateLoadBalancer', Object.assign(new Error('no'), { name }));
    failed(await cloud.gateway('Create', { stack: 'founder' }));
    succeeded(await cloud.gateway('Create', { stack: 'next' }));
    expect(membersOf(cloud)).toEqual([2]);
  },
);
