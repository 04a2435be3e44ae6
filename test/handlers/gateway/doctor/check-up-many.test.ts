import { stackId } from '../account/at-once/cloud';
import { DoctoredCloud } from './doctored-cloud';

const OF_CLOUDFORMATION = ['DescribeStacks', 'ListStackResources', 'ListStacks'];

/** How many calls of each name a check-up makes. */
async function callsOf(cloud: DoctoredCloud, treatment?: 'unattended' | 'none'): Promise<Record<string, number>> {
  cloud.calls.made.length = 0;
  await cloud.checkUp(treatment);
  const counts: Record<string, number> = {};
  for (const name of cloud.calls.made) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

const sum = (counts: Record<string, number>, names = Object.keys(counts)): number =>
  names.reduce((total, name) => total + (counts[name] ?? 0), 0);

async function withServices(count: number, how: 'deployed' | 'served' = 'deployed'): Promise<DoctoredCloud> {
  const cloud = new DoctoredCloud();
  for (let number = 1; number <= count; number++) await cloud[how](`s${number}`);
  return cloud;
}

describe('a check-up of the schedule, with many services and nothing wrong', () => {
  it.each([
    [10, 20, 'deployed' as const],
    [100, 15, 'deployed' as const],
    [100, 15, 'served' as const],
    [1_000, 110, 'deployed' as const],
  ])(
    'asks about %i services with at most %i calls of CloudFormation and one of every other kind (%s)',
    async (count, most, how) => {
      const cloud = await withServices(count, how);
      const counts = await callsOf(cloud, 'unattended');
      expect(sum(counts, OF_CLOUDFORMATION)).toBeLessThanOrEqual(most);
      const others = Object.keys(counts).filter((name) => !OF_CLOUDFORMATION.includes(name));
      expect(others.sort()).toEqual(['DescribeLoadBalancers', 'DescribeSecurityGroups', 'ListClusters', 'Scan']);
      expect(sum(counts, others)).toBe(4);
    },
    120_000,
  );

  it('lists the resources of every stack within a day of runs', async () => {
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

  it('lists the resources of every stack once if a person asks', async () => {
    const counts = await callsOf(await withServices(30), 'none');
    expect(counts).toMatchObject({ DescribeStacks: 30, ListStackResources: 30 });
    expect(counts).not.toHaveProperty('ListStacks');
  });
});

describe('a check-up of the schedule, with many services', () => {
  it('finds the one whose stack is gone, and the one that lacks its rule', async () => {
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

  it('leaves a stack alone that the list shows as busy', async () => {
    const cloud = await withServices(30);
    cloud.becomes('s7', { state: 'busy' });
    cloud.account.rules.clear();
    const { repaired } = await cloud.checkUp('unattended');
    expect(repaired.map(({ what }) => what)).not.toContain('Web of stack s7');
  });

  it('asks about each stack by itself if it may not list them', async () => {
    const cloud = await withServices(30);
    cloud.calls.failures.set('ListStacks', new Error('AccessDenied'));
    const counts = await callsOf(cloud, 'unattended');
    expect(counts).toMatchObject({ DescribeStacks: 30, ListStackResources: 30 });
  });

  it('tells what it had no time to look at, and begins with other stacks the next time', async () => {
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
          problem: expect.stringContaining('there was no time to look at'),
        },
      ]);
    }
    expect(asked[0]?.length).toBeLessThan(10);
    expect(asked[1]?.[0]).not.toBe(asked[0]?.[0]);
  });
});
