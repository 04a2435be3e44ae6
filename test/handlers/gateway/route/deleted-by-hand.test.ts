import type { RouteAttributes } from '../../../../handlers/contract';
import { serviceNameOf } from '../../../../handlers/gateway/names';
import { Cloud, failed, succeeded } from '../account/at-once/cloud';

const OTHER = { Hosts: ['other.test'] };

/** Someone deletes what a service needs. Then its stack is updated, or the update is rolled back. */
describe.each(['rule', 'listener', 'load balancer'])('a service whose %s was deleted by hand', (what) => {
  let cloud: Cloud;
  let member: string;
  let route: string;
  let old: string;

  beforeEach(async () => {
    cloud = new Cloud();
    const joined = await cloud.join();
    [member, route, old] = [joined.member, joined.route, joined.RuleArn];
    deleteByHand();
  });

  const deleteByHand = (): void => {
    const { loadBalancers: all, listeners: allListeners, rules: allRules } = cloud.account;
    allRules.clear();
    if (what !== 'rule') allListeners.clear();
    if (what === 'load balancer') all.clear();
  };

  const update = async (properties: Record<string, unknown>, before: Record<string, unknown>) => {
    const groups = { Membership: member, BlueTargetGroupArn: 'Web-blue', GreenTargetGroupArn: 'Web-green' };
    const answer = succeeded(
      await cloud.route('Update', member, { id: route, properties, old: { ...groups, Strategy: 'CANARY', ...before } }),
    );
    route = answer.physicalResourceId;
    return answer.data as unknown as RouteAttributes;
  };

  it('gets it back by an update, which returns the ARN of the new rule so that references to the old rule change', async () => {
    const { RuleArn, Endpoint } = await update(OTHER, {});
    expect(RuleArn).not.toBe(old);
    const rule = cloud.account.rules.get(RuleArn);
    expect(rule?.conditions.hosts).toEqual(['other.test']);
    expect(cloud.account.listeners.has(rule?.listenerArn ?? '')).toBe(true);
    expect(Endpoint).toBe('http://other.test/');
  });

  it('gets its earlier rule back when the update is rolled back, even after a second deletion', async () => {
    await update(OTHER, {});
    deleteByHand();
    const { RuleArn } = await update({}, OTHER);
    expect(cloud.account.rules.get(RuleArn)?.conditions.paths).toEqual(['/shop-web', '/shop-web/*']);
    expect(cloud.account.rules.size).toBe(1);
  });

  it('keeps the rule that a failed update made, although AWS does not show that rule at first', async () => {
    cloud.calls.lostAnswers.add('CreateRule');
    expect((await cloud.route('Update', member, { id: route, properties: OTHER, old: {} })).status).toBe('FAILED');
    const rules = cloud.loadBalancers.rules.bind(cloud.loadBalancers);
    const began = cloud.now;
    cloud.loadBalancers.rules = async (arn) => (cloud.now < began + 10_000 ? [] : rules(arn));
    const { RuleArn } = await update({}, OTHER);
    expect([...cloud.account.rules.keys()]).toEqual([RuleArn]);
  });

  it('gets a new rule that sends all traffic to the group with targets', async () => {
    cloud.account.targets.set('Web-green', 2);
    const { RuleArn } = await update(OTHER, {});
    expect(cloud.account.rules.get(RuleArn)?.weights).toEqual({ 'Web-blue': 0, 'Web-green': 100 });
  });

  it.each(['Web-blue', 'Web-green'])(
    'gets a new rule that sends all traffic to %s during a deployment if ECS says that this group is live',
    async (live) => {
      cloud.account.targets.set('Web-blue', 1).set('Web-green', 9);
      cloud.account.liveTargetGroups.set(serviceNameOf(member), live);
      const { RuleArn } = await update(OTHER, {});
      const none = { 'Web-blue': 0, 'Web-green': 0 };
      expect(cloud.account.rules.get(RuleArn)?.weights).toEqual({ ...none, [live]: 100 });
    },
  );

  it('gets no new rule during a deployment if ECS does not say which group is live', async () => {
    cloud.account.targets.set('Web-blue', 1).set('Web-green', 1);
    const answer = await cloud.route('Update', member, { id: route, properties: OTHER, old: {} });
    expect(failed(answer)).toMatch(/^UpdateRefusedError: .*ECS does not say which .* when its deployment has ended/);
    expect(cloud.account.rules.size).toBe(0);
    cloud.account.targets.set('Web-blue', 0);
    const { RuleArn } = await update(OTHER, {});
    expect(cloud.account.rules.get(RuleArn)?.weights).toEqual({ 'Web-blue': 0, 'Web-green': 100 });
  });

  it('has a note in the ledger if its stack has the old ARN of a load balancer or listener', async () => {
    await update(OTHER, {});
    const seat = cloud.services()[0]?.seats[member];
    expect(seat?.untold).toEqual(what === 'rule' ? undefined : { gateway: true });
  });

  it('gets the new ARNs by an update of its gateway with another Refresh', async () => {
    await update(OTHER, {});
    const refreshed = await cloud.gateway('Update', { id: member, properties: { Refresh: 'now' }, old: {} });
    const { LoadBalancerArn, ListenerArn } = succeeded(refreshed).data as Record<string, string>;
    expect(cloud.account.loadBalancers.has(LoadBalancerArn ?? '')).toBe(true);
    expect(cloud.account.listeners.has(ListenerArn ?? '')).toBe(true);
    expect(cloud.services()[0]?.seats[member]?.untold).toBeUndefined();
  });

  it('leaves nothing behind when its stack is deleted', async () => {
    await cloud.leave({ member, route });
    expect(cloud.remains()).toEqual([]);
  });
});

