import { isGateway, isService } from '../../../../handlers/gateway/ledger/items';
import { bandOf, PARKED, priorityIn } from '../../../../handlers/gateway/route/bands';
import { Cloud, failed, succeeded } from '../account/at-once/cloud';
import { foreignRule } from '../route/support';
import { CloudBlock, holders, takes } from './block';

const HOST = 'shop.example.com';
const rank = (slot: number, hosts = [HOST], paths: string[] = []) => priorityIn(bandOf(hosts, paths), slot);

let cloud: Cloud;

beforeEach(() => {
  cloud = new Cloud();
});

describe('the rule of a new service', () => {
  it('waits behind all others until its tasks are healthy, and goes back there before they drain', async () => {
    const web = await new CloudBlock(cloud, 'Web').routes({ Hosts: [HOST] });
    expect([web.rule.priority, web.seat.traffic, web.held]).toEqual([PARKED.from, 'awaited', [rank(1), PARKED.from]]);
    await web.begins();
    expect([web.rule.priority, web.seat.traffic, web.held]).toEqual([rank(1), 'proven', [rank(1)]]);
    await web.ends();
    expect([web.rule.priority, web.seat.traffic, web.held]).toEqual([PARKED.from, 'awaited', [rank(1), PARKED.from]]);
    await web.goes();
    expect(cloud.remains()).toEqual([]);
  });

  it('answers with its place, although it is parked', async () => {
    const { physicalResourceId: member } = succeeded(await cloud.gateway('Create'));
    const properties = { Contract: '3', Hosts: [HOST] };
    expect(succeeded(await cloud.route('Create', member, { properties })).data?.Priority).toBe(rank(1));
  });

  it('makes as many calls for its route as one that is not parked, and few for its traffic', async () => {
    const web = new CloudBlock(cloud, 'Web');
    await web.routes({ Hosts: [HOST] });
    expect(cloud.calls.made.slice(-4)).toEqual([
      'UpdateItem',
      'TransactWriteItems',
      'CreateRule',
      'TransactWriteItems',
    ]);
    cloud.calls.made.length = 0;
    cloud.account.targets.set('Web-blue', 1);
    await web.begins();
    expect(cloud.calls.made).toEqual([
      'UpdateItem',
      'DescribeRules',
      'SetRulePriorities',
      'DescribeTargetHealth',
      'TransactWriteItems',
    ]);
    cloud.calls.made.length = 0;
    await web.ends();
    expect(cloud.calls.made).toEqual([
      'UpdateItem',
      'TransactWriteItems',
      'DescribeRules',
      'SetRulePriorities',
      'TransactWriteItems',
    ]);
  });

  it('is parked at another number if a rule made by hand has that of its slot', async () => {
    await new CloudBlock(cloud, 'First').deployed({ Hosts: ['first.test'] });
    await foreignRule(cloud, PARKED.from + 1);
    const web = await new CloudBlock(cloud, 'Web').routes({ Hosts: [HOST] });
    expect([web.rule.priority, web.held]).toEqual([PARKED.from, [rank(2), PARKED.from]]);
    await web.begins();
    await foreignRule(cloud, PARKED.from);
    await web.ends();
    expect([web.rule.priority, web.held]).toEqual([PARKED.from + 2, [rank(2), PARKED.from + 2]]);
  });

  it('is parked at another number than the one that its user has fixed as its place', async () => {
    const web = await new CloudBlock(cloud, 'Web').routes({ Hosts: [HOST], Priority: String(PARKED.from) });
    expect(web.rule.priority).toBe(PARKED.from + 1);
    await web.begins();
    expect([web.rule.priority, web.held]).toEqual([PARKED.from, [PARKED.from]]);
  });

  it('goes to another place if somebody has taken its own by hand while it was parked', async () => {
    const web = await new CloudBlock(cloud, 'Web').routes({ Hosts: [HOST] });
    await foreignRule(cloud, rank(1));
    await web.begins();
    expect([web.rule.priority, web.held]).toEqual([rank(1) + 1, [rank(1) + 1]]);
  });

  it('is refused a fixed place that another service has before it is made', async () => {
    await new CloudBlock(cloud, 'First', 'blog').deployed({ Hosts: ['first.test'], Priority: '77' });
    const { physicalResourceId: member } = succeeded(await cloud.gateway('Create'));
    const answer = await cloud.route('Create', member, {
      properties: { Contract: '3', Hosts: [HOST], Priority: '77' },
    });
    expect(failed(answer)).toMatch(/^PriorityTakenError/);
  });

  it('is made again where it waits, or at its place, if somebody deletes it', async () => {
    const web = await new CloudBlock(cloud, 'Web').routes({ Hosts: [HOST] });
    cloud.account.rules.clear();
    await web.updates({ Hosts: [HOST], StickySessions: 'true' });
    expect(web.rule.priority).toBe(PARKED.from);
    cloud.account.rules.clear();
    cloud.account.targets.set('Web-green', 1);
    await web.begins();
    expect(web.rule).toMatchObject({ priority: rank(1), weights: { 'Web-blue': 0, 'Web-green': 100 } });
    expect(web.seat.untold).toEqual({ route: true });
  });
});

