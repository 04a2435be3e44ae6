import type { Cluster } from '../../../../handlers/gateway/world/clusters';
import { attributes, Cloud, failed, stackId, succeeded } from '../account/at-once/cloud';

const member = (service: string, request: string) => `${stackId('shop')}/${service}~${request}`;

const existing = (cloud: Cloud, name: string, capacityProviders = ['FARGATE']) =>
  cloud.account.clusters.set(name, { name, capacityProviders, tags: {}, madeAt: 0 });

/** A look at a cluster that is not made yet. */
const NOT_MADE = 1;
const CHANGING: Cluster = { arn: 'arn', capacityProviders: ['FARGATE'], tags: {}, changing: true };

describe('the cluster of a service', () => {
  it('is made with the first service of its name and deleted with the last', async () => {
    const cloud = new Cloud();
    const properties = { Cluster: 'shop' };
    succeeded(await cloud.gateway('Create', { service: 'A', request: 'r1', properties }));
    succeeded(await cloud.gateway('Create', { service: 'B', request: 'r2', properties }));
    expect(cloud.calls.count('CreateCluster')).toBe(1);
    succeeded(await cloud.gateway('Delete', { service: 'A', id: member('A', 'r1') }));
    expect([...cloud.account.clusters.keys()]).toEqual(['shop']);
    succeeded(await cloud.gateway('Delete', { service: 'B', id: member('B', 'r2') }));
    expect(cloud.remains()).toEqual([]);
  });

  it('is used and never deleted if it existed before', async () => {
    const cloud = new Cloud();
    existing(cloud, 'default');
    const one = await cloud.join();
    expect(cloud.ledgerClusters()[0]?.ownership).toBe('foreign');
    await cloud.leave(one);
    expect(cloud.remains()).toEqual(['default']);
  });

  it('can be named by its ARN, and is returned by its name', async () => {
    const cloud = new Cloud();
    existing(cloud, 'mine');
    const properties = { Cluster: 'arn:aws:ecs:eu-west-1:1:cluster/mine' };
    expect(attributes(await cloud.gateway('Create', { properties })).Cluster).toBe('mine');
  });

  it.each([
    ['is missing', 'arn:aws:ecs:eu-west-1:1:cluster/gone', /^UnusableClusterError: Cluster arn:.*gone does not exist/],
    ['cannot run Fargate tasks', 'bare', /^UnusableClusterError: Cluster bare has no capacity provider FARGATE: add/],
    [
      'is no cluster',
      'arn:aws:s3:::bucket',
      /^InvalidPropertyError: Cluster must be the name or ARN of an ECS cluster/,
    ],
  ])('is refused when it %s, and nothing is left behind', async (_, Cluster, sentence) => {
    const cloud = new Cloud();
    existing(cloud, 'bare', ['mine']);
    const answer = await cloud.gateway('Create', { request: 'r1', properties: { Cluster } });
    expect(failed(answer)).toMatch(sentence);
    succeeded(await cloud.gateway('Delete', { id: member('Web', 'r1') }));
    expect(cloud.remains()).toEqual(['bare']);
  });

  it('is made as soon as ECS has its service-linked role, which takes a moment in a new account', async () => {
    const cloud = new Cloud();
    cloud.calls.answer('CreateCluster', 'not yet', 3);
    succeeded(await cloud.gateway('Create'));
    cloud.calls.answer('CreateCluster', 'not yet', 99);
    expect(failed(await cloud.gateway('Create', { service: 'B', properties: { Cluster: 'b' } }))).toMatch(
      /^UnusableClusterError: .*no service-linked role yet/,
    );
  });

  it('is joined as soon as ECS shows it with its capacity providers attached', async () => {
    const cloud = new Cloud();
    cloud.calls.answer('DescribeClusters', undefined, NOT_MADE + 2);
    cloud.calls.answer('DescribeClusters', CHANGING, 3);
    const began = cloud.now;
    succeeded(await cloud.gateway('Create'));
    expect(cloud.now - began).toBeGreaterThanOrEqual(15_000);
    cloud.calls.answer('DescribeClusters', undefined, NOT_MADE);
    cloud.calls.answer('DescribeClusters', CHANGING, 99);
    expect(failed(await cloud.gateway('Create', { service: 'B', properties: { Cluster: 'b' } }))).toMatch(
      /^UnusableClusterError: .*still attaching or detaching its capacity providers/,
    );
  });

  it('is deleted after the last tasks of its last service have stopped', async () => {
    const cloud = new Cloud();
    const one = await cloud.join();
    cloud.calls.answer('DeleteCluster', 'in use', 20);
    await cloud.leave(one);
    expect(cloud.remains()).toEqual([]);
  });

  it('stays if something that is not ours runs in it, and the log says so', async () => {
    const cloud = new Cloud();
    const one = await cloud.join();
    cloud.account.busyClusters.set('default', true);
    await cloud.leave(one);
    expect(cloud.remains()).toEqual(['default']);
    expect(cloud.logs).toContainEqual(expect.objectContaining({ event: 'cluster-kept', cluster: 'default' }));
  });

  it('can be changed by an update, which takes a new membership', async () => {
    const cloud = new Cloud();
    succeeded(await cloud.gateway('Create', { request: 'r1' }));
    const moved = await cloud.gateway('Update', {
      request: 'r2',
      id: member('Web', 'r1'),
      properties: { Cluster: 'b' },
    });
    expect(succeeded(moved).physicalResourceId).toBe(member('Web', 'r2'));
    succeeded(await cloud.gateway('Delete', { id: member('Web', 'r1') }));
    expect([...cloud.account.clusters.keys()]).toEqual(['b']);
  });
});

describe('a closing cluster', () => {
  /** A cluster whose deletion a run began and died at. */
  const abandoned = async () => {
    for (let dieAt = 1; ; dieAt++) {
      const cloud = new Cloud();
      const one = await cloud.join();
      succeeded(await cloud.route('Delete', one.member, { id: one.route }));
      expect(await cloud.gateway('Delete', { id: one.member, dieAt })).toEqual({ status: 'DIED' });
      if (cloud.ledgerClusters()[0]?.closer) return cloud;
    }
  };

  it('is finished by the next service that joins a cluster of its name, once its deleter can no longer be at work', async () => {
    const cloud = await abandoned();
    const [before] = cloud.ledgerClusters();
    const began = cloud.now;
    succeeded(await cloud.gateway('Create', { service: 'B' }));
    expect(cloud.now - began).toBeGreaterThan(300_000);
    expect(cloud.ledgerClusters()).toHaveLength(1);
    expect(cloud.ledgerClusters()[0]?.token).not.toBe(before?.token);
    expect(cloud.account.clusters.has('default')).toBe(true);
  });
});