it('an update says what is wrong when a load balancer cannot be made again', async () => {
  const cloud = new Cloud();
  const { member, route } = await cloud.join();
  const { loadBalancers: all, listeners: allListeners, rules: allRules } = cloud.account;
  for (const map of [all, allListeners, allRules]) map.clear();
  cloud.calls.failures.set('CreateLoadBalancer', new Error('TooManyLoadBalancers'));
  const answer = await cloud.route('Update', member, { id: route, properties: OTHER, old: {} });
  expect(failed(answer)).toContain('TooManyLoadBalancers');
});

/** The ledger has the ARN of the old rule, which is gone, and does not know the new rule. */
describe('a rule that was made again by a run that did not finish', () => {
  const halfMadeAgain = async () => {
    const cloud = new Cloud();
    const shop = await cloud.join();
    const blog = await cloud.join({ stack: 'blog' });
    cloud.account.rules.delete(shop.RuleArn);
    cloud.calls.lostAnswers.add('CreateRule');
    const { member, route: id } = shop;
    expect(failed(await cloud.route('Update', member, { id, properties: OTHER, old: {} }))).toContain('was lost');
    expect(cloud.account.rules.size).toBe(2);
    return { cloud, shop, blog };
  };

  it('is deleted with its route', async () => {
    const { cloud, shop, blog } = await halfMadeAgain();
    succeeded(await cloud.route('Delete', shop.member, { id: shop.route }));
    expect([...cloud.account.rules.keys()]).toEqual([blog.RuleArn]);
  });

  it('is deleted with its route although AWS does not show it at first', async () => {
    const { cloud, shop, blog } = await halfMadeAgain();
    const rules = cloud.loadBalancers.rules.bind(cloud.loadBalancers);
    const began = cloud.now;
    cloud.loadBalancers.rules = async (arn) => (cloud.now < began + 10_000 ? [] : rules(arn));
    succeeded(await cloud.route('Delete', shop.member, { id: shop.route }));
    expect([...cloud.account.rules.keys()]).toEqual([blog.RuleArn]);
  });

  it('is deleted with its membership', async () => {
    const { cloud, shop, blog } = await halfMadeAgain();
    succeeded(await cloud.gateway('Delete', { id: shop.member }));
    expect([...cloud.account.rules.keys()]).toEqual([blog.RuleArn]);
  });

  it('is recorded by the next update, and the ledger no longer marks it as being made again', async () => {
    const { cloud, shop } = await halfMadeAgain();
    const seat = () => cloud.services().flatMap(({ seats }) => seats[shop.member] ?? [])[0];
    expect(seat()).toMatchObject({ ruleArn: shop.RuleArn, remaking: true });
    const { member, route: id } = shop;
    const { RuleArn } = succeeded(await cloud.route('Update', member, { id, properties: OTHER, old: {} }))
      .data as unknown as RouteAttributes;
    expect([cloud.account.rules.size, seat()?.ruleArn, seat()?.remaking]).toEqual([2, RuleArn, undefined]);
  });

  it('is not waited for if no run has begun to make one', async () => {
    const cloud = new Cloud();
    const [shop, blog] = [await cloud.join(), await cloud.join({ stack: 'blog' })];
    cloud.account.rules.delete(shop.RuleArn);
    const began = cloud.now;
    succeeded(await cloud.route('Delete', shop.member, { id: shop.route }));
    expect([[...cloud.account.rules.keys()], cloud.now]).toEqual([[blog.RuleArn], began]);
  });
});
