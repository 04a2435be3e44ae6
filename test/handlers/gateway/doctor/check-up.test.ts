import { TAG } from '../../../../handlers/contract';
import { isClaim, isGateway, isService } from '../../../../handlers/gateway/ledger/items';
import type { Item } from '../../../../handlers/gateway/ledger/store';
import { stackId, succeeded } from '../support/cloud';
import { DoctoredCloud } from './ward';

const WELL = { findings: [], repaired: [] };

const edit = (cloud: DoctoredCloud, change: (item: Item) => void): void => {
  for (const item of cloud.store.items.values()) change(item);
};

const forget = (cloud: DoctoredCloud, which: (item: Item) => boolean): void => {
  for (const [key, item] of [...cloud.store.items]) if (which(item)) cloud.store.items.delete(key);
};

const groups = { blue: 'arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/', green: '' };

describe('a check-up', () => {
  let cloud: DoctoredCloud;

  beforeEach(() => {
    cloud = new DoctoredCloud();
  });

  const rule = () => [...cloud.loadBalancers.allRules.values()][0];

  /** The ledger without what every write changes. */
  const ledger = () => cloud.store.all().map((item) => ({ ...item, revision: 0, current: '', begun: {} }));

  it('changes nothing when it is only to look', async () => {
    await cloud.deployed('shop');
    cloud.loadBalancers.allRules.clear();
    const before = cloud.store.all();
    const { findings, repaired, swept } = await cloud.checkUp('none');
    expect([findings.length, repaired, swept]).toEqual([1, [], undefined]);
    expect(cloud.store.all()).toEqual(before);
  });

  it('has nothing to do where all is well, and may be repeated', async () => {
    await cloud.deployed('shop');
    const before = cloud.store.all();
    expect(await cloud.checkUp()).toMatchObject(WELL);
    expect(await cloud.checkUp('unattended')).toMatchObject(WELL);
    expect(cloud.store.all()).toEqual(before);
  });

  it('makes a rule again with the weights that are live, and lets the next Update tell the stack', async () => {
    const { member, route, RuleArn, Priority } = await cloud.deployed('shop', { AllowedCidrs: ['10.0.0.0/8'] });
    const before = rule();
    cloud.loadBalancers.registered.set('Web-green', 1);
    cloud.loadBalancers.allRules.clear();
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

  it('takes another priority where a rule made by hand has taken it meanwhile', async () => {
    const { Priority } = await cloud.deployed('shop');
    const [listenerArn = ''] = cloud.loadBalancers.allListeners.keys();
    cloud.loadBalancers.allRules.clear();
    const conditions = { hosts: [], paths: ['/by-hand'], cidrs: [] };
    await cloud.loadBalancers.createRule({ listenerArn, priority: Priority, weights: {}, tags: {}, conditions });
    await cloud.checkUp();
    expect([...cloud.loadBalancers.allRules.values()].map(({ priority }) => priority)).toEqual([
      Priority,
      expect.any(Number),
    ]);
    expect(cloud.loadBalancers.allRules.size).toBe(2);
    expect((await cloud.found()).every((one) => one.startsWith('outdated'))).toBe(true);
  });

  it('changes back what was changed by hand only when a person asks', async () => {
    const { RuleArn } = await cloud.deployed('shop');
    const before = rule();
    await cloud.loadBalancers.changePriority(RuleArn, 4711);
    await cloud.loadBalancers.changeRule(RuleArn, { conditions: { hosts: ['x.test'], paths: [], cidrs: [] } });
    expect(await cloud.checkUp('unattended')).toMatchObject({ findings: [{ kind: 'changed' }], repaired: [] });
    expect(await cloud.checkUp('full')).toMatchObject({ findings: [], repaired: [{ kind: 'changed' }] });
    expect(rule()).toEqual(before);
  });

  it('makes a load balancer again for all its services, once', async () => {
    const [shop, blog] = [await cloud.deployed('shop'), await cloud.deployed('blog')];
    const priorities = [shop, blog].map(({ Priority }) => Priority);
    const { all, allListeners, allRules } = cloud.loadBalancers;
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

  it('tells services of a load balancer that somebody else had made again', async () => {
    const one = await cloud.deployed('shop');
    await cloud.deployed('blog');
    for (const map of [cloud.loadBalancers.all, cloud.loadBalancers.allListeners, cloud.loadBalancers.allRules]) {
      map.clear();
    }
    const refresh = { Refresh: 'x' };
    succeeded(await cloud.gateway('Update', { stack: 'shop', id: one.member, properties: refresh, old: {} }));
    succeeded(await cloud.route('Update', one.member, { stack: 'shop', id: one.route }));
    expect(await cloud.found()).toEqual(['missing: Web of stack blog']);
    await cloud.checkUp();
    expect(cloud.loadBalancers.allRules.size).toBe(2);
    expect(await cloud.found()).toEqual(['outdated: Web of stack blog']);
  });

  it('gives up what the stack does not have: seats, and claims of old routes', async () => {
    const { member, route } = await cloud.deployed('shop');
    const properties = { Hosts: ['a.test'] };
    const now = succeeded(await cloud.route('Update', member, { stack: 'shop', id: route, properties }));
    cloud.rests('shop', member, now.physicalResourceId);
    expect(await cloud.checkUp()).toMatchObject({ findings: [], repaired: [{ kind: 'abandoned' }] });
    expect(cloud.store.all().filter(isClaim)).toHaveLength(1);
    cloud.rests('shop', `${stackId('shop')}/Web~another`);
    expect(await cloud.checkUp()).toMatchObject({ findings: [] });
    expect(cloud.remains()).toEqual([]);
  });

  it('writes a lost ledger anew, so that services move on and leave as ever', async () => {
    const shop = await cloud.deployed('shop');
    const blog = await cloud.deployed('blog');
    const before = cloud.gateways()[0];
    cloud.store.items.clear();
    expect(await cloud.checkUp('unattended')).toMatchObject({ findings: [] });
    const after = cloud.gateways()[0];
    expect(Object.keys(after?.members ?? {}).sort()).toEqual(Object.keys(before?.members ?? {}).sort());
    expect(after?.facts).toEqual(before?.facts);
    expect(cloud.ledgerClusters()).toMatchObject([{ ownership: 'ours', members: { [shop.member]: true } }]);
    const third = await cloud.deployed('third');
    expect(cloud.gateways()).toHaveLength(1);
    const updated = succeeded(
      await cloud.gateway('Update', { stack: 'shop', id: shop.member, properties: { Refresh: 'y' } }),
    );
    expect(updated.physicalResourceId).toBe(shop.member);
    for (const [stack, one] of [
      ['shop', shop],
      ['blog', blog],
      ['third', third],
    ] as const) {
      await cloud.leave(one, { stack });
    }
    expect(cloud.remains()).toEqual([]);
  });

  it('takes nothing of a service that it has recorded when its stack is gone without a word', async () => {
    await cloud.deployed('shop');
    cloud.store.items.clear();
    await cloud.checkUp();
    cloud.becomes('shop', { state: 'gone' });
    expect(await cloud.checkUp()).toMatchObject({ findings: [{ kind: 'retained' }], repaired: [] });
    expect(cloud.loadBalancers.allRules.size).toBe(1);
  });

  it('records one lost service among others', async () => {
    await cloud.deployed('shop');
    const blog = await cloud.deployed('blog');
    const before = ledger().filter((item) => !isService(item));
    forget(cloud, (item) => item.service === `${stackId('blog')}/Web`);
    expect(await cloud.checkUp()).toMatchObject({ findings: [], repaired: [{ kind: 'unrecorded' }] });
    expect(ledger().filter((item) => isClaim(item))).toEqual(before.filter((item) => isClaim(item)));
    await cloud.leave(blog, { stack: 'blog' });
    expect(cloud.loadBalancers.allRules.size).toBe(1);
  });

  it('gives up what a gone stack left in the ledger of others', async () => {
    await cloud.deployed('shop');
    await cloud.deployed('blog');
    forget(cloud, (item) => item.service === `${stackId('blog')}/Web`);
    cloud.becomes('blog', { state: 'gone' });
    expect(await cloud.checkUp()).toMatchObject({ findings: [] });
    expect(cloud.loadBalancers.allRules.size).toBe(1);
    expect(Object.keys(cloud.gateways()[0]?.members ?? {})).toHaveLength(1);
    expect(cloud.store.all().filter(isClaim)).toHaveLength(2);
  });

  it('deletes a rule that neither ledger nor stack has', async () => {
    await cloud.deployed('shop');
    const blog = await cloud.deployed('blog');
    forget(cloud, (item) => item.service === `${stackId('blog')}/Web`);
    edit(cloud, (item) => {
      if (isGateway(item)) delete item.members[blog.member];
    });
    cloud.becomes('blog', { state: 'gone' });
    await cloud.checkUp();
    expect(cloud.loadBalancers.allRules.has(blog.RuleArn)).toBe(false);
    expect(cloud.loadBalancers.allRules.size).toBe(1);
  });

  it('claims what routes have lost', async () => {
    await cloud.deployed('shop');
    const before = cloud.store.all().filter(isClaim);
    forget(cloud, isClaim);
    expect(await cloud.checkUp()).toMatchObject({ findings: [], repaired: [{ kind: 'unrecorded' }] });
    expect(cloud.store.all().filter(isClaim)).toEqual(before);
  });

  it('takes down load balancer, group and cluster that nobody has, and keeps a cluster that something runs in', async () => {
    await cloud.deployed('shop');
    cloud.becomes('shop', { state: 'gone' });
    cloud.store.items.clear();
    cloud.clusters.busy.add('default');
    expect(await cloud.checkUp()).toMatchObject({ findings: [{ kind: 'leftover', what: 'cluster default' }] });
    expect([cloud.loadBalancers.all.size, cloud.network.groups.size, cloud.clusters.all.size]).toEqual([0, 0, 1]);
    cloud.clusters.busy.clear();
    expect(await cloud.checkUp()).toMatchObject({ findings: [] });
    expect(cloud.remains()).toEqual([]);
  });

  it('records no member whose ECS service is not there', async () => {
    await cloud.deployed('shop');
    forget(cloud, isService);
    cloud.ward.survey.serviceNetwork = async () => undefined;
    expect(await cloud.checkUp()).toMatchObject({
      findings: [{ kind: 'unrecorded', failure: expect.stringContaining('is not there') }],
    });
    expect(cloud.services()).toEqual([]);
  });

  it('records a service in a cluster of somebody else, and the name that its user gave it', async () => {
    const { member } = await cloud.deployed('shop');
    const resources = [
      { logicalId: 'Web', physicalId: 'arn:aws:ecs:eu-west-1:1:service/theirs/my-web', type: 'AWS::ECS::Service' },
      { logicalId: 'WebGateway', physicalId: member, type: 'Custom::ExpressGateway' },
    ];
    cloud.becomes('shop', { state: 'resting', resources });
    cloud.store.items.clear();
    cloud.clusters.all.clear();
    await cloud.checkUp();
    expect(cloud.ledgerClusters()).toMatchObject([
      { name: 'theirs', ownership: 'foreign', members: { [member]: true } },
    ]);
    expect(cloud.services()[0]?.seats[member]?.wish).toMatchObject({ serviceName: 'my-web', cluster: 'theirs' });
  });

  it('takes nothing down that the ledger has by then', async () => {
    await cloud.deployed('shop');
    cloud.becomes('shop', { state: 'gone' });
    const items = [...cloud.store.items];
    cloud.store.items.clear();
    const { stack } = cloud.ward.survey;
    cloud.ward.survey.stack = async (id) => {
      for (const [key, item] of items) cloud.store.items.set(key, item);
      return stack(id);
    };
    cloud.goneStacks.clear();
    await cloud.checkUp();
    expect(cloud.loadBalancers.all.size).toBe(1);
  });

  it('leaves a foreign cluster alone', async () => {
    cloud.clusters.all.set('theirs', { arn: 'arn', capacityProviders: [], tags: { [TAG.service]: 'x' } });
    expect(await cloud.checkUp()).toMatchObject(WELL);
    expect(cloud.clusters.all.size).toBe(1);
  });

  it('does not act on a service that a request has touched since it was looked at', async () => {
    const { member } = await cloud.deployed('shop');
    cloud.loadBalancers.allRules.clear();
    const { stack } = cloud.ward.survey;
    let looked = 0;
    cloud.ward.survey.stack = async (id) => {
      if (looked++ === 0) {
        succeeded(await cloud.gateway('Update', { stack: 'shop', id: member }));
      }
      return stack(id);
    };
    expect(await cloud.checkUp()).toMatchObject({
      findings: [{ kind: 'missing', failure: 'it has changed in the meantime' }],
    });
    expect(cloud.loadBalancers.allRules.size).toBe(0);
  });

  it('lets a request that comes while it repairs have the last word', async () => {
    const { member, route } = await cloud.deployed('shop');
    cloud.loadBalancers.allRules.clear();
    const { createRule } = cloud.loadBalancers;
    let update: Promise<unknown> | undefined;
    cloud.loadBalancers.createRule = async (options) => {
      update ??= cloud.route('Update', member, { stack: 'shop', id: route, properties: { Hosts: ['new.test'] } });
      return createRule.call(cloud.loadBalancers, options);
    };
    await cloud.checkUp();
    await update;
    expect([...cloud.loadBalancers.allRules.values()]).toMatchObject([{ conditions: { hosts: ['new.test'] } }]);
  });

  it('tells why a repair failed, and goes on with the others', async () => {
    await cloud.deployed('shop');
    await cloud.deployed('blog');
    cloud.loadBalancers.allRules.clear();
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
    expect(cloud.loadBalancers.allRules.size).toBe(1);
  });

  it('tells why the round of the sweeper did not do its part', async () => {
    await cloud.deployed('shop');
    cloud.becomes('shop', { state: 'gone' });
    cloud.loadBalancers.deleteRule = () => Promise.reject(new Error('Rate exceeded'));
    expect(await cloud.checkUp()).toMatchObject({ findings: [{ kind: 'abandoned', failure: 'Rate exceeded' }] });
  });

  it('reports nothing that is right at a second look', async () => {
    const { RuleArn } = await cloud.deployed('shop');
    const rule = cloud.loadBalancers.allRules.get(RuleArn);
    cloud.loadBalancers.allRules.clear();
    const { stack } = cloud.ward.survey;
    cloud.ward.survey.stack = async (id) => {
      if (rule) cloud.loadBalancers.allRules.set(RuleArn, rule);
      return stack(id);
    };
    expect(await cloud.checkUp('none')).toEqual(WELL);
  });

  it('begins no repair that it has no time for', async () => {
    await cloud.deployed('shop');
    cloud.loadBalancers.allRules.clear();
    const { stack } = cloud.ward.survey;
    cloud.ward.survey.stack = async (id) => {
      cloud.now += 290_000;
      return stack(id);
    };
    expect(await cloud.checkUp()).toMatchObject({
      findings: [{ kind: 'missing', failure: expect.stringContaining('run it again') }],
    });
  });

  it('does without a record of the target groups what it can: nothing', async () => {
    await cloud.deployed('shop');
    edit(cloud, (item) => {
      if (isService(item)) for (const seat of Object.values(item.seats)) if (seat.rule) seat.rule.groups = groups;
    });
    cloud.loadBalancers.allRules.clear();
    expect(await cloud.checkUp()).toMatchObject({
      findings: [{ kind: 'missing', failure: expect.stringContaining('Gateway.Refresh') }],
    });
  });
});
