import { bandOf, priorityIn } from '../../../../handlers/gateway/route/bands';
import { Cloud, failed, succeeded } from '../account/at-once/cloud';
import { foreignRule, member, rules, withGateway } from './support';

describe('an update', () => {
  it('changes what the rule matches, the old host included until the clean-up, and leaves its weights alone', async () => {
    const cloud = await withGateway();
    const properties = { Hosts: ['a.example.com'] };
    const { physicalResourceId: id } = succeeded(await cloud.route('Create', member('g1'), { properties }));
    const [arn = '', rule] = [...cloud.account.rules][0] ?? [];
    if (rule) cloud.account.rules.set(arn, { ...rule, weights: { 'Web-blue': 0, 'Web-green': 100 } });
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
    expect([...cloud.account.rules.values()]).toEqual([
      {
        ...rule,
        conditions: { hosts: ['b.example.com', 'a.example.com'], paths: [], cidrs: [] },
        weights: { 'Web-blue': 0, 'Web-green': 100 },
      },
    ]);
    succeeded(await cloud.route('Delete', member('g1'), { id }));
    expect([...cloud.account.rules.values()][0]).toMatchObject({
      conditions: { hosts: ['b.example.com'] },
      weights: { 'Web-blue': 0, 'Web-green': 100 },
    });
  });

  it('to another host keeps the rule, and frees the old host only in the clean-up', async () => {
    const cloud = await withGateway();
    const create = { properties: { Hosts: ['a.example.com'] } };
    const { physicalResourceId: id } = succeeded(await cloud.route('Create', member('g1'), create));
    succeeded(await cloud.route('Update', member('g1'), { id, properties: { Hosts: ['b.example.com'] }, old: {} }));
    const { physicalResourceId: blog } = succeeded(await cloud.gateway('Create', { stack: 'blog', service: 'B' }));
    const other = () => cloud.route('Create', blog, { stack: 'blog', service: 'B', ...create });
    expect(failed(await other())).toMatch(/^ClaimTakenError/);
    succeeded(await cloud.route('Delete', member('g1'), { id }));
    expect(rules(cloud)).toHaveLength(1);
    succeeded(await other());
  });

  it('that is rolled back returns the old id, and the clean-up of the new id keeps the rule', async () => {
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
    expect([...cloud.account.rules.values()][0]?.conditions.hosts).toEqual(['a.example.com']);
  });

  it('makes a rule again that was deleted by hand, with all traffic to the target group that has targets', async () => {
    const cloud = await withGateway();
    const { physicalResourceId: id } = succeeded(await cloud.route('Create', member('g1')));
    cloud.account.rules.clear();
    cloud.account.targets.set('Web-green', 2);
    succeeded(await cloud.route('Update', member('g1'), { id, old: {} }));
    expect([...cloud.account.rules.values()][0]?.weights).toEqual({ 'Web-blue': 0, 'Web-green': 100 });
  });

  it('to a new membership makes a rule beside the old one, which the clean-up deletes', async () => {
    const cloud = await withGateway();
    const { physicalResourceId: id } = succeeded(await cloud.route('Create', member('g1')));
    const other = { properties: { GatewayName: 'other' } };
    succeeded(await cloud.gateway('Update', { id: member('g1'), request: 'g2', ...other }));
    const moved = succeeded(await cloud.route('Update', member('g2'), { id, old: {} }));
    expect(rules(cloud)).toHaveLength(2);
    succeeded(await cloud.route('Delete', member('g1'), { id }));
    succeeded(await cloud.gateway('Delete', { id: member('g1') }));
    expect([...cloud.account.rules.keys()]).toEqual([moved.data?.RuleArn]);
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

    it('leaves the traffic to the old rule until the clean-up, and keeps its priority after that', async () => {
      const { old, route, moved } = await move(cloud);
      const answer = succeeded(moved);
      expect(cloud.gateways()).toHaveLength(1);
      expect(answer.data?.Priority).toBeGreaterThan(old.Priority);
      await cloud.leave(old);
      expect(succeeded(await route(answer.physicalResourceId)).data).toEqual(answer.data);
    });

    it('finds a priority behind other rules that follow the old rule', async () => {
      const old = await cloud.join({ properties });
      await foreignRule(cloud, old.Priority + 1);
      succeeded(await cloud.gateway('Update', { id: old.member, request: 'g2', properties: { Cluster: 'other' } }));
      const moved = await cloud.route('Update', member('g2'), { id: old.route, properties, old: properties });
      expect(succeeded(moved).data?.Priority).toBe(old.Priority + 2);
    });

    it('is refused if the user fixed a priority, because both rules cannot have it', async () => {
      const { moved } = await move(cloud, { Priority: '77' });
      expect(failed(moved)).toMatch(/^PriorityTakenError: Priority 77 is that of the service's present rule/);
    });
  });

  it('moves a rule whose new priority somebody took by hand to the next free one', async () => {
    const cloud = await withGateway();
    const paths = { properties: { Paths: ['/a'] } };
    const { physicalResourceId: id } = succeeded(await cloud.route('Create', member('g1'), paths));
    const first = priorityIn(bandOf(['a.example.com'], []), 1);
    await foreignRule(cloud, first);
    const hosts = { properties: { Hosts: ['a.example.com'] } };
    const moved = succeeded(await cloud.route('Update', member('g1'), { id, ...hosts, old: {} }));
    expect(moved.data?.Priority).toBe(first + 1);
    expect(rules(cloud).sort()).toEqual([first, first + 1]);
  });
});
