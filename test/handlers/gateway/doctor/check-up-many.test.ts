import { setImmediate } from 'node:timers/promises';
import { isService } from '../../../../handlers/gateway/ledger/items';
import { OutOfTimeError } from '../../../../handlers/gateway/world/errors';
import { stackId } from '../account/at-once/cloud';
import { DoctoredCloud, edit } from './doctored-cloud';

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

/** Ten services. The first look has time for the questions about four stacks only. */
async function slowAtFirst(): Promise<{ cloud: DoctoredCloud; asked(): number }> {
  const cloud = await withServices(10);
  const { stack } = cloud.doctorWorld.survey;
  let questions = 0;
  cloud.doctorWorld.survey.stack = (id) => {
    if (++questions <= 4) cloud.now += 31_000;
    return stack(id);
  };
  return { cloud, asked: () => questions };
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
    const { restingStack } = cloud.doctorWorld.survey;
    cloud.doctorWorld.survey.restingStack = (id) => {
      asked.add(id);
      return restingStack(id);
    };
    for (let run = 0; run < 24; run++) {
      await cloud.checkUp('unattended');
      cloud.now += 15 * 60_000;
    }
    expect(asked.size).toBe(30);
  });

  it('lists the resources of every stack once if a person asks', async () => {
    const counts = await callsOf(await withServices(30), 'none');
    expect(counts).toMatchObject({ ListStacks: 2, ListStackResources: 30 });
    expect(counts).not.toHaveProperty('DescribeStacks');
  });
});

