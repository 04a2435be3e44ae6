import { TAG } from '../../../../../handlers/contract';
import { memberTags } from '../../../../../handlers/gateway/identity';
import { isService } from '../../../../../handlers/gateway/ledger/items';
import { succeeded } from '../../account/at-once/cloud';
import { DoctoredCloud, edit } from '../doctored-cloud';

/** Runs that did not end properly leave such rules: the member's seat names another rule or none. */
describe("a rule with a member's tags that the ledger does not know", () => {
  let cloud: DoctoredCloud;

  beforeEach(() => {
    cloud = new DoctoredCloud();
  });

  const makeFor = async (member: string): Promise<string> => {
    const [listenerArn = ''] = cloud.account.listeners.keys();
    const tags = { [TAG.gateway]: cloud.gateways()[0]?.token ?? '', ...memberTags(member) };
    const conditions = { hosts: [], paths: ['/shop-web'], cidrs: [] };
    return cloud.loadBalancers.createRule({ listenerArn, priority: 7, weights: {}, tags, conditions });
  };

  const rules = () => [...cloud.account.rules.keys()];

  it('is deleted, by the schedule too, if the ledger has another rule for the member', async () => {
    const { member, RuleArn } = await cloud.deployed('shop');
    const stray = await makeFor(member);
    expect(await cloud.findings()).toMatchObject([
      { kind: 'leftover', what: 'Web of stack shop', problem: expect.stringContaining(stray) },
    ]);
    expect(await cloud.checkUp('unattended')).toMatchObject({ findings: [], repaired: [{ kind: 'leftover' }] });
    expect(rules()).toEqual([RuleArn]);
  });

  it('is deleted if the member no longer has a route, so that its stack can be deleted', async () => {
    const { member, route } = await cloud.deployed('shop');
    await makeFor(member);
    succeeded(await cloud.route('Delete', member, { stack: 'shop', id: route }));
    cloud.rests('shop', member);
    expect(await cloud.checkUp()).toMatchObject({ findings: [], repaired: [{ kind: 'leftover' }] });
    expect(rules()).toEqual([]);
  });

  it('is deleted after another one has taken the place of the rule that is gone', async () => {
    const { member, RuleArn } = await cloud.deployed('shop');
    const first = await makeFor(member);
    const second = `${first}/second`;
    const rule = { ...cloud.account.rules.existing(first), arn: second, priority: 8, tags: memberTags(member) };
    cloud.account.rules.set(second, rule);
    cloud.account.rules.delete(RuleArn);
    const { findings, repaired } = await cloud.checkUp();
    expect(findings.map(({ kind }) => kind)).toEqual(['outdated']);
    expect(repaired.map(({ kind }) => kind)).toEqual(['missing', 'leftover']);
    expect(rules()).toEqual([first]);
  });

  it('is left to people if the ledger has its route, but not what the rule should be', async () => {
    const { RuleArn } = await cloud.deployed('shop');
    edit(cloud, (item) => {
      if (isService(item)) for (const seat of Object.values(item.seats)) delete seat.ruleArn;
    });
    const [finding] = await cloud.findings();
    expect(finding).toMatchObject({ kind: 'unrecorded', remedy: expect.stringContaining('Gateway.Refresh') });
    expect(finding?.repair).toBeUndefined();
    await cloud.checkUp();
    expect(rules()).toEqual([RuleArn]);
  });

  it('is not reported while its stack is busy or a run is at work on its service', async () => {
    const { member } = await cloud.deployed('shop');
    await makeFor(member);
    cloud.becomes('shop', { state: 'busy' });
    expect(await cloud.findings()).toEqual([]);
    cloud.rests('shop', member);
    await cloud.gateway('Update', { stack: 'shop', id: member, properties: { Refresh: 'x' }, dieAt: 4 });
    expect(await cloud.findings()).toEqual([]);
  });

  it('stays if a request has written its service since the look', async () => {
    const { member } = await cloud.deployed('shop');
    const stray = await makeFor(member);
    const { stack } = cloud.doctorWorld.survey;
    let looked = 0;
    cloud.doctorWorld.survey.stack = async (id) => {
      if (looked++ === 0) succeeded(await cloud.gateway('Update', { stack: 'shop', id: member }));
      return stack(id);
    };
    expect(await cloud.checkUp()).toMatchObject({ findings: [{ failure: 'it has changed in the meantime' }] });
    expect(rules()).toContain(stray);
  });
});
