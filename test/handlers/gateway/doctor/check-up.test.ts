import { TAG } from '../../../../handlers/contract';
import { isClaim, isService } from '../../../../handlers/gateway/ledger/items';
import { stackId, succeeded } from '../account/at-once/cloud';
import { DoctoredCloud, edit } from './doctored-cloud';

const WELL = { findings: [], repaired: [] };

const groups = { blue: 'arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/', green: '' };

describe('a check-up', () => {
  let cloud: DoctoredCloud;

  beforeEach(() => {
    cloud = new DoctoredCloud();
  });

  const rule = () => [...cloud.account.rules.values()][0];

  it('changes nothing if the treatment is none', async () => {
    await cloud.deployed('shop');
    cloud.account.rules.clear();
    const before = cloud.account.items.all();
    const { findings, repaired, swept } = await cloud.checkUp('none');
    expect([findings.length, repaired, swept]).toEqual([1, [], undefined]);
    expect(cloud.account.items.all()).toEqual(before);
  });

  it('gives up a retained membership only if a person asks and its rule is gone', async () => {
    await cloud.kept();
    cloud.becomes('shop', { state: 'gone' });
    expect(await cloud.checkUp()).toMatchObject({ findings: [{ kind: 'retained', repairable: false }], repaired: [] });
    cloud.account.rules.clear();
    expect(await cloud.checkUp('unattended')).toMatchObject({ findings: [{ kind: 'abandoned' }], repaired: [] });
    expect(await cloud.checkUp()).toMatchObject({ findings: [], repaired: [{ kind: 'abandoned' }] });
    expect(cloud.remains()).toEqual([]);
  });

  it('does not give up a retained membership when AWS has only not listed its rule', async () => {
    await cloud.kept();
    cloud.becomes('shop', { state: 'gone' });
    const [balancer] = await cloud.doctorWorld.survey.loadBalancers();
    const bare = balancer && { ...balancer, listeners: balancer.listeners.map((one) => ({ ...one, rules: [] })) };
    cloud.doctorWorld.survey.loadBalancers = async () => (bare ? [bare] : []);
    expect((await cloud.checkUp()).findings).toMatchObject([{ kind: 'abandoned', failure: expect.any(String) }]);
    expect(cloud.account.rules.size).toBe(1);
  });

  it('finds and changes nothing where nothing is wrong, however often it runs', async () => {
    await cloud.deployed('shop');
    const before = cloud.account.items.all();
    expect(await cloud.checkUp()).toMatchObject(WELL);
    expect(await cloud.checkUp('unattended')).toMatchObject(WELL);
    expect(cloud.account.items.all()).toEqual(before);
  });

  it('makes a rule again with the live weights, and the next Update tells the stack its ARN', async () => {
    const { member, route, RuleArn, Priority } = await cloud.deployed('shop', { AllowedCidrs: ['10.0.0.0/8'] });
    const before = rule();
    cloud.account.targets.set('Web-green', 1);
    cloud.account.rules.clear();
    expect(await cloud.checkUp('unattended')).toMatchObject({
      findings: [{ kind: 'outdated', repairable: false }],
      repaired: [{ kind: 'missing' }],
    });
    expect(rule()).toMatchObject({ ...before, arn: expect.any(String), weights: { 'Web-blue': 0, 'Web-green': 100 } });
    expect(rule()?.arn).not.toBe(RuleArn);
    const told = succeeded(await cloud.route('Update', member, { stack: 'shop', id: route }));
    expect(told.data).toMatchObject({ RuleArn: rule()?.arn, Priority });
    expect(await cloud.checkUp('none')).toEqual(WELL);
  });

  it('does not make a rule again while ECS does not say where the traffic of a deployment goes, and says why', async () => {
    await cloud.deployed('shop');
    cloud.account.targets.set('Web-blue', 1).set('Web-green', 9);
    cloud.account.rules.clear();
    for (const treatment of ['unattended', 'full'] as const) {
      expect(await cloud.checkUp(treatment)).toMatchObject({
        findings: [{ kind: 'missing', failure: expect.stringContaining('ECS does not say') }],
        repaired: [],
      });
    }
    cloud.account.targets.set('Web-blue', 0);
    await cloud.checkUp('unattended');
    expect(rule()?.weights).toEqual({ 'Web-blue': 0, 'Web-green': 100 });
  });

  it('makes a rule again with another priority if a rule made by hand has taken the old one', async () => {
    const { Priority } = await cloud.deployed('shop');
    const [listenerArn = ''] = cloud.account.listeners.keys();
    cloud.account.rules.clear();
    const conditions = { hosts: [], paths: ['/by-hand'], cidrs: [] };
    await cloud.loadBalancers.createRule({ listenerArn, priority: Priority, weights: {}, tags: {}, conditions });
    await cloud.checkUp();
    expect([...cloud.account.rules.values()].map(({ priority }) => priority)).toEqual([Priority, expect.any(Number)]);
    expect(cloud.account.rules.size).toBe(2);
    expect((await cloud.found()).every((one) => one.startsWith('outdated'))).toBe(true);
  });

  it('changes back what was changed by hand only if a person asks', async () => {
    const { RuleArn } = await cloud.deployed('shop');
    const before = rule();
    await cloud.loadBalancers.changePriority(RuleArn, 4711);
    await cloud.loadBalancers.changeRule(RuleArn, { conditions: { hosts: ['x.test'], paths: [], cidrs: [] } });
    expect(await cloud.checkUp('unattended')).toMatchObject({ findings: [{ kind: 'changed' }], repaired: [] });
    expect(await cloud.checkUp('full')).toMatchObject({ findings: [], repaired: [{ kind: 'changed' }] });
    expect(rule()).toEqual(before);
  });

  it('makes a load balancer again once, with the rules of all its services', async () => {
    const [shop, blog] = [await cloud.deployed('shop'), await cloud.deployed('blog')];
    const priorities = [shop, blog].map(({ Priority }) => Priority);
    const { loadBalancers: all, listeners: allListeners, rules: allRules } = cloud.account;
    for (const map of [all, allListeners, allRules]) map.clear();
    const { findings } = await cloud.checkUp();
    expect(findings.map(({ kind }) => kind)).toEqual(['outdated', 'outdated']);
    expect([all.size, allListeners.size]).toEqual([1, 1]);
    expect([...allRules.values()].map(({ priority }) => priority).sort()).toEqual(priorities.sort());
    for (const [stack, { member, route }] of [
      ['shop', shop],
      ['blog', blog],
    ] as const) {
      succeeded(await cloud.gateway('Update', { stack, id: member, properties: { Refresh: 'x' } }));
      succeeded(await cloud.route('Update', member, { stack, id: route }));
    }
    expect(await cloud.checkUp('none')).toEqual(WELL);
  });

  it("records in every seat the load balancer that another service's Update has made again", async () => {
    const one = await cloud.deployed('shop');
    await cloud.deployed('blog');
    for (const map of [cloud.account.loadBalancers, cloud.account.listeners, cloud.account.rules]) {
      map.clear();
    }
    const refresh = { Refresh: 'x' };
    succeeded(await cloud.gateway('Update', { stack: 'shop', id: one.member, properties: refresh, old: {} }));
    succeeded(await cloud.route('Update', one.member, { stack: 'shop', id: one.route }));
    expect(await cloud.found()).toEqual(['missing: Web of stack blog']);
    await cloud.checkUp();
    expect(cloud.account.rules.size).toBe(2);
    expect(await cloud.found()).toEqual(['outdated: Web of stack blog']);
  });

  it('gives up seats and claims of old routes that the stack does not have', async () => {
    const { member, route } = await cloud.deployed('shop');
    const properties = { Hosts: ['a.test'] };
    const now = succeeded(await cloud.route('Update', member, { stack: 'shop', id: route, properties }));
    cloud.rests('shop', member, now.physicalResourceId);
    expect(await cloud.checkUp()).toMatchObject({ findings: [], repaired: [{ kind: 'abandoned' }] });
    expect(cloud.account.items.all().filter(isClaim)).toHaveLength(1);
    cloud.rests('shop', `${stackId('shop')}/Web~another`);
    expect(await cloud.checkUp()).toMatchObject({ findings: [] });
    expect(cloud.remains()).toEqual([]);
  });

  it('leaves a foreign cluster alone', async () => {
    cloud.account.clusters.set('theirs', {
      name: 'theirs',
      capacityProviders: [],
      tags: { [TAG.service]: 'x' },
      madeAt: 0,
    });
    expect(await cloud.checkUp()).toMatchObject(WELL);
    expect(cloud.account.clusters.size).toBe(1);
  });

  it('repairs nothing of a service that a request has written since the look', async () => {
    const { member } = await cloud.deployed('shop');
    cloud.account.rules.clear();
    const { stack } = cloud.doctorWorld.survey;
    let looked = 0;
    cloud.doctorWorld.survey.stack = async (id) => {
      if (looked++ === 0) {
        succeeded(await cloud.gateway('Update', { stack: 'shop', id: member }));
      }
      return stack(id);
    };
    expect(await cloud.checkUp()).toMatchObject({
      findings: [{ kind: 'missing', failure: 'it has changed in the meantime' }],
    });
    expect(cloud.account.rules.size).toBe(0);
  });

  it('leaves the last word to a request that arrives during a repair', async () => {
    const { member, route } = await cloud.deployed('shop');
    cloud.account.rules.clear();
    const { createRule } = cloud.loadBalancers;
    let update: Promise<unknown> | undefined;
    cloud.loadBalancers.createRule = async (options) => {
      update ??= cloud.route('Update', member, { stack: 'shop', id: route, properties: { Hosts: ['new.test'] } });
      return createRule.call(cloud.loadBalancers, options);
    };
    await cloud.checkUp();
    await update;
    expect([...cloud.account.rules.values()]).toMatchObject([{ conditions: { hosts: ['new.test'] } }]);
  });

  it('tells why a repair failed, and does the other repairs', async () => {
    await cloud.deployed('shop');
    await cloud.deployed('blog');
    cloud.account.rules.clear();
    const { createRule } = cloud.loadBalancers;
    cloud.loadBalancers.createRule = (options) =>
      options.tags[TAG.stackId] === stackId('shop')
        ? Promise.reject(new Error('Rate exceeded'))
        : createRule.call(cloud.loadBalancers, options);
    expect(await cloud.checkUp()).toMatchObject({
      findings: [
        { kind: 'missing', what: 'Web of stack shop', failure: 'Rate exceeded' },
        { kind: 'outdated', what: 'Web of stack blog' },
      ],
      repaired: [{ kind: 'missing', what: 'Web of stack blog' }],
    });
    expect(cloud.account.rules.size).toBe(1);
  });

  it('tells why the members of a gone stack could not be given up', async () => {
    await cloud.deployed('shop');
    cloud.becomes('shop', { state: 'gone' });
    cloud.loadBalancers.deleteRule = () => Promise.reject(new Error('Rate exceeded'));
    expect(await cloud.checkUp()).toMatchObject({ findings: [{ kind: 'abandoned', failure: 'Rate exceeded' }] });
  });

  it('does not report what is right at a second look', async () => {
    const { RuleArn } = await cloud.deployed('shop');
    const rule = cloud.account.rules.get(RuleArn);
    cloud.account.rules.clear();
    const { stack } = cloud.doctorWorld.survey;
    cloud.doctorWorld.survey.stack = async (id) => {
      if (rule) cloud.account.rules.set(RuleArn, rule);
      return stack(id);
    };
    expect(await cloud.checkUp('none')).toEqual(WELL);
  });

  it('begins no repair for which there is no time', async () => {
    await cloud.deployed('shop');
    cloud.account.rules.clear();
    const { stack } = cloud.doctorWorld.survey;
    cloud.doctorWorld.survey.stack = async (id) => {
      cloud.now += 290_000;
      return stack(id);
    };
    expect(await cloud.checkUp()).toMatchObject({
      findings: [{ kind: 'missing', failure: expect.stringContaining('run it again') }],
    });
  });

  it('does not make a rule again if the ledger lacks its target groups, and says what to do', async () => {
    await cloud.deployed('shop');
    edit(cloud, (item) => {
      if (isService(item)) for (const seat of Object.values(item.seats)) if (seat.rule) seat.rule.groups = groups;
    });
    cloud.account.rules.clear();
    expect(await cloud.checkUp()).toMatchObject({
      findings: [{ kind: 'missing', failure: expect.stringContaining('Gateway.Refresh') }],
    });
  });
});
