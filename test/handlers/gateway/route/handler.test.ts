import { ConditionFailed } from '../../../../handlers/gateway/ledger/store';
import { Cloud, failed, stackId, succeeded } from '../support/cloud';

const member = (request: string, service = 'Web') => `${stackId('shop')}/${service}~${request}`;

const rules = (cloud: Cloud) => [...cloud.loadBalancers.allRules.values()].map(({ priority }) => priority);

const withGateway = async () => {
  const cloud = new Cloud();
  succeeded(await cloud.gateway('Create', { request: 'g1' }));
  return cloud;
};

/** A rule of somebody else's. */
const foreignRule = (cloud: Cloud, priority: number) =>
  cloud.loadBalancers.createRule({
    listenerArn: [...cloud.loadBalancers.allListeners.keys()][0] ?? '',
    priority,
    weights: {},
    tags: {},
    conditions: { hosts: ['hand.made'], paths: [], cidrs: [] },
  });

describe('a new route', () => {
  it('gets a rule for a path of its own, whose prefix the service does not see', async () => {
    const cloud = await withGateway();
    const answer = succeeded(await cloud.route('Create', member('g1')));
    const [rule] = cloud.loadBalancers.allRules.values();
    expect(answer.physicalResourceId).toBe(`${member('g1')}|* /shop-web|* /shop-web/*`);
    expect(answer.data).toEqual({
      RuleArn: rule?.arn,
      Priority: 36_001,
      Endpoint: `http://express-${cloud.gateways()[0]?.token}.elb.test/shop-web/`,
      BaseUrl: `http://express-${cloud.gateways()[0]?.token}.elb.test/shop-web`,
    });
    expect(rule).toMatchObject({
      priority: 36_001,
      weights: { 'Web-blue': 100, 'Web-green': 0 },
      conditions: { hosts: [], paths: ['/shop-web', '/shop-web/*'], cidrs: [] },
      rewrite: { regex: '^/shop-web/?(.*)$', replace: '/$1' },
    });
    expect(cloud.loadBalancers.allTags.get(rule?.arn ?? '')).toEqual({
      'cfn-express:gateway': cloud.gateways()[0]?.token,
      'cfn-express:stack-id': stackId('shop'),
      'cfn-express:service': 'Web',
      'cfn-express:request': 'g1',
      AmazonECSManaged: 'true',
    });
  });

  it('costs three calls to DynamoDB and one to ELBv2', async () => {
    const cloud = await withGateway();
    cloud.calls.made.length = 0;
    succeeded(await cloud.route('Create', member('g1'), { properties: { Hosts: ['shop.example.com'] } }));
    expect(cloud.calls.made).toEqual(['UpdateItem', 'TransactWriteItems', 'CreateRule', 'TransactWriteItems']);
  });

  it('whose claim is carried out twice still gives everything back', async () => {
    const cloud = await withGateway();
    await cloud.join({ service: 'A', properties: { Priority: '77' } });
    const transact = cloud.store.transact.bind(cloud.store);
    let lost = 1;
    cloud.store.transact = async (writes) => {
      await transact(writes);
      if (lost-- > 0) {
        throw new ConditionFailed(new Set([0]));
      }
    };
    const { physicalResourceId } = succeeded(
      await cloud.route('Create', member('g1'), { properties: { Priority: '78' } }),
    );
    succeeded(await cloud.route('Delete', member('g1'), { id: physicalResourceId }));
    succeeded(await cloud.gateway('Delete', { id: member('g1') }));
    expect(Object.keys(cloud.gateways()[0]?.members ?? {})).toHaveLength(1);
    expect(Object.keys(cloud.gateways()[0]?.priorities ?? {})).toEqual(expect.arrayContaining(['77']));
    expect(Object.keys(cloud.gateways()[0]?.priorities ?? {})).not.toContain('78');
  });

  it('of a host is found there', async () => {
    const cloud = await withGateway();
    const properties = { Hosts: ['*.example.com', 'Shop.example.com'], Paths: ['/api/*'] };
    const answer = succeeded(await cloud.route('Create', member('g1'), { properties }));
    expect(answer.data?.Endpoint).toBe('http://shop.example.com/api/');
  });

  it('is given one rule when its Create is delivered twice, or its answer is lost', async () => {
    const cloud = await withGateway();
    cloud.calls.lostAnswers.add('CreateRule');
    expect(failed(await cloud.route('Create', member('g1'), { request: 'r' }))).toMatch('was lost');
    const first = succeeded(await cloud.route('Create', member('g1'), { request: 'r' }));
    const second = succeeded(await cloud.route('Create', member('g1'), { request: 'r' }));
    expect(second).toEqual(first);
    expect(rules(cloud)).toEqual([36_001]);
  });

  it('gives way to a rule made by hand, and remembers its priority', async () => {
    const cloud = await withGateway();
    await foreignRule(cloud, 36_001);
    expect(succeeded(await cloud.route('Create', member('g1'))).data?.Priority).toBe(36_002);
    expect(cloud.gateways()[0]?.priorities).toEqual({ 1: member('g1'), 36001: 'foreign', 36002: member('g1') });
    expect((await cloud.join({ service: 'B' })).Priority).toBe(36_003);
  });

  it('comes after more special ones, whoever was first', async () => {
    const cloud = new Cloud();
    const priorityOf = async (service: string, properties: Record<string, unknown>) =>
      (await cloud.join({ service, properties })).Priority;
    const everything = await priorityOf('A', { Paths: ['/*'] });
    const wildcard = await priorityOf('B', { Hosts: ['*.example.com'] });
    const host = await priorityOf('C', { Hosts: ['shop.example.com'] });
    const path = await priorityOf('D', { Hosts: ['shop.example.com'], Paths: ['/api/*'] });
    const anyHost = await priorityOf('E', { Paths: ['/api/*'] });
    const wildcardPath = await priorityOf('F', { Hosts: ['*.example.com'], Paths: ['/api/*'] });
    expect([path, host, wildcardPath, wildcard, anyHost, everything]).toEqual([
      4, 20_003, 30_006, 33_002, 36_005, 49_000,
    ]);
  });

  it('is refused a host and path that another service has, and told whose it is', async () => {
    const cloud = new Cloud();
    const properties = { Hosts: ['a.example.com', 'b.example.com'], Paths: ['/x'] };
    const first = await cloud.join({ stack: 'first', service: 'Shop', properties });
    succeeded(await cloud.gateway('Create', { request: 'g2' }));
    const answer = await cloud.route('Create', member('g2'), {
      properties: { ...properties, Hosts: ['B.example.com'] },
    });
    expect(failed(answer)).toBe(
      'ClaimTaken: On gateway default, b.example.com /x belongs to Shop of stack first; choose another ServiceName, Hosts or Paths',
    );
    await cloud.leave(first, { stack: 'first', service: 'Shop' });
    succeeded(await cloud.route('Create', member('g2'), { properties }));
  });

  it('is refused when its membership is gone', async () => {
    const cloud = new Cloud();
    expect(failed(await cloud.route('Create', member('g9')))).toMatch(/^MembershipLost: /);
  });

  it('cannot use the membership of another service', async () => {
    const cloud = await withGateway();
    const answer = await cloud.route('Create', member('g1'), { stack: 'other' });
    expect(failed(answer)).toMatch(/^MembershipLost: /);
  });
});

