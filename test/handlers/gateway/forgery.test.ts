/**
 * What a stack may not reach by the properties and ids of its own resources: anything of another stack. The stack's id
 * is CloudFormation's to write; everything else in a request is the template's.
 */
import { TAG } from '../../../handlers/contract';
import { bandOf } from '../../../handlers/gateway/route/bands';
import { Cloud, failed, stackId, succeeded } from './account/at-once/cloud';

const VICTIM = { stack: 'bank', service: 'Web' };
const HOST = 'bank.example.com';
const THIEF = { stack: 'thief', service: 'Web' };

/** A service with a host in stack `bank`, and a membership of the same load balancer in stack `thief`. */
async function scene() {
  const cloud = new Cloud();
  const victim = await cloud.join({ ...VICTIM, properties: { Hosts: [HOST] } });
  const { physicalResourceId: thief } = succeeded(await cloud.gateway('Create', THIEF));
  const before = all(cloud);
  return { cloud, victim, thief, before };
}

/** Everything of the victim's, in the ledger and in AWS. */
function all({ account: { items, rules } }: Cloud): string {
  const isTheirs = (owner: unknown): boolean => String(owner).startsWith(`${stackId('bank')}/`);
  return JSON.stringify([
    items.all().filter(({ service, owner }) => isTheirs(service ?? owner)),
    rules.all().filter(({ tags }) => tags[TAG.stackId] === stackId('bank')),
  ]);
}

/** `…:targetgroup/<name>/<id>`, as AWS makes ARNs of names. */
const targetGroup = (name: unknown): string =>
  `arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/${String(name)}/0123456789abcdef`;

describe("another stack's membership", () => {
  it('cannot hold a rule of this stack', async () => {
    const { cloud, victim, before } = await scene();
    expect(failed(await cloud.route('Create', victim.member, THIEF))).toMatch(/^MembershipLostError: /);
    expect(failed(await cloud.route('Update', victim.member, { ...THIEF, id: victim.route }))).toMatch(
      /^MembershipLostError: /,
    );
    expect(all(cloud)).toBe(before);
  });

  it.each(['Delete', 'Update'] as const)('is not reached by its id in a %s of a gateway', async (type) => {
    const { cloud, victim, before } = await scene();
    succeeded(await cloud.gateway(type, { ...THIEF, id: victim.member }));
    expect(all(cloud)).toBe(before);
    expect(Object.keys(cloud.gateways()[0]?.members ?? {})).toContain(victim.member);
  });

  it('is not reached by the id of its route', async () => {
    const { cloud, victim, before } = await scene();
    succeeded(await cloud.route('Delete', victim.member, { ...THIEF, id: victim.route }));
    succeeded(await cloud.gateway('Delete', { ...THIEF, id: victim.route }));
    expect(all(cloud)).toBe(before);
  });

  it.each(['__proto__', 'constructor', 'toString'])(
    'is not found under a name that every object has: %s',
    async (name) => {
      const { cloud } = await scene();
      expect(failed(await cloud.route('Create', name, THIEF))).toMatch(/^MembershipLostError: /);
    },
  );
});

describe('the name of the block', () => {
  it.each([`${stackId('bank')}/Web`, '../../bank/uuid/Web', 'Web~g1', 'Web|x', '', 'a b'])(
    '%j reaches no other stack, and nothing is left of it',
    async (Service) => {
      const { cloud, victim, before, thief } = await scene();
      const properties = { Service };
      const joined = await cloud.gateway('Create', { ...THIEF, service: 'Other', properties });
      const id = 'physicalResourceId' in joined ? joined.physicalResourceId : '';
      await cloud.route('Create', id, { ...THIEF, service: 'Other', properties: { ...properties, Hosts: [HOST] } });
      await cloud.route('Delete', id, { ...THIEF, service: 'Other', properties, id: victim.route });
      await cloud.gateway('Delete', { ...THIEF, service: 'Other', properties, id: victim.member });
      expect(all(cloud)).toBe(before);
      expect(Object.keys(cloud.gateways()[0]?.members ?? {})).toEqual([victim.member, thief]);
    },
  );
});

