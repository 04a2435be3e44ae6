import { Cloud, failed, type RequestOptions, type RequestResult, stackId, succeeded } from '../account/at-once/cloud';

/**
 * CloudFormation sends no Delete for what it retains. When the block comes back under its logical id, what was retained
 * is as good as somebody else's: only a Delete that names it takes it.
 */

const RETAINED = { Retained: 'true' };

/** A service whose block has gone from the template: no request tells. */
async function retained(asked: RequestOptions = {}) {
  const cloud = new Cloud();
  const properties = { ...RETAINED, ...asked.properties };
  const member = idOf(await cloud.gateway('Create', { ...asked, properties }));
  const { Hosts } = properties as { Hosts?: string[] };
  const answer = succeeded(
    await cloud.route('Create', member, { properties: { ...RETAINED, ...(Hosts && { Hosts }) } }),
  );
  return { cloud, member, route: answer.physicalResourceId, rule: String(answer.data?.RuleArn) };
}

const idOf = (answer: RequestResult): string => succeeded(answer).physicalResourceId;

const seats = (cloud: Cloud) => cloud.gateways().flatMap(({ members }) => Object.keys(members));

const claims = (cloud: Cloud) => cloud.account.items.all().flatMap(({ SK }) => (SK.startsWith('CLAIM#') ? [SK] : []));

function isWhole({ cloud, member, rule }: Awaited<ReturnType<typeof retained>>) {
  expect(seats(cloud)).toEqual([member]);
  expect([...cloud.account.rules.keys()]).toEqual([rule]);
  expect(cloud.account.loadBalancers.size).toBe(1);
  expect(claims(cloud)).toHaveLength(2);
}

