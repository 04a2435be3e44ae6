import { isGateway } from '../../../../../handlers/gateway/ledger/items';
import { stackId } from '../../account/at-once/cloud';
import { DoctoredCloud, edit } from '../doctored-cloud';

describe('closings that take long', () => {
  /** Three gateways without members. Other security groups refer to those of the first two. */
  const hanging = async (): Promise<DoctoredCloud> => {
    const cloud = new DoctoredCloud({ maxMembers: 1 });
    for (const stack of ['a', 'b', 'c']) await cloud.deployed(stack);
    const [first = '', second = ''] = cloud.account.securityGroups.keys();
    cloud.account.referredGroups.set(first, true).set(second, true);
    cloud.account.rules.clear();
    for (const key of cloud.account.items.keys()) {
      if (!isGateway(cloud.account.items.get(key) ?? { PK: '', SK: '' })) cloud.account.items.delete(key);
    }
    edit(cloud, (item) => Object.assign(item, { members: {}, state: 'CLOSING' }));
    cloud.account.clusters.clear();
    return cloud;
  };

  it('delay neither other closings nor repairs of services', async () => {
    const cloud = await hanging();
    await cloud.deployed('shop');
    cloud.account.rules.clear();
    cloud.calls.made.length = 0;
    const begun = cloud.now;
    let restoredAt: number | undefined;
    const { createRule } = cloud.loadBalancers;
    cloud.loadBalancers.createRule = (options) => {
      restoredAt ??= cloud.now;
      return createRule.call(cloud.loadBalancers, options);
    };
    const { swept, findings } = await cloud.checkUp('unattended');
    expect(swept?.closed).toHaveLength(1);
    expect(swept?.failed).toMatchObject([
      { reason: expect.stringContaining('rules of other security groups') },
      { reason: expect.stringContaining('rules of other security groups') },
    ]);
    expect(findings.filter(({ kind }) => kind === 'unfinished')).toHaveLength(2);
    expect((restoredAt ?? 0) - begun).toBeLessThan(60_000);
  });

  it('are finished in the same run once nothing holds them any more', async () => {
    const cloud = await hanging();
    let looks = 0;
    const { deleteSecurityGroup } = cloud.network;
    cloud.network.deleteSecurityGroup = (id) => {
      if (++looks === 6) cloud.account.referredGroups.clear();
      return deleteSecurityGroup.call(cloud.network, id);
    };
    const { swept, findings } = await cloud.checkUp('unattended');
    expect(swept).toMatchObject({ closed: [expect.any(String), expect.any(String), expect.any(String)], failed: [] });
    expect(findings).toEqual([]);
    expect(cloud.gateways()).toEqual([]);
  });

  it('after the last member of a gone stack are waited for at the end, and then its seat is given up', async () => {
    const cloud = new DoctoredCloud();
    await cloud.deployed('shop');
    cloud.becomes('shop', { state: 'gone' });
    cloud.calls.answer('DescribeNetworkInterfaces', 2, 3);
    const { swept, findings } = await cloud.checkUp('unattended');
    expect(swept).toMatchObject({ dropped: [`${stackId('shop')}/Web`], failed: [] });
    expect(findings).toEqual([]);
    expect(cloud.remains()).toEqual([]);
  });
});
