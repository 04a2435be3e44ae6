import { type GatewayItem, isCluster, isGateway } from '../../../../handlers/gateway/ledger/items';
import { Cloud, succeeded } from '../account/at-once/cloud';

const CLUSTER = 'CLUSTER#default CLUSTER';

/** What the ledger's items say of the clusters that are held, and by whom. */
const held = (cloud: Cloud) => ({
  gateways: cloud
    .gateways()
    .map(({ clusters = {} }) =>
      Object.fromEntries(Object.entries(clusters).map(([name, { members }]) => [name, Object.keys(members)])),
    ),
  clusters: Object.fromEntries(
    cloud.account.items
      .all()
      .filter(isCluster)
      .map(({ name, members }) => [name, Object.keys(members)]),
  ),
});

/** Changes the items to what 0.1.0 wrote: a cluster's item has its members, and gateways have no clusters. */
function asWritten010(cloud: Cloud): void {
  const gateways = cloud.account.items.all().filter(isGateway);
  for (const cluster of cloud.account.items.all().filter(isCluster)) {
    const ids = gateways.flatMap(({ clusters = {} }) => Object.keys(clusters[cluster.name]?.members ?? {}));
    const members = Object.fromEntries(ids.map((id) => [id, true as const]));
    cloud.account.items.set(`${cluster.PK} ${cluster.SK}`, { ...cluster, members });
  }
  for (const { clusters: _, ...gateway } of gateways) {
    cloud.account.items.set(`${gateway.PK} ${gateway.SK}`, gateway as never);
  }
}

const gatewayOf = (cloud: Cloud, number: number): GatewayItem => {
  const found = cloud.gateways().find((one) => one.number === number);
  if (!found) throw new Error('There is no such gateway');
  return found;
};

describe('a cluster', () => {
  it('is held by load balancers, and by a load balancer for its members', async () => {
    const cloud = new Cloud({ maxMembers: 2 });
    const [one, two, three] = [
      await cloud.join({ stack: 'one' }),
      await cloud.join({ stack: 'two' }),
      await cloud.join({ stack: 'three' }),
    ];
    const tokens = [gatewayOf(cloud, 1).token, gatewayOf(cloud, 2).token];
    expect(held(cloud)).toEqual({
      gateways: [{ default: [one.member, two.member] }, { default: [three.member] }],
      clusters: { default: tokens },
    });
    await cloud.leave(three, { stack: 'three' });
    expect(held(cloud).clusters).toEqual({ default: tokens.slice(0, 1) });
    await cloud.leave(one, { stack: 'one' });
    await cloud.leave(two, { stack: 'two' });
    expect(cloud.remains()).toEqual([]);
  });

  it('has an item that no join to a load balancer which holds it writes or reads', async () => {
    const cloud = new Cloud();
    await cloud.join({ stack: 'one' });
    const before = cloud.account.items.get(CLUSTER);
    cloud.calls.made.length = 0;
    succeeded(await cloud.gateway('Create', { stack: 'two' }));
    expect(cloud.calls.made.filter((call) => /Item/.test(call))).toEqual(['TransactWriteItems']);
    expect(cloud.account.items.get(CLUSTER)).toEqual(before);
  });

  it('is let go when its last user leaves a load balancer whose other services use another cluster', async () => {
    const cloud = new Cloud();
    const one = await cloud.join({ stack: 'one' });
    const own = succeeded(await cloud.gateway('Create', { stack: 'two', properties: { Cluster: 'own' } }));
    expect(held(cloud).gateways).toEqual([{ default: [one.member], own: [own.physicalResourceId] }]);
    await cloud.leave(one, { stack: 'one' });
    expect(held(cloud).gateways).toEqual([{ own: [own.physicalResourceId] }]);
    expect([...cloud.account.clusters.keys()]).toEqual(['own']);
    succeeded(await cloud.gateway('Delete', { stack: 'two', id: own.physicalResourceId }));
    expect(cloud.remains()).toEqual([]);
  });

  it('goes in the same write as the load balancer that held it last', async () => {
    const cloud = new Cloud();
    const { member, route } = await cloud.join();
    succeeded(await cloud.route('Delete', member, { id: route }));
    const states: unknown[] = [];
    const { transact } = cloud.store;
    cloud.store.transact = async (writes) => {
      await transact.call(cloud.store, writes);
      const items = cloud.account.items.all();
      states.push(items.filter((item) => isGateway(item) || isCluster(item)).map(({ state }) => state));
    };
    succeeded(await cloud.gateway('Delete', { id: member }));
    expect(states.filter((one) => JSON.stringify(one).includes('CLOSING'))).toEqual([['CLOSING', 'CLOSING']]);
  });

  it('that is given by its ARN is held under its short name', async () => {
    const cloud = new Cloud();
    cloud.account.clusters.set('theirs', { name: 'theirs', tags: {}, madeAt: 0 });
    const Cluster = 'arn:aws:ecs:eu-west-1:123456789012:cluster/theirs';
    succeeded(await cloud.gateway('Create', { stack: 'one', properties: { Cluster } }));
    succeeded(await cloud.gateway('Create', { stack: 'two', properties: { Cluster: 'theirs' } }));
    const [{ theirs = [] } = {}] = held(cloud).gateways;
    expect(theirs).toHaveLength(2);
    expect(Object.keys(held(cloud).clusters)).toEqual(['theirs']);
  });

  it('may have a name that every object has', async () => {
    const cloud = new Cloud();
    const ids = [];
    for (const stack of ['one', 'two']) {
      const made = succeeded(await cloud.gateway('Create', { stack, properties: { Cluster: 'constructor' } }));
      ids.push([stack, made.physicalResourceId] as const);
    }
    for (const [stack, id] of ids) succeeded(await cloud.gateway('Delete', { stack, id }));
    expect(cloud.remains()).toEqual([]);
  });
});

