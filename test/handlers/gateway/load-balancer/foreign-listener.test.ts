import { TAG } from '../../../../handlers/contract';
import { isGateway, isService } from '../../../../handlers/gateway/ledger/items';
import { attributes, failed, succeeded } from '../account/at-once/cloud';
import type { ListenerRecord, ListenerRuleRecord } from '../account/state';
import { DoctoredCloud, edit } from '../doctor/doctored-cloud';

const FOREIGN = 'arn:aws:elasticloadbalancing:eu-west-1:1:listener/app/by-hand/1';

/** Somebody deletes the shared listener and makes one of his own on its port: a redirect to HTTPS, say. */
describe('a listener of somebody else on the port of ours', () => {
  let cloud: DoctoredCloud;
  let shop: Awaited<ReturnType<DoctoredCloud['deployed']>>;
  let before: ListenerRecord;
  let rule: ListenerRuleRecord;

  const listeners = () => [...cloud.account.listeners.values()];
  const onForeign = () => [...cloud.account.rules.values()].filter((one) => one.listenerArn === FOREIGN);
  const takeAway = () => cloud.account.listeners.delete(FOREIGN);

  beforeEach(async () => {
    cloud = new DoctoredCloud();
    shop = await cloud.deployed('shop');
    await cloud.deployed('blog');
    const [ours] = cloud.account.listeners.all();
    if (!ours) throw new Error('There is no listener');
    before = ours;
    rule = cloud.account.rules.existing(shop.RuleArn);
    const { listeners: allListeners, rules: allRules } = cloud.account;
    allListeners.clear();
    allRules.clear();
    allListeners.set(FOREIGN, { ...ours, arn: FOREIGN, tags: {} });
  });

  it('is named in the failure of an update, with what to do about it', async () => {
    const { member, route: id } = shop;
    const properties = { Hosts: ['other.test'] };
    const said = failed(await cloud.route('Update', member, { id, properties, old: {} }));
    expect(said).toMatch(/^ListenerTakenError: /);
    expect(said).toContain(FOREIGN);
    expect(said).toContain('delete it or move it to another port');
    expect(onForeign()).toEqual([]);
    takeAway();
    succeeded(await cloud.route('Update', member, { id, properties, old: {} }));
    expect(cloud.account.rules.size).toBe(1);
  });

  it('is also named in the failure of an update with another Refresh', async () => {
    const answer = await cloud.gateway('Update', { id: shop.member, properties: { Refresh: 'now' }, old: {} });
    expect(failed(answer)).toContain(FOREIGN);
    takeAway();
    const again = await cloud.gateway('Update', { id: shop.member, properties: { Refresh: 'now' }, old: {} });
    expect(attributes(again).ListenerArn).toBe(listeners()[0]?.arn);
  });

  it('is reported by the doctor and left alone, and no longer reported after its owner has removed it', async () => {
    for (const treatment of ['none', 'full'] as const) {
      const { findings } = await cloud.checkUp(treatment);
      expect(findings.filter(({ kind }) => kind !== 'outdated')).toMatchObject([
        { kind: 'foreign', problem: expect.stringContaining(FOREIGN), repairable: false },
      ]);
    }
    expect(listeners().map(({ arn }) => arn)).toEqual([FOREIGN]);
    expect(cloud.gateways()[0]?.facts?.listenerArn).toBe(before.arn);
    takeAway();
    expect((await cloud.checkUp()).findings.map(({ kind }) => kind)).toEqual(['outdated', 'outdated']);
    expect(cloud.account.rules.size).toBe(2);
  });

  it('that was once taken for ours loses our rules when it moves to another port', async () => {
    const [{ token = '' } = {}] = cloud.gateways();
    edit(cloud, (item) => {
      if (isGateway(item) && item.facts) item.facts.listenerArn = FOREIGN;
      if (isService(item)) for (const { facts } of Object.values(item.seats)) if (facts) facts.listenerArn = FOREIGN;
    });
    expect(token).not.toBe('');
    const update = { id: shop.route, properties: { Hosts: ['other.test'] }, old: {} };
    succeeded(await cloud.route('Update', shop.member, update));
    expect(onForeign()).toHaveLength(1);
    expect(await cloud.found()).toContainEqual(expect.stringMatching(/^foreign: load balancer/));
    for (const listener of listeners()) cloud.account.listeners.set(FOREIGN, { ...listener, port: 81 });
    await cloud.checkUp();
    const ours = listeners().find(({ arn }) => arn !== FOREIGN);
    expect(ours?.tags).toMatchObject({ [TAG.gateway]: token });
    expect([...cloud.account.rules.values()].map((rule) => rule.listenerArn)).toEqual([ours?.arn, ours?.arn]);
  });

  it('is not recorded when the ledger has lost its gateway', async () => {
    const { listeners: allListeners, rules: allRules } = cloud.account;
    allListeners.set(before.arn, { ...before, port: 81 });
    allRules.set(rule.arn, rule);
    cloud.account.items.clear();
    const [finding] = await cloud.findings();
    expect(finding).toMatchObject({ kind: 'unrecorded', remedy: expect.stringContaining('listener on port 80') });
    expect(finding?.repair).toBeUndefined();
  });
});

it('a listener of ours that somebody moved to another port is made again with its rules', async () => {
  const cloud = new DoctoredCloud();
  await cloud.deployed('shop');
  const [moved] = cloud.account.listeners.values();
  if (moved) cloud.account.listeners.set(moved.arn, { ...moved, port: 81 });
  expect((await cloud.checkUp()).findings.map(({ kind }) => kind)).toEqual(['outdated']);
  const ours = [...cloud.account.listeners.values()].find(({ port }) => port === 80);
  expect([...cloud.account.rules.values()]).toMatchObject([{ listenerArn: ours?.arn }]);
});