describe('a service of a template that an older macro has expanded', () => {
  const served = async () => {
    const web = await new CloudBlock(cloud, 'Web').routes({ Hosts: [HOST] }, '2');
    expect([web.rule.priority, web.seat.traffic]).toEqual([rank(1), undefined]);
    return web;
  };

  it('takes requests at once, and still does when an update gives it its Traffic', async () => {
    const web = await served();
    await web.updates({ Hosts: [HOST] });
    expect([web.rule.priority, web.seat.traffic]).toEqual([rank(1), 'proven']);
    await web.begins();
    expect(web.rule.priority).toBe(rank(1));
  });

  it('goes on taking requests when that update is taken back', async () => {
    const web = await served();
    await web.updates({ Hosts: [HOST] });
    await web.begins();
    await web.updates({ Hosts: [HOST] }, '2');
    await web.ends();
    expect([web.rule.priority, web.seat.traffic, web.held]).toEqual([rank(1), undefined, [rank(1)]]);
  });

  it('goes on taking requests when the Create of its Traffic was cancelled', async () => {
    const web = await served();
    await web.updates({ Hosts: [HOST] });
    await web.updates({ Hosts: [HOST] }, '2');
    succeeded(await cloud.traffic('Delete', web.member, { id: 'shop-WebTraffic-1A2B3C' }));
    expect(web.rule.priority).toBe(rank(1));
  });

  it('goes on taking requests when that Create is late, and runs after the route was taken back', async () => {
    const web = await served();
    await web.updates({ Hosts: [HOST] });
    await web.updates({ Hosts: [HOST] }, '2');
    await web.begins();
    await web.ends('shop-WebTraffic-1A2B3C');
    expect([web.rule.priority, web.seat.traffic, web.held]).toEqual([rank(1), undefined, [rank(1)]]);
  });
});

/** While an install is updated, runs of the old version may still be at work. They know neither `parked` nor `asked`. */
it('A number that an older version of the function has freed is not used without claiming it again', async () => {
  const web = await new CloudBlock(cloud, 'Web').deployed({ Hosts: [HOST] });
  await web.updates({ Hosts: ['b.test'] });
  await web.ends();
  for (const item of cloud.account.items.values()) {
    if (isService(item)) for (const seat of Object.values(item.seats)) seat.held = [rank(1)];
    if (isGateway(item)) delete item.priorities[PARKED.from];
  }
  await web.begins('Update');
  await web.ends();
  expect([web.rule.priority, web.held]).toEqual([PARKED.from, [rank(1), PARKED.from]]);
});

describe('the Delete of a traffic', () => {
  it('that CloudFormation has made up an id for parks the rule that the Create may have moved', async () => {
    const web = await new CloudBlock(cloud, 'Web').routes({ Hosts: [HOST] });
    cloud.calls.lostAnswers.add('SetRulePriorities');
    const { member } = web;
    expect(failed(await cloud.traffic('Create', member))).toContain('was lost');
    expect(web.rule.priority).toBe(rank(1));
    succeeded(await cloud.traffic('Delete', member, { id: 'shop-WebTraffic-1A2B3C' }));
    expect(web.rule.priority).toBe(PARKED.from);
  });

  it('forgets no number that an update took without making use of it', async () => {
    const web = await new CloudBlock(cloud, 'Web').deployed({ Hosts: [HOST], Paths: ['/a/*'] });
    cloud.calls.lostAnswers.add('ModifyRule');
    expect(failed(await web.tries({ Hosts: [HOST], Paths: ['/*'] }))).toContain('was lost');
    expect(web.held).toHaveLength(2);
    await web.ends();
    expect(web.held.toSorted()).toEqual(web.seat.held.toSorted());
  });

  it('succeeds without a seat, a rule or a gateway', async () => {
    const web = await new CloudBlock(cloud, 'Web').deployed({ Hosts: [HOST] });
    succeeded(await cloud.traffic('Delete', 'gone', { id: 'gone/traffic' }));
    cloud.account.rules.clear();
    await web.ends();
    cloud.account.items.clear();
    await web.ends();
  });
});