describe("another stack's host", () => {
  const everyPath = [['/*'], ['*'], ['/**'], ['**'], ['*?'], ['*/*'], ['/*', '/x']];

  it.each(everyPath.map((Paths) => [Paths]))('cannot be claimed with the paths %j', async (Paths) => {
    const { cloud, thief, before } = await scene();
    const answer = await cloud.route('Create', thief, { ...THIEF, properties: { Hosts: [HOST.toUpperCase()], Paths } });
    expect(failed(answer)).toMatch(/^ClaimTakenError: .*bank\.example\.com .*Web of stack bank/);
    expect(all(cloud)).toBe(before);
  });

  it.each(everyPath.map((Paths) => [Paths]))('comes before rules for every host, whose paths are %j', async (Paths) => {
    const { cloud, victim, thief } = await scene();
    const properties = { Hosts: ['*'], Paths };
    const route = succeeded(await cloud.route('Create', thief, { ...THIEF, properties }));
    expect(route.data?.Priority).toBeGreaterThan(victim.Priority);
  });
});

/** Rules of two stacks, and which of the two has the requests that both match. */
const contests: readonly {
  victim: Record<string, string[]>;
  thief: Record<string, string[]>;
  first: 'victim' | 'thief';
}[] = [
  // What asks hardly anything takes nothing.
  { victim: { Hosts: [HOST] }, thief: { Hosts: [HOST], Paths: ['/?*'] }, first: 'victim' },
  { victim: { Hosts: [HOST] }, thief: { Hosts: [HOST], Paths: ['*?/*'] }, first: 'victim' },
  { victim: { Hosts: [HOST] }, thief: { Hosts: [HOST], Paths: ['/*e*'] }, first: 'victim' },
  { victim: { Hosts: [HOST], Paths: ['/pay/*'] }, thief: { Hosts: [HOST], Paths: ['/pay/?*'] }, first: 'victim' },
  { victim: { Hosts: ['*.example.com'] }, thief: { Hosts: ['?*.example.com'], Paths: ['/a'] }, first: 'victim' },
  // What matches less comes first, and a host with every path is what all others fall back to.
  { victim: { Paths: ['/shop-web', '/shop-web/*'] }, thief: { Paths: ['/s*'] }, first: 'victim' },
  { victim: { Paths: ['/shop-web', '/shop-web/*'] }, thief: { Paths: ['/*/cart'] }, first: 'victim' },
  { victim: { Hosts: ['*.example.com'] }, thief: { Hosts: ['*.com'], Paths: ['/a'] }, first: 'victim' },
  { victim: { Hosts: [HOST] }, thief: { Hosts: [HOST], Paths: ['/login*'] }, first: 'thief' },
  { victim: { Hosts: [HOST], Paths: ['/a/*'] }, thief: { Hosts: [HOST], Paths: ['/a/b/*'] }, first: 'thief' },
];

describe("another stack's paths", () => {
  describe.each(contests)('of $victim beside $thief', ({ victim, thief, first }) => {
    const rules = { victim: { ...VICTIM, properties: victim }, thief: { ...THIEF, properties: thief } };

    it.each([
      ['victim', 'thief'],
      ['thief', 'victim'],
    ] as const)(`are the ${first}'s, when the %s joins before the %s`, async (one, other) => {
      const cloud = new Cloud();
      const priorities = { victim: 0, thief: 0 };
      // Their slots are not in the order of their joins.
      const spare = await cloud.join({ service: 'Spare' });
      priorities[one] = (await cloud.join(rules[one])).Priority;
      await cloud.leave(spare, { service: 'Spare' });
      priorities[other] = (await cloud.join(rules[other])).Priority;
      expect(priorities.thief < priorities.victim ? 'thief' : 'victim').toBe(first);
    });
  });
});