describe('a block that comes back beside its retained membership', () => {
  it('gets a membership of its own, with names that nothing else has', async () => {
    const { cloud, member } = await retained();
    const again = await cloud.gateway('Create', { properties: RETAINED });
    expect(idOf(again)).not.toBe(member);
    expect(seats(cloud)).toEqual([member, idOf(again)]);
  });

  it('gets the same membership when its Create is delivered again', async () => {
    const { cloud } = await retained();
    const first = await cloud.gateway('Create', { request: 'again', properties: RETAINED });
    expect(await cloud.gateway('Create', { request: 'again', properties: RETAINED })).toEqual(first);
    expect(seats(cloud)).toHaveLength(2);
  });

  it.each([
    ['the same gateway', {}],
    ['another gateway', { GatewayName: 'other' }],
  ])('removes nothing of the retained membership when it is rolled back: %s', async (_, properties) => {
    const before = await retained();
    const { cloud } = before;
    const member = idOf(await cloud.gateway('Create', { properties }));
    const { physicalResourceId: id } = succeeded(
      await cloud.route('Create', member, { properties: { Hosts: ['b.test'] } }),
    );
    succeeded(await cloud.route('Delete', member, { id, properties: { Hosts: ['b.test'] } }));
    succeeded(await cloud.gateway('Delete', { id: member, properties }));
    isWhole(before);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'takes nothing of that along when its Create dies at call %d, and a stand-in is deleted',
    async (dieAt) => {
      const before = await retained();
      const { cloud } = before;
      await cloud.gateway('Create', { properties: { GatewayName: 'other' }, dieAt });
      succeeded(await cloud.gateway('Delete', { id: 'shop-WebGateway-1ABC' }));
      isWhole(before);
    },
  );

  it('removes no route of the retained membership when its own route was never answered', async () => {
    const before = await retained();
    const { cloud } = before;
    const member = idOf(await cloud.gateway('Create', { properties: RETAINED }));
    const properties = { ...RETAINED, Hosts: ['b.test'] };
    await cloud.route('Create', member, { properties, dieAt: 9 });
    succeeded(await cloud.route('Delete', member, { id: 'shop-WebRoute-1ABC', properties }));
    succeeded(await cloud.gateway('Delete', { id: member, properties: RETAINED }));
    isWhole(before);
  });

  it('is refused at once, with who has its paths and what to do', async () => {
    const before = await retained();
    const { cloud, member, rule } = before;
    const again = idOf(await cloud.gateway('Create', {}));
    const reason = failed(await cloud.route('Create', again));
    expect(reason).toMatch(/^ClaimTakenError: On gateway default, \/shop-web, \/shop-web\/\* .* retained/);
    expect(reason).toContain(rule);
    expect(reason).toContain('cfn-express doctor --fix');
    succeeded(await cloud.gateway('Delete', { id: again }));
    expect(seats(cloud)).toEqual([member]);
    isWhole(before);
  });

  it('is refused at once, with who has its ServiceName, and nothing is made', async () => {
    const before = await retained({ properties: { ServiceName: 'web' } });
    const { cloud, rule } = before;
    const reason = failed(await cloud.gateway('Create', { properties: { ServiceName: 'web', GatewayName: 'other' } }));
    expect(reason).toMatch(/^NameTakenError: .*ServiceName web .*retained/);
    expect(reason).toContain(rule);
    isWhole(before);
    const elsewhere = { ServiceName: 'web', Cluster: 'elsewhere' };
    expect((await cloud.gateway('Create', { properties: elsewhere })).status).toBe('SUCCESS');
  });

  it('has a rule whose priority follows from its own hosts and paths, not from the retained rule', async () => {
    const { cloud, rule } = await retained();
    const member = idOf(await cloud.gateway('Create', {}));
    const answer = succeeded(await cloud.route('Create', member, { properties: { Hosts: ['b.test'] } }));
    expect(answer.data?.Priority).toBeLessThan(cloud.account.rules.get(rule)?.priority ?? 0);
  });

  it('does not get the priority of the retained rule', async () => {
    const cloud = new Cloud();
    const member = idOf(await cloud.gateway('Create', { properties: RETAINED }));
    succeeded(await cloud.route('Create', member, { properties: { ...RETAINED, Priority: '7' } }));
    const again = idOf(await cloud.gateway('Create', {}));
    const answer = await cloud.route('Create', again, { properties: { Hosts: ['b.test'], Priority: '7' } });
    expect(failed(answer)).toMatch(/^PriorityTakenError: Priority 7 .* retained/);
  });

  it('leaves the retained membership alone in its own updates', async () => {
    const before = await retained();
    const { cloud, member: old } = before;
    const member = idOf(await cloud.gateway('Create', { properties: RETAINED }));
    const moved = idOf(await cloud.gateway('Update', { id: member, properties: { GatewayName: 'other' } }));
    expect(seats(cloud)).toEqual([old, member, moved]);
    succeeded(await cloud.gateway('Delete', { id: member }));
    const back = idOf(await cloud.gateway('Update', { id: moved, old: { GatewayName: 'other' } }));
    expect(back).not.toBe(old);
    succeeded(await cloud.gateway('Delete', { id: moved }));
    succeeded(await cloud.gateway('Delete', { id: back }));
    isWhole(before);
  });
});

describe('a retained membership', () => {
  it('is removed by the Deletes that name it', async () => {
    const { cloud, member, route } = await retained();
    const again = idOf(await cloud.gateway('Create', { properties: { GatewayName: 'other' } }));
    succeeded(await cloud.route('Delete', member, { id: route }));
    succeeded(await cloud.gateway('Delete', { id: member }));
    expect(seats(cloud)).toEqual([again]);
    expect(claims(cloud)).toEqual([]);
  });

  it('is removed when its creation is rolled back under RetainExceptOnCreate', async () => {
    const { cloud, member, route } = await retained();
    succeeded(await cloud.route('Delete', member, { id: route, properties: RETAINED }));
    succeeded(await cloud.gateway('Delete', { id: member, properties: RETAINED }));
    expect(cloud.remains()).toEqual([]);
  });

  it('is removed by a Delete with a stand-in id, if the Create that made it was never answered', async () => {
    const cloud = new Cloud();
    succeeded(await cloud.gateway('Create', { properties: RETAINED }));
    succeeded(await cloud.gateway('Delete', { id: 'shop-WebGateway-1ABC', properties: RETAINED }));
    expect(cloud.remains()).toEqual([]);
  });
});

describe('a move', () => {
  const MOVED = { GatewayName: 'other' };

  /** A service that has moved, before the clean-up. */
  const moved = async (policies: Record<string, string>) => {
    const cloud = new Cloud();
    const old = idOf(await cloud.gateway('Create', { properties: policies }));
    const oldRoute = idOf(await cloud.route('Create', old));
    const properties = { ...policies, ...MOVED };
    const member = idOf(await cloud.gateway('Update', { id: old, properties, old: policies }));
    const route = idOf(await cloud.route('Update', member, { id: oldRoute }));
    return { cloud, old, oldRoute, member, route };
  };
  const REPLACED = { RetainedWhenReplaced: 'true' };

  it('under UpdateReplacePolicy keeps the old membership until a Delete names it', async () => {
    const { cloud, old, member, route } = await moved(REPLACED);
    succeeded(await cloud.route('Delete', member, { id: route, properties: REPLACED }));
    succeeded(await cloud.gateway('Delete', { id: member, properties: REPLACED }));
    expect(seats(cloud)).toEqual([old]);
    expect(cloud.account.rules.size).toBe(1);
  });

  it('under DeletionPolicy alone does not keep the old membership: the next Delete removes it', async () => {
    const { cloud, member, route } = await moved(RETAINED);
    succeeded(await cloud.gateway('Update', { id: member, properties: MOVED, old: { ...RETAINED, ...MOVED } }));
    succeeded(await cloud.route('Delete', member, { id: route }));
    succeeded(await cloud.gateway('Delete', { id: member }));
    expect(cloud.remains()).toEqual([]);
  });

  it('that is rolled back gets the old membership again, although it was to be retained', async () => {
    const { cloud, old, oldRoute, member, route } = await moved(REPLACED);
    cloud.account.standings.set(stackId('shop'), { state: 'rolling back', resources: {} });
    const back = await cloud.gateway('Update', { id: member, properties: REPLACED, old: { ...REPLACED, ...MOVED } });
    expect(idOf(back)).toBe(old);
    expect(idOf(await cloud.route('Update', old, { id: route }))).toBe(oldRoute);
    succeeded(await cloud.route('Delete', member, { id: route }));
    succeeded(await cloud.gateway('Delete', { id: member }));
    expect(seats(cloud)).toEqual([old]);
    succeeded(await cloud.route('Delete', old, { id: oldRoute }));
    succeeded(await cloud.gateway('Delete', { id: old }));
    expect(cloud.remains()).toEqual([]);
  });

  it('that is cancelled and rolled back gets the old membership again', async () => {
    const cloud = new Cloud();
    const old = idOf(await cloud.gateway('Create', { properties: REPLACED }));
    succeeded(await cloud.gateway('Update', { id: old, properties: { ...REPLACED, ...MOVED }, old: REPLACED }));
    const back = await cloud.gateway('Update', { id: old, properties: REPLACED, old: { ...REPLACED, ...MOVED } });
    expect(idOf(back)).toBe(old);
    expect(seats(cloud)).toEqual([old]);
    succeeded(await cloud.gateway('Delete', { id: old }));
    expect(cloud.remains()).toEqual([]);
  });

  it('back, in another update, gets a new membership: the names of the retained one are taken', async () => {
    const { cloud, old, member } = await moved(REPLACED);
    const back = idOf(
      await cloud.gateway('Update', { id: member, properties: REPLACED, old: { ...REPLACED, ...MOVED } }),
    );
    expect([old, member]).not.toContain(back);
    expect(failed(await cloud.route('Update', back, {}))).toMatch(/^ClaimTakenError: .* retained/);
  });

  it('within one pool is refused where the retained rule would keep all the traffic', async () => {
    const cloud = new Cloud();
    const old = idOf(await cloud.gateway('Create', { properties: REPLACED }));
    const route = idOf(await cloud.route('Create', old));
    const properties = { ...REPLACED, Cluster: 'other' };
    const member = idOf(await cloud.gateway('Update', { id: old, properties, old: REPLACED }));
    expect(member).not.toBe(old);
    expect(failed(await cloud.route('Update', member, { id: route }))).toMatch(/^ClaimTakenError: .* retained/);
  });
});