describe('a cluster in whose item services are by themselves, as in 0.1.0,', () => {
  it('is left by them, and held by a load balancer from the next join on', async () => {
    const cloud = new Cloud();
    const one = await cloud.join({ stack: 'one' });
    const two = await cloud.join({ stack: 'two' });
    asWritten010(cloud);
    expect(held(cloud)).toEqual({ gateways: [{}], clusters: { default: [one.member, two.member] } });
    const three = await cloud.join({ stack: 'three' });
    const { token } = gatewayOf(cloud, 1);
    expect(held(cloud)).toEqual({
      gateways: [{ default: [three.member] }],
      clusters: { default: [one.member, token, two.member].sort() },
    });
    await cloud.leave(one, { stack: 'one' });
    await cloud.leave(three, { stack: 'three' });
    expect(held(cloud)).toEqual({ gateways: [{}], clusters: { default: [two.member] } });
    await cloud.leave(two, { stack: 'two' });
    expect(cloud.remains()).toEqual([]);
  });

  it('stays while a service of the older kind uses it, and goes with the last of either kind', async () => {
    for (const last of ['older', 'newer'] as const) {
      const cloud = new Cloud();
      const older = await cloud.join({ stack: 'older' });
      asWritten010(cloud);
      const newer = await cloud.join({ stack: 'newer' });
      const all = { older, newer };
      const first = last === 'older' ? 'newer' : 'older';
      await cloud.leave(all[first], { stack: first });
      expect([...cloud.account.clusters.keys()]).toEqual(['default']);
      await cloud.leave(all[last], { stack: last });
      expect(cloud.remains()).toEqual([]);
    }
  });

  it('is usable for a service whose older run had joined it and went no further', async () => {
    const cloud = new Cloud();
    cloud.calls.failures.set('CreateCluster', new Error('ServerException'));
    const request = { stack: 'one', request: 'r1' };
    await cloud.gateway('Create', request);
    asWritten010(cloud);
    const made = succeeded(await cloud.gateway('Create', request));
    expect(held(cloud).clusters).toEqual({ default: [made.physicalResourceId] });
    succeeded(await cloud.gateway('Delete', { stack: 'one', id: made.physicalResourceId }));
    expect(cloud.remains()).toEqual([]);
  });
});