describe('a block that is renamed', () => {
  it('hands its host over, and somebody with tasks takes every request', async () => {
    const web = await new CloudBlock(cloud, 'Web').deployed({ Hosts: [HOST] });
    const shop = await new CloudBlock(cloud, 'Shop').routes({ Hosts: [HOST] });
    expect([takes(cloud, HOST, '/'), holders(cloud, `${HOST} /*`)]).toEqual(['Web', ['Shop', 'Web']]);
    await shop.begins();
    expect(takes(cloud, HOST, '/')).toBe('Web');
    await web.ends();
    expect(takes(cloud, HOST, '/')).toBe('Shop');
    await web.goes();
    expect([takes(cloud, HOST, '/'), holders(cloud, `${HOST} /*`)]).toEqual(['Shop', ['Shop']]);
    await shop.goes();
    expect(cloud.remains()).toEqual([]);
  });

  it('keeps its host when the update is taken back', async () => {
    const web = await new CloudBlock(cloud, 'Web').deployed({ Hosts: [HOST] });
    const shop = await new CloudBlock(cloud, 'Shop').deployed({ Hosts: [HOST] });
    await shop.ends();
    expect(takes(cloud, HOST, '/')).toBe('Web');
    await shop.goes();
    expect([web.rule.priority, holders(cloud, `${HOST} /*`)]).toEqual([rank(1), ['Web']]);
  });

  it('hands over a claim that an older version wrote', async () => {
    const web = await new CloudBlock(cloud, 'Web').deployed({ Hosts: [HOST] });
    for (const item of cloud.account.items.values()) {
      if (item.kind === 'claim') {
        delete item.by;
        delete item.stack;
      }
    }
    const shop = await new CloudBlock(cloud, 'Shop').deployed({ Hosts: [HOST] });
    await web.goes();
    expect(holders(cloud, `${HOST} /*`)).toEqual(['Shop']);
    await shop.goes();
    expect(cloud.remains()).toEqual([]);
  });

  it('does not hand its host over to another stack, which is told who holds it', async () => {
    await new CloudBlock(cloud, 'Web').deployed({ Hosts: [HOST] });
    await new CloudBlock(cloud, 'Shop').deployed({ Hosts: [HOST] });
    const { physicalResourceId: member } = succeeded(await cloud.gateway('Create', { stack: 'blog' }));
    const answer = await cloud.route('Create', member, { stack: 'blog', properties: { Contract: '3', Hosts: [HOST] } });
    expect(failed(answer)).toBe(
      `ClaimTakenError: On gateway default, ${HOST} /* belongs to Web of stack shop and Shop of stack shop; choose ` +
        'another ServiceName, Hosts or Paths',
    );
  });

  it('does not hand its host over if a deletion policy keeps it', async () => {
    const { physicalResourceId: member } = succeeded(
      await cloud.gateway('Create', { properties: { Retained: 'true' } }),
    );
    succeeded(await cloud.route('Create', member, { properties: { Contract: '3', Hosts: [HOST] } }));
    const { physicalResourceId: other } = succeeded(await cloud.gateway('Create', { service: 'Shop' }));
    const answer = await cloud.route('Create', other, {
      service: 'Shop',
      properties: { Contract: '3', Hosts: [HOST] },
    });
    expect(failed(answer)).toBe(
      `ClaimTakenError: On gateway default, ${HOST} /* belongs to Web of stack shop, which a deletion policy keeps; ` +
        'choose another ServiceName, Hosts or Paths',
    );
  });
});

