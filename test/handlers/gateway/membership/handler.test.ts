import { attributes, Cloud, failed, stackId, succeeded, tellSetups } from '../account/at-once/cloud';

const member = (request: string, service = 'Web') => `${stackId('shop')}/${service}~${request}`;

describe('the first service', () => {
  it('gets a load balancer, security group, listener and cluster, and all their attributes', async () => {
    const cloud = new Cloud();
    const answer = await cloud.gateway('Create', { request: 'r1' });
    expect(succeeded(answer).physicalResourceId).toBe(member('r1'));
    const [gateway] = cloud.gateways();
    expect(gateway).toMatchObject({ number: 1, state: 'OPEN', members: { [member('r1')]: true } });
    expect(attributes(answer)).toEqual({
      VpcId: 'vpc-default',
      SubnetIds: ['subnet-a', 'subnet-b'],
      AssignPublicIp: 'ENABLED',
      Cluster: 'default',
      LoadBalancerArn: gateway?.facts?.loadBalancerArn,
      LoadBalancerFullName: expect.stringMatching(/^app\/express-[a-z0-9]{10}\/\d+$/),
      LoadBalancerDnsName: `express-${gateway?.token}.elb.test`,
      LoadBalancerHostedZoneId: 'Z1',
      ListenerArn: gateway?.facts?.listenerArn,
      SecurityGroupId: gateway?.facts?.securityGroupId,
      ServiceName: expect.stringMatching(/^shop-Web-[0-9a-f]{10}$/),
      BlueTargetGroupName: expect.stringMatching(/^Web-[0-9a-f]{10}-blue$/),
      GreenTargetGroupName: expect.stringMatching(/^Web-[0-9a-f]{10}-green$/),
    });
    expect(cloud.account.clusters.get('default')?.tags).toEqual({
      'cfn-express:cluster': cloud.ledgerClusters()[0]?.token,
    });
    expect(cloud.services()[0]?.executing).toEqual({});
  });

  it('waits until AWS shows the new security group', async () => {
    const cloud = new Cloud();
    cloud.calls.answer('AuthorizeSecurityGroupIngress', false, 2);
    cloud.calls.answer('CreateLoadBalancer', 'not yet', 1);
    succeeded(await cloud.gateway('Create'));
    expect(cloud.account.securityGroups.size).toBe(1);
  });

  it('waits until AWS shows the new load balancer', async () => {
    const cloud = new Cloud();
    cloud.calls.answer('CreateListener', 'not yet', 2);
    succeeded(await cloud.gateway('Create'));
    expect(cloud.account.listeners.size).toBe(1);
  });

  it('waits until the load balancer takes traffic', async () => {
    const cloud = new Cloud();
    const since = cloud.now;
    const provisioning = Array.from({ length: 60 }, () => ({ state: 'provisioning' as const, since }));
    const left = tellSetups(cloud, [...provisioning, { state: 'active', since }]);
    succeeded(await cloud.gateway('Create'));
    expect(left).toHaveLength(1);
  });

  it.each([
    ['AWS cannot set it up', { state: 'failed' as const, reason: 'no free addresses' }, 'no free addresses'],
    ['AWS says no more than that', { state: 'failed' as const }, 'it gives no reason'],
    ['that takes too long', { state: 'provisioning' as const }, 'it is still provisioning after 15 minutes'],
  ])(
    'fails with a sentence when %s, records nothing of it, and its Delete leaves nothing behind',
    async (_, setup, why) => {
      const cloud = new Cloud();
      tellSetups(cloud, [{ ...setup, since: cloud.now }]);
      const answer = await cloud.gateway('Create', { request: 'r1' });
      expect(failed(answer)).toBe(
        `UnusableLoadBalancerError: AWS could not set up load balancer express-${cloud.gateways()[0]?.token} (${why}); look at ` +
          'the routes and free addresses of its subnets, then deploy again',
      );
      expect(cloud.gateways()[0]?.facts).toBeUndefined();
      succeeded(await cloud.gateway('Delete', { id: member('r1') }));
      expect(cloud.remains()).toEqual([]);
    },
  );

  it('fails with a reason when AWS never shows the load balancer, and its Delete leaves nothing behind', async () => {
    const cloud = new Cloud();
    cloud.calls.answer('CreateLoadBalancer', 'not yet', 99);
    const answer = await cloud.gateway('Create', { request: 'r1' });
    expect(failed(answer)).toMatch(/^UnusableNetworkError: AWS does not show security group express-/);
    succeeded(await cloud.gateway('Delete', { id: member('r1') }));
    expect(cloud.remains()).toEqual([]);
  });

  it('gets the same membership when its Create is delivered twice', async () => {
    const cloud = new Cloud();
    const first = await cloud.gateway('Create', { request: 'r1' });
    const second = await cloud.gateway('Create', { request: 'r1' });
    expect(second).toEqual(first);
    expect(cloud.account.loadBalancers.size).toBe(1);
  });
});

