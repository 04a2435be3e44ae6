import { TAG } from '../../../../../handlers/contract';
import { memberTags } from '../../../../../handlers/gateway/identity';
import { isService } from '../../../../../handlers/gateway/ledger/items';
import { succeeded } from '../../account/at-once/cloud';
import { DoctoredCloud, edit } from '../doctored-cloud';

/** Rules with a member's tags that its seat in the ledger does not name: runs that came to no end have made them. */
describe('a rule that the ledger does not know of', () => {
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

  it('is deleted, by the schedule too, where the ledger has another for its service', async () => {
    const { member, RuleArn } = await cloud.deployed('shop');
    const stray = await makeFor(member);
    expect(await cloud.findings()).toMatchObject([
      { kind: 'leftover', what: 'Web of stack shop', problem: expect.stringContaining(stray) },
    ]);
    expect(await cloud.checkUp('unattended')).toMatchObject({ findings: [], repaired: [{ kind: 'leftover' }] });
    expect(rules()).toEqual([RuleArn]);
  });

  it('is deleted where its service has no route any more, so that its stack can be deleted', async () => {
    const { member, route } = await cloud.deployed('shop');
    await makeFor(member);
    succeeded(await cloud.route('Delete', member, { stack: 'shop', id: route }));
    cloud.rests('shop', member);
    expect(await cloud.checkUp()).toMatchObject({ findings: [], repaired: [{ kind: 'leftover' }] });
    expect(rules()).toEqual([]);
  });

  it('is deleted when another one has been taken for the rule that is gone', async () => {
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

  it('is left to a person where the ledger has its route, but nothing of what the rule was to be', async () => {
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

  it('is nothing to speak of while a request of its service is at work, or its stack is', async () => {
    const { member } = await cloud.deployed('shop');
    await makeFor(member);
    cloud.becomes('shop', { state: 'busy' });
    expect(await cloud.findings()).toEqual([]);
    cloud.rests('shop', member);
    await cloud.gateway('Update', { stack: 'shop', id: member, properties: { Refresh: 'x' }, dieAt: 4 });
    expect(await cloud.findings()).toEqual([]);
  });

  it('stays when a request has touched its service since it was looked at', async () => {
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
