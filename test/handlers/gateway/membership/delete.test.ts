import { Cloud, failed, stackId, succeeded } from '../account/at-once/cloud';

const member = (request: string, service = 'Web') => `${stackId('shop')}/${service}~${request}`;

describe('a delete', () => {
  it('of one member of several makes two calls to DynamoDB, and the gateway stays', async () => {
    const cloud = new Cloud();
    const one = await cloud.join({ service: 'A' });
    await cloud.join({ service: 'B' });
    succeeded(await cloud.route('Delete', one.member, { service: 'A', id: one.route }));
    cloud.calls.made.length = 0;
    succeeded(await cloud.gateway('Delete', { service: 'A', id: one.member }));
    expect(cloud.calls.made).toEqual(['UpdateItem', 'TransactWriteItems']);
    expect(cloud.account.loadBalancers.size).toBe(1);
  });

  it('of the last member takes everything down', async () => {
    const cloud = new Cloud();
    const one = await cloud.join({ service: 'A' });
    const two = await cloud.join({ service: 'B', stack: 'other' });
    await cloud.leave(one, { service: 'A' });
    cloud.calls.answer('DescribeNetworkInterfaces', 2, 3);
    await cloud.leave(two, { service: 'B', stack: 'other' });
    expect(cloud.remains()).toEqual([]);
  });

  it('that is delivered again after everything is gone changes nothing', async () => {
    const cloud = new Cloud();
    const one = await cloud.join();
    await cloud.leave(one);
    succeeded(await cloud.gateway('Delete', { id: one.member }));
    succeeded(await cloud.gateway('Delete', { id: 'never-made' }));
    succeeded(await cloud.route('Delete', one.member, { id: one.route }));
    expect(cloud.remains()).toEqual([]);
  });

  it('of an unknown service succeeds, and its Create, which arrives later, makes nothing', async () => {
    const cloud = new Cloud();
    succeeded(await cloud.gateway('Create', { request: 'r1' }));
    succeeded(await cloud.gateway('Delete', { request: 'r2', id: member('r1') }));
    expect(await cloud.gateway('Create', { request: 'r1' })).toEqual({ status: 'SILENT' });
    expect(cloud.remains()).toEqual([]);
  });

  it("with CloudFormation's stand-in id undoes the Create that it cancelled", async () => {
    const cloud = new Cloud();
    expect(await cloud.gateway('Create', { request: 'r1', dieAt: 8 })).toEqual({ status: 'DIED' });
    expect(cloud.remains()).not.toEqual([]);
    succeeded(await cloud.gateway('Delete', { request: 'r2', id: 'shop-WebGateway-1ABC' }));
    expect(cloud.remains()).toEqual([]);
  });

  it.each([
    ['a stand-in', 'shop-WebGateway-1ABC'],
    ['its id', member('r1')],
  ])('for an earlier Create removes nothing that a later Create made: %s', async (_, id) => {
    const cloud = new Cloud();
    expect(await cloud.gateway('Create', { request: 'r1', dieAt: 8 })).toEqual({ status: 'DIED' });
    // A stack that is not rolled back makes anew what failed, and cleans up after that.
    const answer = await cloud.gateway('Create', { request: 'r2' });
    expect(succeeded(answer).physicalResourceId).toBe(member('r2'));
    const { data } = succeeded(await cloud.route('Create', member('r2')));
    succeeded(await cloud.gateway('Delete', { id }));
    expect(cloud.gateways().flatMap(({ members }) => Object.keys(members))).toEqual([member('r2')]);
    expect([...cloud.account.rules.keys()]).toEqual([data?.RuleArn]);
  });

  it('waits until the run of an older request can no longer be at work', async () => {
    const cloud = new Cloud();
    const began = cloud.now;
    await cloud.gateway('Create', { request: 'r1', dieAt: 8 });
    const answer = await cloud.gateway('Delete', { request: 'r2', id: member('r1'), once: true });
    expect(answer).toMatchObject({ status: 'CONTINUE', waitingFor: expect.stringContaining('earlier request') });
    succeeded(await cloud.gateway('Delete', { request: 'r2', id: member('r1') }));
    expect(cloud.now - began).toBeGreaterThanOrEqual(330_000);
    expect(cloud.remains()).toEqual([]);
  });

  it('is handed on to another run when the network interfaces outlast this run', async () => {
    const cloud = new Cloud();
    const one = await cloud.join();
    succeeded(await cloud.route('Delete', one.member, { id: one.route }));
    cloud.calls.answer('DescribeNetworkInterfaces', 2, 70);
    const request = { request: 'd', id: one.member };
    const answer = await cloud.gateway('Delete', { ...request, once: true });
    expect(answer).toMatchObject({ status: 'CONTINUE', waitingFor: expect.stringContaining('network interfaces') });
    succeeded(await cloud.gateway('Delete', request));
    expect(cloud.remains()).toEqual([]);
  });

  it('waits for the late network interfaces of a load balancer that was deleted while AWS set it up', async () => {
    const cloud = new Cloud();
    const one = await cloud.join();
    succeeded(await cloud.route('Delete', one.member, { id: one.route }));
    const began = cloud.now;
    cloud.network.interfaces = async () => (cloud.now > began + 10_000 && cloud.now < began + 200_000 ? 2 : 0);
    const remove = cloud.network.deleteSecurityGroup.bind(cloud.network);
    cloud.network.deleteSecurityGroup = async (id) => (cloud.now < began + 200_000 ? 'in use' : remove(id));
    succeeded(await cloud.gateway('Delete', { id: one.member }));
    expect(cloud.remains()).toEqual([]);
  });

  it('finds a new load balancer that AWS does not show at first', async () => {
    const cloud = new Cloud();
    cloud.calls.failures.set('CreateListener', new Error('ServiceUnavailable'));
    failed(await cloud.gateway('Create', { request: 'r1' }));
    expect(cloud.account.loadBalancers.size).toBe(1);
    const began = cloud.now;
    const find = cloud.loadBalancers.find.bind(cloud.loadBalancers);
    cloud.loadBalancers.find = async (name) => (cloud.now < began + 10_000 ? undefined : find(name));
    succeeded(await cloud.gateway('Delete', { id: member('r1') }));
    expect(cloud.remains()).toEqual([]);
  });

  it('says what refers to the security group, and finishes when that is gone', async () => {
    const cloud = new Cloud();
    const one = await cloud.join();
    succeeded(await cloud.route('Delete', one.member, { id: one.route }));
    const [group = ''] = cloud.account.securityGroups.keys();
    cloud.account.referredGroups.set(group, true);
    expect(failed(await cloud.gateway('Delete', { id: one.member }))).toMatch(
      `StillInUseError: The security group ${group}`,
    );
    cloud.account.referredGroups.clear();
    succeeded(await cloud.gateway('Delete', { id: one.member }));
    expect(cloud.remains()).toEqual([]);
  });

  it('keeps a load balancer that carries a rule of somebody else, and reports why', async () => {
    const cloud = new Cloud();
    const one = await cloud.join();
    const [listenerArn = ''] = cloud.account.listeners.keys();
    const foreign = await cloud.loadBalancers.createRule({
      listenerArn,
      priority: 7,
      weights: {},
      tags: {},
      conditions: { hosts: ['hand.made'], paths: [], cidrs: [] },
    });
    await cloud.leave(one);
    expect([...cloud.account.rules.keys()]).toEqual([foreign]);
    expect(cloud.gateways()[0]).toMatchObject({ state: 'CLOSING', kept: expect.stringContaining(foreign) });
    expect(cloud.logs).toContainEqual(expect.objectContaining({ event: 'gateway-kept' }));
  });

  it('keeps a load balancer that is protected', async () => {
    const cloud = new Cloud();
    const one = await cloud.join();
    for (const balancer of cloud.account.loadBalancers.values()) balancer.isProtected = true;
    await cloud.leave(one);
    expect(cloud.gateways()[0]?.kept).toContain('protected');
  });
});