describe("another stack's target groups", () => {
  it.each(['BlueTargetGroupArn', 'GreenTargetGroupArn'])('get no traffic as %s', async (property) => {
    const { cloud, thief, victim } = await scene();
    const names = succeeded(await cloud.gateway('Update', { ...VICTIM, id: victim.member })).data ?? {};
    const properties = { [property]: targetGroup(names.BlueTargetGroupName) };
    expect(failed(await cloud.route('Create', thief, { ...THIEF, properties }))).toMatch(
      new RegExp(
        `^InvalidPropertyError: ${property} must be the target group Web-[0-9a-f]{10}-(blue|green) of this membership`,
      ),
    );
  });

  it('are recognised by their names, which a membership gives', async () => {
    const { cloud, thief } = await scene();
    const names = succeeded(await cloud.gateway('Update', { ...THIEF, id: thief })).data ?? {};
    const [blue, green] = [targetGroup(names.BlueTargetGroupName), targetGroup(names.GreenTargetGroupName)];
    const properties = { BlueTargetGroupArn: blue, GreenTargetGroupArn: green };
    succeeded(await cloud.route('Create', thief, { ...THIEF, properties }));
    const swapped = { BlueTargetGroupArn: green, GreenTargetGroupArn: blue };
    expect(failed(await cloud.route('Update', thief, { ...THIEF, properties: swapped, old: properties }))).toMatch(
      /^InvalidPropertyError: /,
    );
  });
});

describe('a fixed priority that was there first', () => {
  const properties = { Hosts: ['*'], Paths: ['/*'], Priority: '5' };
  const first = async () => {
    const cloud = new Cloud();
    const thief = await cloud.join({ ...THIEF, properties });
    const { physicalResourceId: victim } = succeeded(await cloud.gateway('Create', VICTIM));
    return { cloud, thief, victim };
  };
  const ask = (cloud: Cloud, member: string, more: Record<string, unknown> = {}) =>
    cloud.route('Create', member, { ...VICTIM, properties: { Hosts: [HOST], ...more } });

  it('takes no requests silently: a later service is told which service would take them', async () => {
    const { cloud, victim } = await first();
    expect(failed(await ask(cloud, victim))).toBe(
      `PriorityTakenError: The rule of Web of stack thief has Priority 5 and would take the requests for ${HOST} /*; have that ` +
        'Priority removed, fix one below 5, or put the service into another gateway (Gateway.Name)',
    );
    expect(cloud.account.rules.size).toBe(1);
    expect(succeeded(await ask(cloud, victim, { Priority: '4' })).data?.Priority).toBe(4);
  });

  it('no longer hinders anybody after it is removed', async () => {
    const { cloud, thief, victim } = await first();
    const { Priority: _, ...without } = properties;
    succeeded(await cloud.route('Update', thief.member, { ...THIEF, id: thief.route, properties: without, old: {} }));
    succeeded(await ask(cloud, victim));
  });

  it('hinders no service that it does not cover, and none of its own stack', async () => {
    const cloud = new Cloud();
    await cloud.join({ ...THIEF, properties: { Paths: ['/api/*'], Priority: '5' } });
    const other = await cloud.join({ ...VICTIM, properties: { Hosts: [HOST] } });
    expect(other.Priority).toBe(bandOf([HOST], []).from + 1);
    await cloud.join({ ...THIEF, service: 'Api', properties: { Paths: ['/api/v2/*'] } });
  });

  it('covers no other rule if the rule would have that priority anyway', async () => {
    const cloud = new Cloud();
    const Priority = String(bandOf([], ['/*']).from + 7);
    await cloud.join({ ...THIEF, properties: { Paths: ['/*'], Priority } });
    cloud.calls.made.length = 0;
    await cloud.join({ ...VICTIM, properties: { Hosts: [HOST] } });
    expect(cloud.calls.count('Query')).toBe(1);
  });

  it('is also noticed by an update, which leaves the rule as it was', async () => {
    const cloud = new Cloud();
    await cloud.join({ ...THIEF, properties: { Hosts: ['*.example.com'], Priority: '5' } });
    const victim = await cloud.join({ ...VICTIM, properties: { Hosts: ['bank.example.org'] } });
    const update = (Hosts: string[]) =>
      cloud.route('Update', victim.member, { ...VICTIM, id: victim.route, properties: { Hosts }, old: {} });
    expect(failed(await update([HOST]))).toMatch(/^PriorityTakenError: The rule of Web of stack thief has Priority 5/);
    expect(succeeded(await update(['bank.example.org'])).data).toMatchObject({ Priority: victim.Priority });
    expect([...cloud.account.rules.values()].map(({ conditions }) => conditions.hosts)).toEqual([
      ['*.example.com'],
      ['bank.example.org'],
    ]);
  });

  it('is refused if another stack claims a host at the same moment', async () => {
    const cloud = new Cloud();
    const { physicalResourceId: thief } = succeeded(await cloud.gateway('Create', THIEF));
    const { physicalResourceId: victim } = succeeded(await cloud.gateway('Create', VICTIM));
    const query = cloud.store.query.bind(cloud.store);
    let once = true;
    cloud.store.query = async (...how) => {
      const seen = await query(...how);
      if (once) {
        once = false;
        succeeded(await ask(cloud, victim));
      }
      return seen;
    };
    expect(failed(await cloud.route('Create', thief, { ...THIEF, properties }))).toMatch(
      /^PriorityTakenError: Priority 5 would take the requests for bank\.example\.com/,
    );
    expect(cloud.account.rules.size).toBe(1);
  });

  it('stays if its stack is updated without changing it', async () => {
    const { cloud, thief } = await first();
    const again = { ...THIEF, id: thief.route, properties, old: {} };
    expect(succeeded(await cloud.route('Update', thief.member, again)).data?.Priority).toBe(5);
  });
});