describe('two blocks that swap their hosts', () => {
  const [A, B] = [['a.test'], ['b.test']];
  const deployed = async () =>
    [
      await new CloudBlock(cloud, 'A').deployed({ Hosts: A }),
      await new CloudBlock(cloud, 'B').deployed({ Hosts: B }),
    ] as const;
  const served = () => ['a.test', 'b.test'].map((host) => takes(cloud, host, '/'));

  it('match both until the clean-up', async () => {
    const [a, b] = await deployed();
    await a.updates({ Hosts: B });
    expect(a.rule.conditions.hosts.toSorted()).toEqual(['a.test', 'b.test']);
    await b.updates({ Hosts: A });
    expect(b.rule.conditions.hosts.toSorted()).toEqual(['a.test', 'b.test']);
    await a.begins('Update');
    await b.begins('Update');
    expect(served()).not.toContain(undefined);
    await a.cleansUp();
    expect(served()).toEqual(['B', 'A']);
    await b.cleansUp();
    expect([served(), a.rule.conditions.hosts, b.rule.conditions.hosts]).toEqual([['B', 'A'], B, A]);
    expect([holders(cloud, 'a.test /*'), holders(cloud, 'b.test /*')]).toEqual([['B'], ['A']]);
  });

  it.each([1, 2])('have their own again when the update is taken back after %i of them', async (count) => {
    const [a, b] = await deployed();
    await a.updates({ Hosts: B });
    if (count === 2) await b.updates({ Hosts: A });
    if (count === 2) await b.updates({ Hosts: B });
    await a.updates({ Hosts: A });
    expect(served()).not.toContain(undefined);
    await a.cleansUp();
    await b.cleansUp();
    expect([served(), a.rule.priority, b.rule.priority]).toEqual([['A', 'B'], rank(1, A), rank(2, B)]);
    expect([holders(cloud, 'a.test /*'), holders(cloud, 'b.test /*')]).toEqual([['A'], ['B']]);
  });

  it('have the union again if the same request is delivered once more', async () => {
    const [a] = await deployed();
    const request = { id: a.route, request: 'again', service: 'A', properties: { Contract: '3', Hosts: B }, old: {} };
    succeeded(await cloud.route('Update', a.member, request));
    succeeded(await cloud.route('Update', a.member, request));
    expect(a.rule.conditions.hosts.toSorted()).toEqual(['a.test', 'b.test']);
  });

  it('of another pool are each for themselves', async () => {
    const [a] = await deployed();
    await a.updates({ Hosts: ['c.test'] });
    expect(holders(cloud, 'c.test /*')).toEqual(['A']);
    await a.updates({ Hosts: ['d.test'] });
    expect([holders(cloud, 'a.test /*'), holders(cloud, 'c.test /*'), holders(cloud, 'd.test /*')]).toEqual([
      [],
      ['A'],
      ['A'],
    ]);
  });
});

describe('a path that is split out of a sibling', () => {
  it('stays with the sibling until the tasks of its own service are healthy, and goes back before they drain', async () => {
    await new CloudBlock(cloud, 'Web').deployed({ Hosts: [HOST] });
    const api = await new CloudBlock(cloud, 'Api').routes({ Hosts: [HOST], Paths: ['/api/*'] });
    expect(takes(cloud, HOST, '/api/1')).toBe('Web');
    await api.begins();
    expect([takes(cloud, HOST, '/api/1'), takes(cloud, HOST, '/')]).toEqual(['Api', 'Web']);
    await api.ends();
    expect(takes(cloud, HOST, '/api/1')).toBe('Web');
  });

  it('that becomes everything keeps its later number until the clean-up', async () => {
    const web = await new CloudBlock(cloud, 'Web').deployed({ Hosts: [HOST], Paths: ['/*'] });
    await web.updates({ Hosts: [HOST], Paths: ['/api/*'] });
    expect([web.rule.conditions.paths, web.rule.priority]).toEqual([['/*'], rank(1, [HOST], ['/*'])]);
    await web.cleansUp();
    expect([web.rule.conditions.paths, web.rule.priority]).toEqual([['/api/*'], rank(1, [HOST], ['/api/*'])]);
    await web.updates({ Hosts: [HOST], Paths: ['/*'] });
    expect([web.rule.conditions.paths, web.rule.priority]).toEqual([['/*'], rank(1, [HOST], ['/*'])]);
    expect(web.held.toSorted()).toEqual([rank(1, [HOST], ['/api/*']), rank(1, [HOST], ['/*'])].toSorted());
    await web.cleansUp();
    expect(web.held).toEqual([rank(1, [HOST], ['/*'])]);
  });

  it('changes at once if host and path both change, because one rule cannot match both and nothing else', async () => {
    const web = await new CloudBlock(cloud, 'Web').deployed({ Hosts: [HOST], Paths: ['/a/*'] });
    await web.updates({ Hosts: ['other.test'], Paths: ['/b/*'] });
    expect(web.rule.conditions).toMatchObject({ hosts: ['other.test'], paths: ['/b/*'] });
    await web.updates({ Hosts: [HOST], Paths: ['/a/*'] });
    expect(web.rule.conditions).toMatchObject({ hosts: [HOST], paths: ['/a/*'] });
  });
});