describe('a priority fixed by the user', () => {
  it('is the priority of the rule', async () => {
    const cloud = await withGateway();
    const answer = succeeded(await cloud.route('Create', member('g1'), { properties: { Priority: '77' } }));
    expect(answer.data?.Priority).toBe(77);
  });

  it('is refused when another service has it, and when a rule made by hand has it', async () => {
    const cloud = await withGateway();
    await cloud.join({ service: 'B', properties: { Priority: '77' } });
    const taken = await cloud.route('Create', member('g1'), { properties: { Priority: '77' } });
    expect(failed(taken)).toBe("PriorityTaken: Priority 77 is B of stack shop's; choose another or remove Priority");
    await foreignRule(cloud, 5);
    const foreign = await cloud.route('Create', member('g1'), { properties: { Priority: '5' } });
    expect(failed(foreign)).toMatch(/^PriorityTaken: Priority 5 is used by a rule that cfn-express did not make/);
  });

  it('is refused when a rule made by hand was found there before', async () => {
    const cloud = await withGateway();
    await foreignRule(cloud, 36_001);
    await cloud.join({ service: 'B', properties: { Priority: '36000' } });
    succeeded(await cloud.route('Create', member('g1')));
    const answer = await cloud.route('Update', member('g1'), { properties: { Priority: '36001' }, id: 'x', old: {} });
    expect(failed(answer)).toMatch(/Priority 36001 is used by a rule of gateway default that cfn-express did not make/);
  });

  it('moves the rule and frees the old number', async () => {
    const cloud = await withGateway();
    const { physicalResourceId: id } = succeeded(
      await cloud.route('Create', member('g1'), { properties: { Priority: '77' } }),
    );
    const moved = succeeded(await cloud.route('Update', member('g1'), { id, properties: { Priority: '78' }, old: {} }));
    expect(moved).toMatchObject({ physicalResourceId: id, data: { Priority: 78 } });
    expect(rules(cloud)).toEqual([78]);
    expect(Object.keys(cloud.gateways()[0]?.priorities ?? {})).toEqual(['1', '78']);
  });
});