describe('a further service', () => {
  it('joins the same gateway with two calls to DynamoDB and none to ELBv2', async () => {
    const cloud = new Cloud();
    const first = attributes(await cloud.gateway('Create'));
    cloud.calls.made.length = 0;
    const second = attributes(await cloud.gateway('Create', { stack: 'other' }));
    expect(cloud.calls.made).toEqual([
      'DescribeVpcs',
      'DescribeRouteTables',
      'DescribeSubnets',
      'Query',
      'TransactWriteItems',
    ]);
    expect(second.LoadBalancerArn).toBe(first.LoadBalancerArn);
    expect(second.BlueTargetGroupName).not.toBe(first.BlueTargetGroupName);
  });

  it('makes gateway 2 when gateway 1 is full, and fills gateway 1 when there is room again', async () => {
    const cloud = new Cloud({ maxMembers: 1 });
    const first = await cloud.join({ service: 'A' });
    await cloud.join({ service: 'B' });
    expect(cloud.gateways().map(({ number }) => number)).toEqual([1, 2]);
    await cloud.leave(first, { service: 'A' });
    await cloud.join({ service: 'C' });
    expect(cloud.gateways().map(({ number }) => number)).toEqual([1, 2]);
  });

  it('makes another gateway when the first has no load balancer subnet in one of its zones', async () => {
    const cloud = new Cloud();
    await cloud.join({ service: 'A' });
    cloud.account.vpcs.get('vpc-default')?.subnets.push({ id: 'subnet-c', vpcId: 'vpc-default', zone: 'eu-west-1c' });
    succeeded(await cloud.gateway('Create', { service: 'B' }));
    expect(cloud.gateways().map(({ zones }) => Object.keys(zones).length)).toEqual([2, 3]);
  });

  it('makes another gateway for another pool', async () => {
    const cloud = new Cloud();
    await cloud.join({ service: 'A' });
    succeeded(await cloud.gateway('Create', { service: 'B', properties: { GatewayName: 'blue' } }));
    succeeded(await cloud.gateway('Create', { service: 'C', properties: { Scheme: 'internal' } }));
    expect(cloud.gateways().map(({ pool }) => [pool.name, pool.scheme])).toEqual([
      ['default', 'internal'],
      ['blue', 'internet-facing'],
      ['default', 'internet-facing'],
    ]);
  });
});

describe('an update', () => {
  it('that does not change the network is answered with the same facts, without any call to AWS', async () => {
    const cloud = new Cloud();
    const created = await cloud.gateway('Create', { request: 'r1' });
    cloud.account.vpcs.clear();
    cloud.calls.made.length = 0;
    const updated = await cloud.gateway('Update', { id: member('r1'), properties: { Contract: '2' } });
    expect(attributes(updated)).toEqual(attributes(created));
    expect(succeeded(updated).physicalResourceId).toBe(member('r1'));
    expect(cloud.calls.made).toEqual(['GetItem', 'UpdateItem', 'TransactWriteItems']);
  });

  it('that names other subnets in the same zones keeps the membership and returns the new subnets', async () => {
    const cloud = new Cloud();
    succeeded(await cloud.gateway('Create', { request: 'r1' }));
    cloud.account.vpcs
      .get('vpc-default')
      ?.subnets.push(
        { id: 'subnet-a2', vpcId: 'vpc-default', zone: 'eu-west-1a' },
        { id: 'subnet-b2', vpcId: 'vpc-default', zone: 'eu-west-1b' },
      );
    const properties = { SubnetIds: ['subnet-b2', 'subnet-a2'] };
    const updated = await cloud.gateway('Update', { id: member('r1'), properties });
    expect(succeeded(updated).physicalResourceId).toBe(member('r1'));
    expect(attributes(updated).SubnetIds).toEqual(['subnet-a2', 'subnet-b2']);
    const again = await cloud.gateway('Update', { id: member('r1'), properties });
    expect(attributes(again)).toEqual(attributes(updated));
  });

  it('that names another gateway takes a new membership, with new names, beside the old one', async () => {
    const cloud = new Cloud();
    const created = await cloud.gateway('Create', { request: 'r1' });
    const moved = await cloud.gateway('Update', {
      request: 'r2',
      id: member('r1'),
      properties: { GatewayName: 'other' },
    });
    expect(succeeded(moved).physicalResourceId).toBe(member('r2'));
    expect(attributes(moved).ServiceName).not.toBe(attributes(created).ServiceName);
    expect(cloud.gateways()).toHaveLength(2);
    succeeded(await cloud.gateway('Delete', { id: member('r1') }));
    expect(cloud.gateways().map(({ pool }) => pool.name)).toEqual(['other']);
  });

  it('that is rolled back after a move is answered with the old membership', async () => {
    const cloud = new Cloud();
    const created = await cloud.gateway('Create', { request: 'r1' });
    succeeded(await cloud.gateway('Update', { request: 'r2', id: member('r1'), properties: { GatewayName: 'other' } }));
    const back = await cloud.gateway('Update', { request: 'r3', id: member('r2') });
    expect(back).toEqual(created);
    succeeded(await cloud.gateway('Delete', { request: 'r4', id: member('r2') }));
    expect(cloud.gateways().map(({ pool }) => pool.name)).toEqual(['default']);
  });

  it('gives back the seat that a cancelled update took', async () => {
    const cloud = new Cloud();
    succeeded(await cloud.gateway('Create', { request: 'r1' }));
    const move = { request: 'r2', id: member('r1'), properties: { GatewayName: 'other' } };
    expect(await cloud.gateway('Update', { ...move, dieAt: 9 })).toEqual({ status: 'DIED' });
    expect(cloud.gateways()).toHaveLength(2);
    succeeded(await cloud.gateway('Update', { request: 'r3', id: member('r1') }));
    expect(cloud.gateways().map(({ pool }) => pool.name)).toEqual(['default']);
  });

  it('that would need two services of one name in one cluster is refused', async () => {
    const cloud = new Cloud();
    const properties = { ServiceName: 'web' };
    const created = await cloud.gateway('Create', { request: 'r1', properties });
    expect(attributes(created).ServiceName).toBe('web');
    const moved = await cloud.gateway('Update', {
      id: member('r1'),
      properties: { ...properties, GatewayName: 'other' },
    });
    expect(failed(moved)).toMatch(/^UpdateRefusedError: .*both would be named web/);
    const renamed = await cloud.gateway('Update', { id: member('r1'), properties: { ServiceName: 'shop' } });
    expect(attributes(renamed).ServiceName).toBe('shop');
  });

  it('makes again what was deleted by hand when the user changes Refresh', async () => {
    const cloud = new Cloud();
    succeeded(await cloud.gateway('Create', { request: 'r1' }));
    cloud.account.loadBalancers.clear();
    const refreshed = await cloud.gateway('Update', { id: member('r1'), properties: { Refresh: 'now' }, old: {} });
    expect(attributes(refreshed).LoadBalancerArn).toBe([...cloud.account.loadBalancers.keys()][0]);
  });
});