describe('a check-up of many services that a person asks for', () => {
  /** Something happens to a stack when its resources have just been listed. */
  function afterListing(cloud: DoctoredCloud, stack: string, happens: () => void): void {
    const { restingStack } = cloud.doctorWorld.survey;
    const left = [happens];
    cloud.doctorWorld.survey.restingStack = async (id) => {
      const seen = await restingStack(id);
      if (id === stackId(stack)) left.shift()?.();
      return seen;
    };
  }

  it('finds the one whose stack is gone, and asks about that one alone by its id', async () => {
    const cloud = await withServices(30);
    cloud.becomes('s7', { state: 'gone' });
    cloud.calls.made.length = 0;
    expect(await cloud.found()).toEqual(['abandoned: Web of stack s7']);
    expect(cloud.calls.made.filter((name) => name === 'DescribeStacks')).toHaveLength(1);
  });

  it('asks once more about a stack that is updated while stacks are asked about, and judges what it has then', async () => {
    const cloud = await withServices(30);
    cloud.becomes('s7', { state: 'resting', resources: [] });
    await cloud.join({ stack: 's8', service: 'Api' });
    afterListing(cloud, 's7', () => {
      const [service] = cloud.services().filter(({ service: id }) => id.startsWith(`${stackId('s7')}/`));
      cloud.rests('s7', service?.known.gateway ?? '', service?.known.route ?? '');
    });
    afterListing(cloud, 's8', () => cloud.becomes('s8', { state: 'busy' }));
    expect(await cloud.found()).toEqual([]);
  });

  it('finds that a stack is gone which is deleted while stacks are asked about', async () => {
    const cloud = await withServices(30);
    afterListing(cloud, 's7', () => cloud.becomes('s7', { state: 'gone' }));
    expect(await cloud.found()).toEqual(['abandoned: Web of stack s7']);
  });

  /**
   * A call that never ends. When all else that is being asked has been answered, time passes until the first wait for an
   * answer is over.
   */
  function hanging(cloud: DoctoredCloud): () => Promise<never> {
    const waits = new Map<(error: Error) => void, number>();
    cloud.doctorWorld.inTime = (until, work) => {
      let over = (_: Error): void => {};
      const end = new Promise<never>((_, reject) => {
        over = reject;
      });
      waits.set(over, until);
      return Promise.race([work, end]).finally(() => waits.delete(over));
    };
    return async () => {
      await setImmediate();
      const first = Math.min(...waits.values());
      cloud.now = Math.max(cloud.now, first + 1);
      for (const [over, until] of waits) if (until === first) over(new OutOfTimeError('an answer'));
      return new Promise<never>(() => {});
    };
  }

  const untold = (stacks: string) =>
    expect.objectContaining({
      kind: 'unknown',
      what: stacks,
      problem: expect.stringContaining('there was no time to look at s'),
    });

  it.each([1, 2])('asks about every stack by its id when list %i of the stacks hangs', async (number) => {
    const cloud = await withServices(30);
    cloud.becomes('s7', { state: 'gone' });
    const hang = hanging(cloud);
    const { listed } = cloud.doctorWorld.survey;
    let lists = 0;
    cloud.doctorWorld.survey.listed = async function* () {
      if (++lists === number) await hang();
      yield* listed();
    };
    const { findings } = await cloud.checkUp('none');
    expect(findings.map(({ kind, what }) => `${kind}: ${what}`)).toEqual(['abandoned: Web of stack s7']);
  });

  it('reads no more pages of the second list than there is time for', async () => {
    const cloud = await withServices(30);
    const { listed } = cloud.doctorWorld.survey;
    let lists = 0;
    let pages = 0;
    cloud.doctorWorld.survey.listed = async function* () {
      if (++lists !== 2) return yield* listed();
      for (; pages < 30; pages++) {
        cloud.now += 130_000;
        yield [];
      }
    };
    const { findings } = await cloud.checkUp('none');
    expect(pages).toBe(0);
    expect(findings).toContainEqual(untold('30 stacks'));
  });

  it('keeps what it has seen of other stacks when the question about one hangs', async () => {
    const cloud = await withServices(10);
    for (let number = 1; number <= 10; number++) cloud.becomes(`s${number}`, { state: 'gone' });
    const hang = hanging(cloud);
    const { stack } = cloud.doctorWorld.survey;
    let questions = 0;
    cloud.doctorWorld.survey.stack = (id) => (++questions === 10 ? hang() : stack(id));
    const { findings } = await cloud.checkUp('none');
    expect(findings.filter(({ kind }) => kind === 'abandoned')).toHaveLength(9);
    expect(findings).toContainEqual(untold('1 stack'));
  });

  it('keeps what it has seen of other stacks when a list of resources hangs', async () => {
    const cloud = await withServices(30);
    cloud.becomes('s7', { state: 'gone' });
    const hang = hanging(cloud);
    const { restingStack, stack } = cloud.doctorWorld.survey;
    cloud.doctorWorld.survey.restingStack = (id) => (id === stackId('s3') ? hang() : restingStack(id));
    cloud.doctorWorld.survey.stack = (id) => (id === stackId('s3') ? hang() : stack(id));
    const { findings } = await cloud.checkUp('none');
    expect(findings).toEqual([
      expect.objectContaining({ kind: 'abandoned', what: 'Web of stack s7' }),
      untold('1 stack'),
    ]);
  });

  it('tells that it did not look behind a rule when the question about its targets hangs', async () => {
    const cloud = await withServices(30);
    cloud.becomes('s7', { state: 'gone' });
    const hang = hanging(cloud);
    cloud.doctorWorld.loadBalancers.targets = hang;
    const { findings } = await cloud.checkUp('none');
    expect(findings).toContainEqual(expect.objectContaining({ kind: 'unknown', what: 'listener rules' }));
  });

  it('tells which stacks the first look had no time for, even if the second look sees all of them', async () => {
    const { cloud, asked } = await slowAtFirst();
    const { findings } = await cloud.checkUp('none');
    expect(asked()).toBeGreaterThan(10);
    expect(findings).toContainEqual(untold('6 stacks'));
  });

  it('does not call what one look had no time for and a later one has seen a repair', async () => {
    const { cloud } = await slowAtFirst();
    const { findings, repaired } = await cloud.checkUp('full');
    expect({ findings, repaired }).toEqual({ findings: [], repaired: [] });
  });

  /** From the second look on there is no time to ask about the stack. */
  function isLaterHidden(cloud: DoctoredCloud, stack: string): void {
    const { stack: ask, clusters } = cloud.doctorWorld.survey;
    let looks = 0;
    cloud.doctorWorld.survey.clusters = () => {
      looks++;
      return clusters();
    };
    cloud.doctorWorld.survey.stack = (id) =>
      looks > 1 && id === stackId(stack) ? Promise.reject(new OutOfTimeError('an answer')) : ask(id);
  }

  const UNCONFIRMED = ' (not confirmed: a later look could not see this)';

  it.each(['none', 'unattended', 'full'] as const)(
    'neither drops what a later look had no time for nor calls it repaired, asked to repair: %s',
    async (treatment) => {
      const cloud = await withServices(2);
      cloud.becomes('s1', { state: 'resting', resources: [] });
      // The rule keeps its seat from being given up.
      cloud.doctorWorld.loadBalancers.deleteRule = () => Promise.reject(new Error('AccessDenied'));
      isLaterHidden(cloud, 's1');
      const { findings, repaired } = await cloud.checkUp(treatment);
      expect(repaired).toEqual([]);
      expect(findings).toContainEqual(
        expect.objectContaining({
          kind: 'abandoned',
          what: 'Web of stack s1',
          problem: `its stack does not have 1 of its memberships${UNCONFIRMED}`,
          ...(treatment !== 'none' && { failure: 'AccessDenied' }),
        }),
      );
    },
  );

  it('says that a claim without a route is not confirmed if there was no time for any other stack', async () => {
    const cloud = await withServices(2);
    edit(cloud, (item) => {
      if (isService(item) && item.service.startsWith(stackId('s1'))) item.routes = {};
    });
    const before = await cloud.found();
    isLaterHidden(cloud, 's2');
    const { findings } = await cloud.checkUp('none');
    expect(findings.map(({ kind, what }) => `${kind}: ${what}`)).toEqual(before);
    expect(findings).not.toEqual([]);
    expect(findings.every(({ problem }) => problem.endsWith(UNCONFIRMED))).toBe(true);
  });

  it('calls a repair by its name although there was no time for another stack', async () => {
    const cloud = await withServices(2);
    cloud.becomes('s1', { state: 'gone' });
    isLaterHidden(cloud, 's2');
    const { repaired } = await cloud.checkUp('full');
    expect(repaired).toMatchObject([{ kind: 'abandoned', what: 'Web of stack s1' }]);
  });

  it('keeps what the first look found when the second look fails, and tells that it failed', async () => {
    const cloud = await withServices(10);
    cloud.becomes('s7', { state: 'gone' });
    const { clusters } = cloud.doctorWorld.survey;
    let looks = 0;
    cloud.doctorWorld.survey.clusters = () => (++looks === 2 ? Promise.reject(new Error('Rate exceeded')) : clusters());
    const { findings } = await cloud.checkUp('none');
    expect(findings).toMatchObject([
      { kind: 'abandoned', what: 'Web of stack s7' },
      {
        kind: 'unknown',
        what: 'the second look',
        problem: 'it failed (Rate exceeded), so nothing of this is confirmed',
        remedy: 'run this again later',
      },
    ]);
  });

  it('leaves a stack alone that the list shows as busy, without asking about it', async () => {
    const cloud = await withServices(30);
    cloud.becomes('s7', { state: 'busy' });
    cloud.calls.made.length = 0;
    expect(await cloud.found()).toEqual([]);
    expect(cloud.calls.made).not.toContain('DescribeStacks');
  });

  it('tells that it had no time to look for targets behind all rules', async () => {
    const cloud = await withServices(30);
    cloud.doctorWorld.loadBalancers.targets = async () => {
      cloud.now += 20_000;
      return 1;
    };
    const { findings } = await cloud.checkUp('none');
    expect(findings).toContainEqual(
      expect.objectContaining({
        kind: 'unknown',
        what: 'listener rules',
        problem: 'there was no time to look behind all of them for target groups without targets',
      }),
    );
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