describe('a fixed priority', () => {
  it.each([
    [['*'], undefined],
    [['*.example.com'], undefined],
    [['bank.example.co?'], ['*']],
    [undefined, ['/*']],
  ])("does not put hosts %j and paths %j before another stack's host that they cover", async (Hosts, Paths) => {
    const { cloud, thief, before, victim } = await scene();
    const properties = { ...(Hosts && { Hosts }), ...(Paths && { Paths }), Priority: '1' };
    expect(failed(await cloud.route('Create', thief, { ...THIEF, properties }))).toMatch(
      /^PriorityTakenError: Priority 1 would take the requests for bank\.example\.com \/\*, which belong to Web of stack bank/,
    );
    expect(all(cloud)).toBe(before);
    const after = { ...properties, Priority: String(victim.Priority + 1) };
    succeeded(await cloud.route('Create', thief, { ...THIEF, properties: after }));
  });

  it('does not concern a host whose rule is on another load balancer', async () => {
    const cloud = new Cloud({ maxMembers: 1 });
    await cloud.join({ ...VICTIM, properties: { Hosts: [HOST] } });
    const { physicalResourceId: thief } = succeeded(await cloud.gateway('Create', THIEF));
    const properties = { Hosts: ['*'], Priority: '1' };
    expect(succeeded(await cloud.route('Create', thief, { ...THIEF, properties })).data?.Priority).toBe(1);
  });

  it('asks about each service of its load balancer once, however many hosts it has, and about no other', async () => {
    const cloud = new Cloud({ maxMembers: 3 });
    const hosts = (stack: string) => ({ Hosts: ['a', 'b', 'c', 'd'].map((name) => `${name}.${stack}.test`) });
    for (const stack of ['s1', 's2', 's3', 's4']) await cloud.join({ stack, properties: hosts(stack) });
    const { physicalResourceId: thief } = succeeded(await cloud.gateway('Create', THIEF));
    cloud.calls.made.length = 0;
    succeeded(await cloud.route('Create', thief, { ...THIEF, properties: { Paths: ['/*'], Priority: '40000' } }));
    // The gateway's item, and that of s4; before the write and, because the priority is early, once more after it.
    expect([cloud.calls.count('Query'), cloud.calls.count('GetItem')]).toEqual([2, 4]);
  });

  it('does not come before a rule that is being made at the same time', async () => {
    const cloud = new Cloud();
    const { physicalResourceId: victim } = succeeded(await cloud.gateway('Create', VICTIM));
    cloud.calls.failures.set('CreateRule', new Error('throttled'));
    await cloud.route('Create', victim, { ...VICTIM, properties: { Hosts: [HOST] } });
    const { physicalResourceId: thief } = succeeded(await cloud.gateway('Create', THIEF));
    const properties = { Hosts: ['*'], Priority: '1' };
    expect(failed(await cloud.route('Create', thief, { ...THIEF, properties }))).toMatch(
      new RegExp(`^PriorityTakenError: .*above ${bandOf([HOST], []).from}`),
    );
  });

  it("may order the stack's own services at will", async () => {
    const { cloud, thief } = await scene();
    await cloud.join({ ...THIEF, service: 'Api', properties: { Hosts: ['api.example.org'] } });
    const properties = { Hosts: ['*.example.org'], Priority: '1000' };
    const route = succeeded(await cloud.route('Create', thief, { ...THIEF, properties }));
    expect(route.data?.Priority).toBe(1000);
  });
});