describe('a fixed priority that changes', () => {
  const stranger = async () => {
    const { physicalResourceId: member } = succeeded(await cloud.gateway('Create', { stack: 'blog' }));
    const properties = { Contract: '3', Paths: ['/b/*'], Priority: '100' };
    return () => cloud.route('Create', member, { stack: 'blog', properties });
  };
  const asks = (Priority: string) => ({ Paths: ['/a/*'], Priority });

  it('belongs to its service until the clean-up', async () => {
    const web = await new CloudBlock(cloud, 'Web').deployed(asks('100'));
    const create = await stranger();
    await web.updates(asks('200'));
    expect([web.rule.priority, web.held]).toEqual([200, [100, 200]]);
    expect(failed(await create())).toMatch(/^PriorityTakenError: Priority 100 is Web of stack shop's/);
    await web.cleansUp();
    succeeded(await create());
    expect(web.held).toEqual([200]);
  });

  it('is there again when the update is taken back', async () => {
    const web = await new CloudBlock(cloud, 'Web').deployed(asks('100'));
    await web.updates(asks('200'));
    expect(failed(await (await stranger())())).toMatch(/^PriorityTakenError/);
    await web.updates(asks('100'));
    expect(web.held).toEqual([100, 200]);
    await web.cleansUp();
    expect([web.rule.priority, web.held]).toEqual([100, [100]]);
  });

  it('to a lower number has the higher one until the clean-up', async () => {
    const web = await new CloudBlock(cloud, 'Web').deployed(asks('200'));
    await web.updates(asks('100'));
    expect(web.rule.priority).toBe(200);
    await web.cleansUp();
    expect([web.rule.priority, web.held]).toEqual([100, [100]]);
  });

  it('of a template of an older macro is kept by the first update of a newer one', async () => {
    const web = await new CloudBlock(cloud, 'Web').routes(asks('100'), '2');
    expect(web.route).not.toContain('100');
    await web.updates(asks('200'));
    expect(web.held).toEqual([100, 200]);
    await web.updates(asks('100'), '2');
    await web.cleansUp();
    expect([web.rule.priority, web.held]).toEqual([100, [100]]);
  });

  it('cannot be exchanged for that of a sibling in one update', async () => {
    const web = await new CloudBlock(cloud, 'Web').deployed(asks('100'));
    await new CloudBlock(cloud, 'Api').deployed({ Paths: ['/b/*'], Priority: '200' });
    expect(failed(await web.tries(asks('200')))).toBe(
      "PriorityTakenError: Priority 200 is Api of stack shop's, which holds it until an update that gives it up has " +
        'ended; remove Priority, or go over a free number',
    );
  });
});

describe('a service that moves on its load balancer', () => {
  const moved = async (web: CloudBlock) => {
    const asked = { id: web.member, properties: { Cluster: 'other' }, old: {} };
    const { physicalResourceId: member } = succeeded(await cloud.gateway('Update', asked));
    const properties = { Contract: '3', Hosts: [HOST] };
    const route = await cloud.route('Update', member, { id: web.route, properties, old: properties });
    const there = new CloudBlock(cloud, 'Web');
    [there.member, there.route] = [member, succeeded(route).physicalResourceId];
    return there;
  };
  const begins = (from: CloudBlock, to: CloudBlock) =>
    cloud.traffic('Update', to.member, { id: from.traffic, properties: { Hosts: [HOST] }, old: {} });

  it('has its new rule parked until its new tasks are healthy, and the old one before the old tasks drain', async () => {
    const web = await new CloudBlock(cloud, 'Web').deployed({ Hosts: [HOST] });
    const there = await moved(web);
    expect([web.rule.priority, there.rule.priority]).toEqual([rank(1), PARKED.from + 1]);
    expect(succeeded(await begins(web, there)).physicalResourceId).toBe(there.traffic);
    expect([web.rule.priority, there.rule.priority]).toEqual([rank(1), rank(2)]);
    await web.ends();
    expect([web.rule.priority, there.rule.priority]).toEqual([PARKED.from, rank(2)]);
    await cloud.leave(web);
    await there.goes();
    expect(cloud.remains()).toEqual([]);
  });

  it('has its old rule at its place when the move is taken back', async () => {
    const web = await new CloudBlock(cloud, 'Web').deployed({ Hosts: [HOST] });
    const there = await moved(web);
    succeeded(await begins(web, there));
    const back = { id: there.member, properties: {}, old: { Cluster: 'other' } };
    expect(succeeded(await cloud.gateway('Update', back)).physicalResourceId).toBe(web.member);
    const properties = { Contract: '3', Hosts: [HOST] };
    succeeded(await cloud.route('Update', web.member, { id: there.route, properties, old: properties }));
    expect(succeeded(await begins(there, web)).physicalResourceId).toBe(web.traffic);
    await there.goes();
    expect([web.rule.priority, web.seat.traffic, cloud.account.rules.size]).toEqual([rank(1), 'proven', 1]);
  });
});
