import { bandOf, priorityIn } from '../../../../handlers/gateway/route/bands';
import { ConditionFailedError } from '../../../../handlers/gateway/world/store';
import { Cloud, failed, stackId, succeeded } from '../account/at-once/cloud';
import { foreignRule, member, rules, withGateway } from './support';

/** Of the first service with a default path. */
const DEFAULT = priorityIn(bandOf([], ['/shop-web', '/shop-web/*']), 1);

describe('a new route', () => {
  it('gets a rule for a path of its own, and the service does not see the prefix', async () => {
    const cloud = await withGateway();
    const answer = succeeded(await cloud.route('Create', member('g1')));
    const [rule] = cloud.account.rules.values();
    expect(answer.physicalResourceId).toBe(`${member('g1')}|* /shop-web|* /shop-web/*`);
    expect(answer.data).toEqual({
      RuleArn: rule?.arn,
      Priority: DEFAULT,
      Endpoint: `http://express-${cloud.gateways()[0]?.token}.elb.test/shop-web/`,
      BaseUrl: `http://express-${cloud.gateways()[0]?.token}.elb.test/shop-web`,
    });
    expect(rule).toMatchObject({
      priority: DEFAULT,
      weights: { 'Web-blue': 100, 'Web-green': 0 },
      conditions: { hosts: [], paths: ['/shop-web', '/shop-web/*'], cidrs: [] },
      rewrite: { regex: '^/shop-web/?(.*)$', replace: '/$1' },
    });
    expect(rule?.tags).toEqual({
      'cfn-express:gateway': cloud.gateways()[0]?.token,
      'cfn-express:stack-id': stackId('shop'),
      'cfn-express:service': 'Web',
      'cfn-express:request': 'g1',
      AmazonECSManaged: 'true',
    });
  });

  it('makes three calls to DynamoDB and one to ELBv2', async () => {
    const cloud = await withGateway();
    cloud.calls.made.length = 0;
    succeeded(await cloud.route('Create', member('g1'), { properties: { Hosts: ['shop.example.com'] } }));
    expect(cloud.calls.made).toEqual(['UpdateItem', 'TransactWriteItems', 'CreateRule', 'TransactWriteItems']);
  });

  it('gives everything back even if its claim was written twice', async () => {
    const cloud = await withGateway();
    await cloud.join({ service: 'A', properties: { Priority: '77' } });
    const transact = cloud.store.transact.bind(cloud.store);
    let lost = 1;
    cloud.store.transact = async (writes) => {
      await transact(writes);
      if (lost-- > 0) throw new ConditionFailedError(new Set([0]));
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

  it('with a host has that host in its endpoint', async () => {
    const cloud = await withGateway();
    const properties = { Hosts: ['*.example.com', 'Shop.example.com'], Paths: ['/api/*'] };
    const answer = succeeded(await cloud.route('Create', member('g1'), { properties }));
    expect(answer.data?.Endpoint).toBe('http://shop.example.com/api/');
  });

  it('gets one rule when its Create is delivered twice or its answer is lost', async () => {
    const cloud = await withGateway();
    cloud.calls.lostAnswers.add('CreateRule');
    expect(failed(await cloud.route('Create', member('g1'), { request: 'r' }))).toMatch('was lost');
    const first = succeeded(await cloud.route('Create', member('g1'), { request: 'r' }));
    const second = succeeded(await cloud.route('Create', member('g1'), { request: 'r' }));
    expect(second).toEqual(first);
    expect(rules(cloud)).toEqual([DEFAULT]);
  });

  it('gives way to a rule made by hand, and remembers its priority', async () => {
    const cloud = await withGateway();
    await foreignRule(cloud, DEFAULT);
    expect(succeeded(await cloud.route('Create', member('g1'))).data?.Priority).toBe(DEFAULT + 1);
    expect(cloud.gateways()[0]?.priorities).toEqual({
      'slot-1': member('g1'),
      [DEFAULT]: 'foreign',
      [DEFAULT + 1]: member('g1'),
    });
    expect((await cloud.join({ service: 'B' })).Priority).toBe(DEFAULT + 2);
  });

  it('comes after more specific rules, whichever was first', async () => {
    const cloud = new Cloud();
    const priorityOf = async (service: string, properties: Record<string, unknown>) =>
      (await cloud.join({ service, properties })).Priority;
    const everything = await priorityOf('A', { Paths: ['/*'] });
    const wildcard = await priorityOf('B', { Hosts: ['*.example.com'] });
    const host = await priorityOf('C', { Hosts: ['shop.example.com'] });
    const path = await priorityOf('D', { Hosts: ['shop.example.com'], Paths: ['/api/*'] });
    const anyHost = await priorityOf('E', { Paths: ['/api/*'] });
    const wildcardPath = await priorityOf('F', { Hosts: ['*.example.com'], Paths: ['/api/*'] });
    const order = [path, host, wildcardPath, wildcard, anyHost, everything];
    expect(order).toEqual([...order].sort((one, other) => one - other));
  });

  it('is refused a host and path that another service has, with the name of that service', async () => {
    const cloud = new Cloud();
    const properties = { Hosts: ['a.example.com', 'b.example.com'], Paths: ['/x'] };
    const first = await cloud.join({ stack: 'first', service: 'Shop', properties });
    succeeded(await cloud.gateway('Create', { request: 'g2' }));
    const answer = await cloud.route('Create', member('g2'), {
      properties: { ...properties, Hosts: ['B.example.com'] },
    });
    expect(failed(answer)).toBe(
      'ClaimTakenError: On gateway default, b.example.com /x belongs to Shop of stack first; choose another ServiceName, Hosts or Paths',
    );
    await cloud.leave(first, { stack: 'first', service: 'Shop' });
    succeeded(await cloud.route('Create', member('g2'), { properties }));
  });

  it('is refused when its membership is gone', async () => {
    const cloud = new Cloud();
    expect(failed(await cloud.route('Create', member('g9')))).toMatch(/^MembershipLostError: /);
  });

  it('cannot use the membership of another service', async () => {
    const cloud = await withGateway();
    const answer = await cloud.route('Create', member('g1'), { stack: 'other' });
    expect(failed(answer)).toMatch(/^MembershipLostError: /);
  });
});

describe('a priority fixed by the user', () => {
  it('is the priority of the rule', async () => {
    const cloud = await withGateway();
    const answer = succeeded(await cloud.route('Create', member('g1'), { properties: { Priority: '77' } }));
    expect(answer.data?.Priority).toBe(77);
  });

  it('may be the slot of another service, whose rule has another number', async () => {
    const cloud = await withGateway();
    await cloud.join({ service: 'B', stack: 'other' });
    for (const [service, Priority] of Object.entries({ C: '1', D: '2', E: '3' })) {
      expect((await cloud.join({ service, properties: { Priority } })).Priority).toBe(Number(Priority));
    }
    expect(rules(cloud).sort()).toEqual([1, 2, 3, expect.any(Number)].sort());
  });

  it('is free again with the rule that had it, and so is the slot with the membership', async () => {
    const cloud = await withGateway();
    const other = await cloud.join({ service: 'B', properties: { Priority: '1' } });
    await cloud.leave(other, { service: 'B' });
    expect(cloud.gateways()[0]?.priorities).toEqual({ 'slot-1': member('g1') });
  });

  it('is refused when another service has it, and when a rule made by hand has it', async () => {
    const cloud = await withGateway();
    await cloud.join({ service: 'B', properties: { Priority: '77' } });
    const taken = await cloud.route('Create', member('g1'), { properties: { Priority: '77' } });
    expect(failed(taken)).toBe(
      "PriorityTakenError: Priority 77 is B of stack shop's, which holds it until an update that gives it up has ended; remove Priority, or go over a free number",
    );
    await cloud.join({ stack: 'blog', service: 'C', properties: { Priority: '78' } });
    expect(failed(await cloud.route('Create', member('g1'), { properties: { Priority: '78' } }))).toBe(
      "PriorityTakenError: Priority 78 is C of stack blog's; choose another or remove Priority",
    );
    await foreignRule(cloud, 5);
    const foreign = await cloud.route('Create', member('g1'), { properties: { Priority: '5' } });
    expect(failed(foreign)).toMatch(/^PriorityTakenError: Priority 5 is used by a rule that cfn-express did not make/);
  });

  it('is refused when a rule made by hand was found there before', async () => {
    const cloud = await withGateway();
    await foreignRule(cloud, DEFAULT);
    succeeded(await cloud.route('Create', member('g1')));
    const properties = { Priority: String(DEFAULT) };
    const answer = await cloud.route('Update', member('g1'), { properties, id: 'x', old: {} });
    expect(failed(answer)).toMatch(/Priority \d+ is used by a rule of gateway default that cfn-express did not make/);
  });

  it('moves the rule and frees the old number', async () => {
    const cloud = await withGateway();
    const { physicalResourceId: id } = succeeded(
      await cloud.route('Create', member('g1'), { properties: { Priority: '77' } }),
    );
    const moved = succeeded(await cloud.route('Update', member('g1'), { id, properties: { Priority: '78' }, old: {} }));
    expect(moved).toMatchObject({ physicalResourceId: id, data: { Priority: 78 } });
    expect(rules(cloud)).toEqual([78]);
    expect(Object.keys(cloud.gateways()[0]?.priorities ?? {})).toEqual(['78', 'slot-1']);
  });
});

describe('a delete', () => {
  it('makes two calls to DynamoDB and one to ELBv2', async () => {
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
    expect(rules(cloud)).toEqual([DEFAULT]);
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
    expect(failed(answer)).toMatch(/^InvalidPropertyError: Membership is missing/);
    expect(answer).toMatchObject({ physicalResourceId: `${member('r')}|` });
  });
});