describe('an update', () => {
  it('changes what the rule matches and leaves its weights alone', async () => {
    const cloud = await withGateway();
    const properties = { Hosts: ['a.example.com'] };
    const { physicalResourceId: id } = succeeded(await cloud.route('Create', member('g1'), { properties }));
    const [arn = '', rule] = [...cloud.loadBalancers.allRules][0] ?? [];
    if (rule) cloud.loadBalancers.allRules.set(arn, { ...rule, weights: { 'Web-blue': 0, 'Web-green': 100 } });
    cloud.calls.made.length = 0;
    const updated = await cloud.route('Update', member('g1'), {
      id,
      properties: { Hosts: ['b.example.com'] },
      old: {},
    });
    expect(succeeded(updated).physicalResourceId).toBe(`${member('g1')}|b.example.com /*`);
    expect(cloud.calls.made).toEqual([
      'GetItem',
      'UpdateItem',
      'DescribeRules',
      'TransactWriteItems',
      'ModifyRule',
      'TransactWriteItems',
    ]);
    expect([...cloud.loadBalancers.allRules.values()]).toEqual([
      {
        ...rule,
        conditions: { hosts: ['b.example.com'], paths: [], cidrs: [] },
        weights: { 'Web-blue': 0, 'Web-green': 100 },
      },
    ]);
  });

  it('to another host frees the old one only with the clean-up, and keeps the rule', async () => {
    const cloud = await withGateway();
    const create = { properties: { Hosts: ['a.example.com'] } };
    const { physicalResourceId: id } = succeeded(await cloud.route('Create', member('g1'), create));
    succeeded(await cloud.route('Update', member('g1'), { id, properties: { Hosts: ['b.example.com'] }, old: {} }));
    succeeded(await cloud.gateway('Create', { service: 'B', request: 'g2' }));
    const other = () => cloud.route('Create', member('g2', 'B'), { service: 'B', ...create });
    expect(failed(await other())).toMatch(/^ClaimTaken/);
    succeeded(await cloud.route('Delete', member('g1'), { id }));
    expect(rules(cloud)).toHaveLength(1);
    succeeded(await other());
  });

  it('that is rolled back gives the old id again, and the clean-up of the new one leaves the rule', async () => {
    const cloud = await withGateway();
    const properties = { Hosts: ['a.example.com'] };
    const created = succeeded(await cloud.route('Create', member('g1'), { properties }));
    const changed = succeeded(
      await cloud.route('Update', member('g1'), {
        id: created.physicalResourceId,
        properties: { Hosts: ['b.example.com'] },
        old: {},
      }),
    );
    const back = await cloud.route('Update', member('g1'), { id: changed.physicalResourceId, properties, old: {} });
    expect(back).toEqual(created);
    succeeded(await cloud.route('Delete', member('g1'), { id: changed.physicalResourceId }));
    expect([...cloud.loadBalancers.allRules.values()][0]?.conditions.hosts).toEqual(['a.example.com']);
  });

  it('makes a rule again that was deleted by hand, with all traffic to the group that has targets', async () => {
    const cloud = await withGateway();
    const { physicalResourceId: id } = succeeded(await cloud.route('Create', member('g1')));
    cloud.loadBalancers.allRules.clear();
    cloud.loadBalancers.registered.set('Web-green', 2);
    succeeded(await cloud.route('Update', member('g1'), { id, old: {} }));
    expect([...cloud.loadBalancers.allRules.values()][0]?.weights).toEqual({ 'Web-blue': 0, 'Web-green': 100 });
  });

  it('moves to a new membership with a rule beside the old one, which goes with its clean-up', async () => {
    const cloud = await withGateway();
    const { physicalResourceId: id } = succeeded(await cloud.route('Create', member('g1')));
    const other = { properties: { GatewayName: 'other' } };
    succeeded(await cloud.gateway('Update', { id: member('g1'), request: 'g2', ...other }));
    const moved = succeeded(await cloud.route('Update', member('g2'), { id, old: {} }));
    expect(rules(cloud)).toHaveLength(2);
    succeeded(await cloud.route('Delete', member('g1'), { id }));
    succeeded(await cloud.gateway('Delete', { id: member('g1') }));
    expect([...cloud.loadBalancers.allRules.keys()]).toEqual([moved.data?.RuleArn]);
    await cloud.leave({ member: member('g2'), route: moved.physicalResourceId });
    expect(cloud.remains()).toEqual([]);
  });

  describe.each([
    ['a path', { Paths: ['/x'] }],
    ['every path of a host', { Hosts: ['a.example.com'] }],
    ['everything', { Paths: ['/*'] }],
  ])('that stays on the load balancer with a new membership, for %s,', (_, properties) => {
    /** The new membership's rule is there; its target groups are empty until the new service is up. */
    const move = async (cloud: Cloud, asked: Record<string, unknown> = {}) => {
      const old = await cloud.join({ properties: { ...properties, ...asked } });
      await cloud.leave(first, { service: 'First' });
      succeeded(await cloud.gateway('Update', { id: old.member, request: 'g2', properties: { Cluster: 'other' } }));
      const route = (id: string) =>
        cloud.route('Update', member('g2'), { id, properties: { ...properties, ...asked }, old: properties });
      return { old, route, moved: await route(old.route) };
    };
    let cloud: Cloud;
    let first: { member: string; route: string };

    beforeEach(async () => {
      cloud = new Cloud();
      // Its priority is the lowest, and free again when the move looks for one.
      first = await cloud.join({ service: 'First' });
    });

    it('leaves the traffic to the old rule until the clean-up, and keeps its number after it', async () => {
      const { old, route, moved } = await move(cloud);
      const answer = succeeded(moved);
      expect(cloud.gateways()).toHaveLength(1);
      expect(answer.data?.Priority).toBeGreaterThan(old.Priority);
      await cloud.leave(old);
      expect(succeeded(await route(answer.physicalResourceId)).data).toEqual(answer.data);
    });

    it('finds a number behind others that follow the old rule', async () => {
      const old = await cloud.join({ properties });
      await foreignRule(cloud, old.Priority + 1);
      succeeded(await cloud.gateway('Update', { id: old.member, request: 'g2', properties: { Cluster: 'other' } }));
      const moved = await cloud.route('Update', member('g2'), { id: old.route, properties, old: properties });
      expect(succeeded(moved).data?.Priority).toBe(old.Priority + 2);
    });

    it('is told that a number fixed by the user cannot be that of both rules', async () => {
      const { moved } = await move(cloud, { Priority: '77' });
      expect(failed(moved)).toMatch(/^PriorityTaken: Priority 77 is that of the service's present rule/);
    });
  });

  it('to ROLLING is refused while green is live, and done while blue is', async () => {
    const cloud = await withGateway();
    const { physicalResourceId: id } = succeeded(await cloud.route('Create', member('g1')));
    const toRolling = () =>
      cloud.route('Update', member('g1'), { id, properties: { Strategy: 'ROLLING' }, old: { Strategy: 'CANARY' } });
    const [arn = '', rule] = [...cloud.loadBalancers.allRules][0] ?? [];
    if (rule) cloud.loadBalancers.allRules.set(arn, { ...rule, weights: { 'Web-blue': 0, 'Web-green': 100 } });
    expect(failed(await toRolling())).toMatch(/^UpdateRefused: Strategy cannot change from CANARY to ROLLING/);
    if (rule) cloud.loadBalancers.allRules.set(arn, rule);
    succeeded(await toRolling());
  });

  it('moves a rule whose new priority somebody took by hand to the next free one', async () => {
    const cloud = await withGateway();
    const paths = { properties: { Paths: ['/a'] } };
    const { physicalResourceId: id } = succeeded(await cloud.route('Create', member('g1'), paths));
    await foreignRule(cloud, 20_001);
    const hosts = { properties: { Hosts: ['a.example.com'] } };
    const moved = succeeded(await cloud.route('Update', member('g1'), { id, ...hosts, old: {} }));
    expect(moved.data?.Priority).toBe(20_002);
    expect(rules(cloud).sort()).toEqual([20_001, 20_002]);
  });
});

describe('a delete', () => {
  it('costs two calls to DynamoDB and one to ELBv2', async () => {
    const cloud = new Cloud();
    const one = await cloud.join();
    cloud.calls.made.length = 0;
    succeeded(await cloud.route('Delete', one.member, { id: one.route }));
    expect(cloud.calls.made).toEqual(['UpdateItem', 'DeleteRule', 'TransactWriteItems']);
  });

  it("with CloudFormation's stand-in id takes the rule of the Create that it cancelled", async () => {
    const cloud = await withGateway();
    expect(await cloud.route('Create', member('g1'), { dieAt: 4 })).toEqual({ status: 'DIED' });
    succeeded(await cloud.route('Delete', member('g1'), { id: 'shop-WebRoute-1ABC' }));
    expect(cloud.services()[0]?.routes).toEqual({});
    succeeded(await cloud.gateway('Delete', { id: member('g1') }));
    expect(cloud.remains()).toEqual([]);
  });

  it('finds by its tags a rule that was made but never recorded', async () => {
    const cloud = await withGateway();
    cloud.calls.lostAnswers.add('CreateRule');
    const created = await cloud.route('Create', member('g1'));
    expect(created.status).toBe('FAILED');
    expect(rules(cloud)).toEqual([36_001]);
    const id = created.status === 'FAILED' ? created.physicalResourceId : '';
    succeeded(await cloud.route('Delete', member('g1'), { id }));
    expect(rules(cloud)).toEqual([]);
  });

  it('of the membership takes the rule and the claims with it, if the route never left', async () => {
    const cloud = new Cloud();
    const one = await cloud.join();
    succeeded(await cloud.gateway('Delete', { id: one.member }));
    expect(cloud.remains()).toEqual([]);
  });
});

describe('the physical id of a failed request', () => {
  it('is the one under which it worked', async () => {
    const cloud = await withGateway();
    cloud.calls.failures.set('CreateRule', new Error('no'));
    const answer = await cloud.route('Create', member('g1'), { properties: { Hosts: ['a.example.com'] } });
    expect(answer).toMatchObject({ status: 'FAILED', physicalResourceId: `${member('g1')}|a.example.com /*` });
  });

  it('is there even when the properties cannot be read', async () => {
    const cloud = new Cloud();
    const answer = await cloud.route('Create', '', {
      request: 'r',
      properties: { Hosts: ['1', '2', '3', '4', '5', '6'] },
    });
    expect(failed(answer)).toMatch(/^InvalidProperty: Hosts \(6\)/);
    expect(answer).toMatchObject({ physicalResourceId: `${member('r')}|` });
  });
});
