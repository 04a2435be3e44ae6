import type { JsonObject } from '../../../handlers/template-language/json';
import { describePlan } from '../../../scripts/plan/describe';
import { type Plan, planBetween } from '../../../scripts/plan/plan';
import type { StackVersion } from '../../../scripts/plan/resolve';
import { expandedVersion } from './blocks';

type Blocks = Readonly<Record<string, JsonObject>>;

/** A stack of blocks. `DependsOn` and policies stand beside the properties. */
function stack(blocks: Blocks): StackVersion {
  const resources = Object.entries(blocks).map(([id, { DependsOn, DeletionPolicy, ...properties }]) => [
    id,
    {
      Type: 'Express::Service',
      ...(DependsOn !== undefined && { DependsOn }),
      ...(DeletionPolicy !== undefined && { DeletionPolicy }),
      Properties: { Image: 'nginx:1', ...properties },
    },
  ]);
  return expandedVersion({ Resources: Object.fromEntries(resources) });
}

const plan = (before: Blocks, after: Blocks): Plan => planBetween(stack(before), stack(after));

const NONE = { interruption: 'none', reasons: [] };
const hosts = (...Hosts: string[]): JsonObject => ({ Hosts });
const edge = (...Hosts: string[]): JsonObject => ({
  Hosts,
  Distribution: { CertificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/shop' },
});

describe('hosts and paths that pass within a stack', () => {
  it.each<[string, Blocks, Blocks]>([
    ['a renamed service', { Web: hosts('shop.example.org') }, { Shop: hosts('shop.example.org') }],
    [
      'a renamed service whose old one stays with another host',
      { Web: hosts('shop.example.org') },
      { Web: hosts('parked.example.org'), Shop: { DependsOn: 'Web', ...hosts('shop.example.org') } },
    ],
    [
      'an exchange of hosts',
      { A: hosts('a.example.com'), B: hosts('b.example.com') },
      { A: hosts('b.example.com'), B: hosts('a.example.com') },
    ],
    [
      'an exchange of paths',
      { A: { Paths: ['/a/*'] }, B: { Paths: ['/b/*'] } },
      { A: { Paths: ['/b/*'] }, B: { Paths: ['/a/*'] } },
    ],
    [
      'a host that is handed over',
      { A: hosts('a.example.com', 'b.example.com'), B: hosts('c.example.com') },
      { A: hosts('a.example.com'), B: hosts('c.example.com', 'b.example.com') },
    ],
    [
      'a path that is split out of the path of another service',
      { Web: hosts('a.example.com') },
      { Web: hosts('a.example.com'), Api: { ...hosts('a.example.com'), Paths: ['/api/*'] } },
    ],
    [
      'a path that is taken back by the service of the whole host',
      { Web: hosts('a.example.com'), Api: { ...hosts('a.example.com'), Paths: ['/api/*'] } },
      { Web: hosts('a.example.com') },
    ],
    ['a host that a wildcard answers from then on', { Web: hosts('a.example.com') }, { All: hosts('*.example.com') }],
  ])('interrupt nothing: %s', (_, before, after) => {
    expect(plan(before, after)).toMatchObject({ traffic: NONE, refusals: [] });
  });

  it('are not answered any more only as far as no other service takes them', () => {
    const { traffic } = plan(
      { Web: hosts('a.example.com', 'b.example.com'), Old: hosts('c.example.com', 'd.example.com') },
      { Web: hosts('x.example.com'), New: hosts('a.example.com', 'c.example.com') },
    );
    expect(traffic).toEqual({
      interruption: 'certain',
      reasons: ['Web: no longer answers b.example.com.', 'Old is deleted: it no longer answers d.example.com.'],
    });
  });

  it('are not all answered if the other service admits fewer source addresses', () => {
    const { traffic } = plan(
      { Web: hosts('a.example.com') },
      { Shop: { ...hosts('a.example.com'), AllowedCidrs: ['10.0.0.0/8'] } },
    );
    expect(traffic.reasons).toEqual(['Web is deleted: it no longer answers.']);
  });

  it('are refused to old source addresses at once if only these change, and a roll back admits them again', () => {
    const { traffic, changes } = plan(
      { Web: { ...hosts('a.example.com'), AllowedCidrs: ['10.0.0.0/8', '172.16.0.0/12'] } },
      { Web: { ...hosts('a.example.com'), AllowedCidrs: ['10.0.0.0/8', '192.168.0.0/16'] } },
    );
    expect(traffic).toEqual({
      interruption: 'possible',
      reasons: [
        'Web: no longer answers 172.16.0.0/12, at once and not only when the update has succeeded; a roll back admits it again.',
      ],
    });
    const [route] = changes.filter(({ logicalId }) => logicalId === 'WebRoute');
    expect(route?.reasons).toContainEqual(
      expect.objectContaining({ property: 'AllowedCidrs[1]', message: expect.stringMatching(/at once/) }),
    );
  });

  it('are not answered to old source addresses any more if hosts change with them: one rule cannot match both', () => {
    const { traffic } = plan(
      { Web: { ...hosts('a.example.com'), AllowedCidrs: ['10.0.0.0/8'] } },
      { Web: { ...hosts('a.example.com', 'b.example.com'), AllowedCidrs: ['192.168.0.0/16'] } },
    );
    expect(traffic.reasons).toEqual(['Web: no longer answers 10.0.0.0/8.']);
  });

  it('need another seat until the clean-up, and a note says so', () => {
    const { cautions } = plan({ Web: hosts('a.example.com') }, { Shop: hosts('a.example.com') });
    expect(cautions).toEqual([expect.stringMatching(/^Shop needs a seat beside that of Web until the clean-up\./)]);
  });

  it.each<[string, Blocks, Blocks, RegExp]>([
    [
      'hosts and paths change together',
      { A: { ...hosts('a.example.com'), Paths: ['/a'] }, B: { ...hosts('b.example.com'), Paths: ['/b'] } },
      { A: { ...hosts('b.example.com'), Paths: ['/b'] }, B: { ...hosts('a.example.com'), Paths: ['/a'] } },
      /^A hands a\.example\.com\/a over to B, B hands b\.example\.com\/b over to A: one listener rule cannot match both .* in two updates\.$/,
    ],
    [
      'hosts and source addresses change together',
      { A: { ...hosts('a.example.com'), AllowedCidrs: ['10.0.0.0/8'] } },
      {
        A: { ...hosts('b.example.com'), AllowedCidrs: ['192.168.0.0/16'] },
        B: { ...hosts('a.example.com'), AllowedCidrs: ['10.0.0.0/8'] },
      },
      /^A hands a\.example\.com over to B: one listener rule cannot match both/,
    ],
    [
      'the old and the new values are more than five',
      { A: { Paths: ['/1', '/2', '/3'] } },
      { A: { Paths: ['/4', '/5', '/6'] }, B: { Paths: ['/1'] } },
      /^A hands \/1 over to B: one listener rule cannot match both/,
    ],
    [
      'the new service is in another pool',
      { Web: hosts('a.example.com') },
      { Shop: { ...hosts('a.example.com'), Gateway: { Name: 'other' } } },
      /^Web hands a\.example\.com over to Shop: the new service may be on another load balancer/,
    ],
    [
      'the new service is in other subnets',
      { Web: hosts('a.example.com') },
      { Shop: { ...hosts('a.example.com'), NetworkConfiguration: { Subnets: ['subnet-1', 'subnet-2'] } } },
      /^Web hands a\.example\.com over to Shop: the new service may be on another load balancer/,
    ],
  ])('may be interrupted if %s', (_, before, after, reason) => {
    const { traffic, refusals } = plan(before, after);
    expect(refusals).toEqual([]);
    expect(traffic.interruption).toBe('possible');
    expect(traffic.reasons).toContainEqual(expect.stringMatching(reason));
  });

  it('may be interrupted if an earlier version deployed the service that goes, because nothing ends its traffic', () => {
    const old = withoutTraffic(stack({ Web: hosts('a.example.com') }));
    const { traffic } = planBetween(old, stack({ Shop: hosts('a.example.com') }));
    expect(traffic).toEqual({
      interruption: 'possible',
      reasons: [expect.stringMatching(/^Web hands a\.example\.com over to Shop: an earlier version of cfn-express/)],
    });
    expect(planBetween(old, stack({ Web: hosts('a.example.com') })).traffic).toEqual(NONE);
  });
});

/** A stack as version 0.1.0 made it. */
function withoutTraffic(version: StackVersion): StackVersion {
  const resources = Object.entries(version.template.Resources as JsonObject);
  const Resources = Object.fromEntries(resources.filter(([id]) => !id.endsWith('Traffic')));
  return { ...version, template: { ...version.template, Resources } };
}

describe('an update fails, and the plan says so,', () => {
  it.each<[string, Blocks, Blocks, string[]]>([
    [
      'if two fixed priorities are exchanged',
      { A: { Paths: ['/a'], Priority: 100 }, B: { Paths: ['/b'], Priority: 200 } },
      { A: { Paths: ['/a'], Priority: 200 }, B: { Paths: ['/b'], Priority: 100 } },
      ['A cannot take Priority 200 from B', 'B cannot take Priority 100 from A'],
    ],
    [
      'if a renamed service keeps its fixed priority',
      { Web: { Paths: ['/a'], Priority: 100 } },
      { Shop: { Paths: ['/a'], Priority: 100 } },
      ['Shop cannot take Priority 100 from Web'],
    ],
    [
      'if a renamed service keeps its fixed name',
      { Web: { ServiceName: 'shop', ...hosts('a.example.com') } },
      { Shop: { ServiceName: 'shop', ...hosts('a.example.com') } },
      ['Shop cannot take the fixed ServiceName shop from Web'],
    ],
    [
      'if two fixed names are exchanged',
      { A: { ServiceName: 'a', Paths: ['/a'] }, B: { ServiceName: 'b', Paths: ['/b'] } },
      { A: { ServiceName: 'b', Paths: ['/a'] }, B: { ServiceName: 'a', Paths: ['/b'] } },
      ['A cannot take the fixed ServiceName b from B', 'B cannot take the fixed ServiceName a from A'],
    ],
    [
      'if an alias of CloudFront passes to another service',
      { A: edge('a.example.com', 'b.example.com'), B: edge('c.example.com') },
      { A: edge('a.example.com'), B: edge('c.example.com', 'b.example.com') },
      ['BDistribution cannot take the alias b.example.com from ADistribution'],
    ],
    [
      'if a renamed service keeps its aliases',
      { Web: edge('shop.example.com') },
      { Shop: edge('shop.example.com') },
      ['ShopDistribution cannot take the alias shop.example.com from WebDistribution'],
    ],
  ])('%s', (_, before, after, beginnings) => {
    const { refusals } = plan(before, after);
    expect(refusals).toEqual(beginnings.map((text) => expect.stringMatching(`^${text} in one update, because `)));
  });

  it('if a service takes a host that a deletion policy keeps with the old one', () => {
    const kept = { DeletionPolicy: 'Retain', ...hosts('a.example.com') };
    const refusal = [expect.stringMatching(/^Shop cannot take a\.example\.com from Web, which DeletionPolicy keeps/)];
    expect(plan({ Web: kept }, { Shop: hosts('a.example.com') }).refusals).toEqual(refusal);
    const freed = { Web: { ...kept, ...hosts('b.example.com') }, Shop: hosts('a.example.com') };
    expect(plan({ Web: kept }, freed).refusals).toEqual(refusal);
    expect(plan({ Web: kept }, { Web: kept, Shop: hosts('b.example.com') }).refusals).toEqual([]);
  });

  it.each<[string, 'Retain' | undefined, 'Retain' | undefined]>([
    ['have a deletion policy', 'Retain', 'Retain'],
    ['get a deletion policy with the same update', undefined, 'Retain'],
    ['lose their deletion policy with the same update', 'Retain', undefined],
  ])('if two services swap hosts that %s', (_, old, young) => {
    const of = (host: string, DeletionPolicy: string | undefined): JsonObject => ({
      ...hosts(host),
      ...(DeletionPolicy && { DeletionPolicy }),
    });
    const { refusals } = plan(
      { A: of('a.example.com', old), B: of('b.example.com', old) },
      { A: of('b.example.com', young), B: of('a.example.com', young) },
    );
    expect(refusals).toEqual([
      expect.stringMatching(/^A cannot take b\.example\.com from B, which DeletionPolicy keeps with its rule\./),
      expect.stringMatching(/^B cannot take a\.example\.com from A, which DeletionPolicy keeps with its rule\./),
    ]);
  });

  it('with the advice how to reach the same', () => {
    const [priority] = plan(
      { Web: { Paths: ['/a'], Priority: 100 } },
      { Shop: { Paths: ['/a'], Priority: 100 } },
    ).refusals;
    expect(priority).toMatch(/Remove Priority, or go over a free number/);
    const [name] = plan({ Web: { ServiceName: 'shop' } }, { Shop: { ServiceName: 'shop' } }).refusals;
    expect(name).toMatch(/Remove ServiceName, or choose another/);
  });

  it.each<[string, Blocks, Blocks]>([
    ['a fixed priority that changes', { A: { Paths: ['/a'], Priority: 100 } }, { A: { Paths: ['/a'], Priority: 200 } }],
    [
      'a fixed priority of another pool',
      { A: { Paths: ['/a'], Priority: 100 } },
      { B: { Paths: ['/a'], Priority: 100, Gateway: { Name: 'other' } } },
    ],
    [
      'a fixed name of another cluster',
      { A: { ServiceName: 'shop', Paths: ['/a'] } },
      { B: { ServiceName: 'shop', Paths: ['/a'], Cluster: 'other' } },
    ],
  ])('but not because of %s', (_, before, after) => {
    expect(plan(before, after).refusals).toEqual([]);
  });
});

describe('another strategy', () => {
  const rolling = { Overrides: { Service: { Properties: { DeploymentConfiguration: { Strategy: 'ROLLING' } } } } };

  it.each<[string, JsonObject]>([
    ['the property', { Deployment: { Strategy: 'ROLLING' } }],
    ['an override of the ECS service', rolling],
  ])('may interrupt traffic while tasks roll, set by %s', (_, properties) => {
    const changed = plan({ Web: {} }, { Web: { Image: 'nginx:2', ...properties } });
    expect(changed.refusals).toEqual([]);
    expect(changed.cautions).toEqual([]);
    expect(changed.traffic).toEqual({
      interruption: 'possible',
      reasons: [
        expect.stringMatching(
          /^Web changes its strategy from CANARY to ROLLING: ECS rolls tasks in the blue.* the update first waits/,
        ),
      ],
    });
    for (const id of ['WebRoute', 'WebTraffic']) {
      const reasons = changed.changes.find(({ logicalId }) => logicalId === id)?.reasons ?? [];
      expect([id, reasons.map(({ property }) => property)]).toEqual([id, ['Strategy']]);
    }
    const back = plan({ Web: properties }, { Web: {} });
    expect(back.traffic).toEqual({
      interruption: 'possible',
      reasons: [
        expect.stringMatching(
          /^Web changes its strategy from ROLLING to CANARY: if the update fails.* the roll back first waits/,
        ),
      ],
    });
  });

  it('interrupts nothing if it shifts the traffic too', () => {
    expect(plan({ Web: {} }, { Web: { Deployment: { Strategy: 'LINEAR' } } }).traffic).toEqual(NONE);
  });

  it('of an earlier version, whose override the route did not follow, changes nothing for the traffic', () => {
    const old = withoutTraffic(stack({ Web: rolling }));
    expect(planBetween(old, stack({ Web: rolling })).traffic).toEqual(NONE);
  });
});

test('a plan shows the traffic as a resource of its own, which changes last and goes first', () => {
  const text = describePlan(plan({ Web: hosts('a.example.com') }, { Shop: hosts('a.example.com') }));
  const lines = text.split('\n').map((line) => line.trim().split(/ {2,}/));
  const ids = (verb: string) => lines.filter(([does]) => does === verb).map(([, id]) => id);
  expect(ids('create').indexOf('ShopTraffic')).toBeGreaterThan(ids('create').indexOf('Shop'));
  expect(ids('delete').indexOf('WebTraffic')).toBeLessThan(ids('delete').indexOf('Web'));
  expect(text).toContain('Traffic: no interruption.');
});
