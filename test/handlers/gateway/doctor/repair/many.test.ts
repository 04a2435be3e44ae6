import { isGateway } from '../../../../../handlers/gateway/ledger/items';
import { stackId } from '../../account/at-once/cloud';
import { DoctoredCloud, edit } from '../doctored-cloud';

const OF_CLOUDFORMATION = ['DescribeStacks', 'ListStackResources', 'ListStacks'];

/** Calls that a check-up makes, by name. */
async function callsOf(cloud: DoctoredCloud, treatment?: 'unattended' | 'none'): Promise<Record<string, number>> {
  cloud.calls.made.length = 0;
  await cloud.checkUp(treatment);
  const counts: Record<string, number> = {};
  for (const name of cloud.calls.made) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

const sum = (counts: Record<string, number>, names = Object.keys(counts)): number =>
  names.reduce((total, name) => total + (counts[name] ?? 0), 0);

async function withServices(count: number): Promise<DoctoredCloud> {
  const cloud = new DoctoredCloud();
  for (let number = 1; number <= count; number++) await cloud.deployed(`s${number}`);
  return cloud;
}

describe('a run of the schedule over many services of which nothing is wrong', () => {
  it.each([
    [10, 20],
    [100, 15],
    [1_000, 110],
  ])(
    'asks CloudFormation about %i services with at most %i calls, and all else once',
    async (count, most) => {
      const cloud = await withServices(count);
      const counts = await callsOf(cloud, 'unattended');
      expect(sum(counts, OF_CLOUDFORMATION)).toBeLessThanOrEqual(most);
      const others = Object.keys(counts).filter((name) => !OF_CLOUDFORMATION.includes(name));
      expect(others.sort()).toEqual(['DescribeLoadBalancers', 'DescribeSecurityGroups', 'ListClusters', 'Scan']);
      expect(sum(counts, others)).toBe(4);
    },
    120_000,
  );

  it('has asked what each stack holds after a day of runs', async () => {
    const cloud = await withServices(30);
    const asked = new Set<string>();
    const { stack } = cloud.doctorWorld.survey;
    cloud.doctorWorld.survey.stack = (id) => {
      asked.add(id);
      return stack(id);
    };
    for (let run = 0; run < 24; run++) {
      await cloud.checkUp('unattended');
      cloud.now += 15 * 60_000;
    }
    expect(asked.size).toBe(30);
  });

  it('asks what every stack holds when a person wants to know, each once', async () => {
    const counts = await callsOf(await withServices(30), 'none');
    expect(counts).toMatchObject({ DescribeStacks: 30, ListStackResources: 30 });
    expect(counts).not.toHaveProperty('ListStacks');
  });
});

describe('a run of the schedule over many services', () => {
  it('finds among them the one whose stack is gone, and the one that lacks its rule', async () => {
    const cloud = await withServices(30);
    cloud.becomes('s7', { state: 'gone' });
    const [rule = ''] = cloud.account.rules.keys();
    cloud.account.rules.delete(rule);
    const { repaired, swept } = await cloud.checkUp('unattended');
    expect(swept?.dropped).toEqual([`${stackId('s7')}/Web`]);
    expect(repaired.map(({ kind, what }) => `${kind}: ${what}`).sort()).toEqual([
      'abandoned: Web of stack s7',
      'missing: Web of stack s1',
    ]);
  });

  it('leaves a stack alone that the list shows at work', async () => {
    const cloud = await withServices(30);
    cloud.becomes('s7', { state: 'busy' });
    cloud.account.rules.clear();
    const { repaired } = await cloud.checkUp('unattended');
    expect(repaired.map(({ what }) => what)).not.toContain('Web of stack s7');
  });

  it('asks for each stack when it may not have the list', async () => {
    const cloud = await withServices(30);
    cloud.calls.failures.set('ListStacks', new Error('AccessDenied'));
    const counts = await callsOf(cloud, 'unattended');
    expect(counts).toMatchObject({ DescribeStacks: 30, ListStackResources: 30 });
  });

  it('tells what it had no time to look at, and begins with others the next time', async () => {
    const cloud = await withServices(10);
    const { stack } = cloud.doctorWorld.survey;
    const asked: string[][] = [];
    cloud.doctorWorld.survey.stack = (id) => {
      cloud.now += 50_000;
      asked.at(-1)?.push(id);
      return stack(id);
    };
    for (const _ of [1, 2]) {
      asked.push([]);
      const { findings } = await cloud.checkUp('unattended');
      expect(findings).toMatchObject([
        {
          kind: 'unknown',
          what: expect.stringMatching(/^\d stacks$/),
          problem: expect.stringContaining('want of time'),
        },
      ]);
    }
    expect(asked[0]?.length).toBeLessThan(10);
    expect(asked[1]?.[0]).not.toBe(asked[0]?.[0]);
  });
});

describe('closings that hang', () => {
  /** Three load balancers that nobody is in; whoever else uses the security groups of the first two. */
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

  it('do not take the turn of the others, nor of services', async () => {
    const cloud = await hanging();
    await cloud.deployed('shop');
    cloud.account.rules.clear();
    cloud.calls.made.length = 0;
    const begun = cloud.now;
    let mended: number | undefined;
    const { createRule } = cloud.loadBalancers;
    cloud.loadBalancers.createRule = (options) => {
      mended ??= cloud.now;
      return createRule.call(cloud.loadBalancers, options);
    };
    const { swept, findings } = await cloud.checkUp('unattended');
    expect(swept?.closed).toHaveLength(1);
    expect(swept?.failed).toMatchObject([
      { reason: expect.stringContaining('rules of other security groups') },
      { reason: expect.stringContaining('rules of other security groups') },
    ]);
    expect(findings.filter(({ kind }) => kind === 'unfinished')).toHaveLength(2);
    expect((mended ?? 0) - begun).toBeLessThan(60_000);
  });

  it('are finished when nothing holds them any more, in one and the same run', async () => {
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

  it('of what a gone stack was the last of are waited for at the end, and its seat is forgotten then', async () => {
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