describe('sticky sessions', () => {
  const served = async (properties: Record<string, string> = {}) => {
    const cloud = new Cloud();
    succeeded(await cloud.gateway('Create', { request: 'r1', properties }));
    succeeded(await cloud.route('Create', member('r1'), { properties }));
    return cloud;
  };
  const begin = (cloud: Cloud) =>
    cloud.gateway('Update', { id: member('r1'), properties: { StickySessions: 'true' }, old: {} });
  const rule = (cloud: Cloud) => [...cloud.account.rules.values()][0];

  it('are in a new rule from the start', async () => {
    expect(rule(await served({ StickySessions: 'true' }))?.sticky).toBe(true);
    expect(rule(await served())).not.toHaveProperty('sticky');
  });

  it('that are turned on later reach the rule before the target groups, which depend on the membership', async () => {
    const cloud = await served();
    const before = rule(cloud);
    expect(succeeded(await begin(cloud)).physicalResourceId).toBe(member('r1'));
    expect(rule(cloud)).toEqual({ ...before, sticky: true });
    cloud.calls.made.length = 0;
    succeeded(await begin(cloud));
    expect(cloud.calls.made).not.toContain('ModifyRule');
  });

  it('cannot be turned on while ECS moves traffic, because the weights are left to ECS', async () => {
    const cloud = await served();
    const { arn = '', weights = {} } = rule(cloud) ?? {};
    const [blue = '', green = ''] = Object.keys(weights);
    await cloud.loadBalancers.changeWeights(arn, { [blue]: 95, [green]: 5 }, { sticky: false });
    const dividing = cloud.account.rules.existing(arn);
    expect(failed(await begin(cloud))).toContain(
      'UpdateRefusedError: StickySessions cannot be turned on while a deployment',
    );
    expect(rule(cloud)).toEqual(dividing);
  });

  it('can be turned on before there is a rule', async () => {
    const cloud = new Cloud();
    succeeded(await cloud.gateway('Create', { request: 'r1' }));
    succeeded(await begin(cloud));
    expect(cloud.calls.made).not.toContain('ModifyRule');
  });
});

it('reaches the service of a request whose properties lack it', async () => {
  const cloud = new Cloud();
  const one = await cloud.join();
  succeeded(await cloud.route('Delete', one.member, { id: one.route, properties: { Service: undefined } }));
  succeeded(await cloud.gateway('Delete', { id: one.member, properties: { Service: undefined } }));
  expect(cloud.remains()).toEqual([]);
});

it('gives back what a Create took that failed because of a quota', async () => {
  const cloud = new Cloud();
  cloud.calls.failures.set('CreateLoadBalancer', new Error('TooMany'));
  const answer = await cloud.gateway('Create', { request: 'r1' });
  expect(answer).toMatchObject({ status: 'FAILED', physicalResourceId: member('r1') });
  succeeded(await cloud.gateway('Delete', { id: member('r1') }));
  expect(cloud.remains()).toEqual([]);
});
