import {
  ChangeResourceRecordSetsCommand,
  GetChangeCommand,
  ListHealthChecksCommand,
  ListResourceRecordSetsCommand,
  type ListResourceRecordSetsCommandOutput,
} from '@aws-sdk/client-route-53';
import type { LocalAws } from '../../../../scripts/local-aws';
import { startLocalAws } from '../../../nursery';
import { errorOf, eventually, holdTime } from '../fixtures';
import { alias, type Line, Zones } from './stage';

let aws: LocalAws;
let zones: Zones;
let zone: string;
beforeAll(async () => {
  aws = await startLocalAws({ minuteMs: 100 });
  zones = new Zones(aws);
});
beforeEach(async () => {
  zone = await zones.create('Apps.test');
});
afterAll(() => aws.stop());

test('records are listed by their labels from the last to the first, with escape codes, and in pages', async () => {
  await zones.change(
    zone,
    ['CREATE', 'b.apps.test', 'A', '192.0.2.1', '192.0.2.2'],
    ['CREATE', '*.apps.test.', 'A', '192.0.2.3'],
    ['CREATE', 'A.b.Apps.test', 'CNAME', 'other.test'],
    ['UPSERT', 'a.apps.test', 'TXT', '"one" "two"'],
  );
  expect(await zones.list(zone)).toEqual([
    '\\052.apps.test. A 192.0.2.3',
    'a.apps.test. TXT "one" "two"',
    'b.apps.test. A 192.0.2.1 192.0.2.2',
    'a.b.apps.test. CNAME other.test',
  ]);
  const names: string[] = [];
  for (let at: { name?: string; type?: string } | undefined = {}; at !== undefined; ) {
    const page: ListResourceRecordSetsCommandOutput = await zones.route53.send(
      new ListResourceRecordSetsCommand({
        HostedZoneId: zone,
        MaxItems: 2,
        StartRecordName: at.name,
        StartRecordType: at.type as 'A' | undefined,
      }),
    );
    names.push(...(page.ResourceRecordSets ?? []).map(({ Name, Type }) => `${Name} ${Type}`));
    at = page.IsTruncated ? { name: page.NextRecordName, type: page.NextRecordType } : undefined;
  }
  expect(names.slice(0, 3)).toEqual(['apps.test. NS', 'apps.test. SOA', '\\052.apps.test. A']);
  expect(names).toHaveLength(6);
  await zones.change(zone, ['DELETE', '\\052.apps.test', 'A', '192.0.2.3']);
});

const BEFORE: Line[] = [
  ['CREATE', 'web.apps.test', 'A', '192.0.2.1'],
  ['CREATE', 'to.apps.test', 'CNAME', 'web.apps.test'],
];
const WEB = "resource record set [name='web.apps.test.', type='A']";

test.each<[string, Line[], string]>([
  [
    'creates what is there',
    [['CREATE', 'WEB.apps.test', 'A', '192.0.2.9']],
    `[Tried to create ${WEB} but it already exists]`,
  ],
  [
    'deletes other values',
    [['DELETE', 'web.apps.test', 'A', '192.0.2.9']],
    `[Tried to delete ${WEB} but the values provided do not match the current values]`,
  ],
  [
    'deletes what is not there',
    [['DELETE', 'web.apps.test', 'AAAA', '::1']],
    "[Tried to delete resource record set [name='web.apps.test.', type='AAAA'] but it was not found]",
  ],
  [
    'leaves the zone',
    [['UPSERT', 'web.other.test', 'A', '192.0.2.1']],
    '[RRSet with DNS name web.other.test. is not permitted in zone apps.test.]',
  ],
  [
    'has a CNAME for the zone',
    [['CREATE', 'apps.test', 'CNAME', 'other.test']],
    '[RRSet of type CNAME with DNS name apps.test. is not permitted at apex in zone apps.test.]',
  ],
  [
    'has a CNAME beside another record',
    [['CREATE', 'web.apps.test', 'CNAME', 'other.test']],
    '[RRSet of type CNAME with DNS name web.apps.test. is not permitted as it conflicts with other records with the same DNS name in zone apps.test.]',
  ],
  [
    'has another record beside a CNAME',
    [['UPSERT', 'to.apps.test', 'A', '192.0.2.1']],
    '[RRSet of type A with DNS name to.apps.test. is not permitted because a conflicting RRSet of type CNAME with the same DNS name already exists in zone apps.test.]',
  ],
  [
    'has no address',
    [['UPSERT', 'web.apps.test', 'A', 'web.test']],
    "[Invalid Resource Record: 'FATAL problem: ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address) encountered with 'web.test'']",
  ],
  [
    'changes one record twice',
    [
      ['CREATE', 'new.apps.test', 'A', '192.0.2.1'],
      ['UPSERT', 'new.apps.test', 'A', '192.0.2.2'],
    ],
    "[The request contains an invalid set of changes for a resource record set 'A new.apps.test.']",
  ],
])('a batch that %s is refused as a whole', async (_, lines, message) => {
  await zones.change(zone, ...BEFORE);
  const before = await zones.list(zone);
  const error = await errorOf(zones.change(zone, ['CREATE', 'fine.apps.test', 'A', '192.0.2.1'], ...lines));
  expect([error.name, error.message]).toEqual(['InvalidChangeBatch', message]);
  expect(await zones.list(zone)).toEqual(before);
});

test('a batch names all of its problems', async () => {
  const error = await errorOf(
    zones.change(zone, ['DELETE', 'a.apps.test', 'A', '192.0.2.1'], ['CREATE', 'a.test', 'A', '192.0.2.1']),
  );
  expect(error.message).toMatch(/^\[Tried to delete .* but it was not found, RRSet with .* in zone apps\.test\.\]$/);
});

test('a record may be replaced in one batch, by the one that stood there', async () => {
  await zones.change(zone, ['CREATE', 'web.apps.test', 'A', '192.0.2.1', '192.0.2.2']);
  await zones.change(
    zone,
    ['DELETE', 'web.apps.test', 'A', '192.0.2.2', '192.0.2.1'],
    ['CREATE', 'web.apps.test', 'A', '192.0.2.3'],
  );
  expect(await zones.list(zone)).toEqual(['web.apps.test. A 192.0.2.3']);
});

test('an alias within the zone needs its target, and an alias to elsewhere a name that lies in that zone', async () => {
  await zones.change(zone, ['CREATE', 'web.apps.test', 'A', '192.0.2.1']);
  await zones.change(zone, alias('CREATE', 'apps.test', 'web.apps.test', zone));
  expect(await zones.list(zone)).toContain('apps.test. A web.apps.test.');
  const tried = (name: string, id: string) => `Tried to create an alias that targets ${name}, type A in zone ${id},`;
  for (const [name, id, problems] of [
    ['none.apps.test', zone, ['but that target was not found']],
    [
      'web.us-east-1.elb.localhost',
      'Z35SXDOTRQ7X7K',
      ['but the alias target name does not lie within the target zone', 'but that target was not found'],
    ],
  ] as const) {
    const error = await errorOf(zones.change(zone, alias('UPSERT', 'a.apps.test', name, id)));
    expect([error.name, error.message]).toEqual([
      'InvalidChangeBatch',
      `[${problems.map((problem) => `${tried(`${name}.`, id)} ${problem}`).join(', ')}]`,
    ]);
  }
  await zones.change(zone, alias('DELETE', 'apps.test', 'web.apps.test', zone));
});

test('an alias to a distribution evaluates no health', async () => {
  const name = 'd1.cloudfront.localhost';
  aws.world.names.set(name, { hostedZoneId: 'Z2FDTNDATAQYW2', isReady: () => true, ports: () => new Map() });
  const to = (EvaluateTargetHealth: boolean) => ({
    Action: 'UPSERT' as const,
    ResourceRecordSet: {
      Name: 'web.apps.test',
      Type: 'A' as const,
      AliasTarget: { DNSName: name, HostedZoneId: 'Z2FDTNDATAQYW2', EvaluateTargetHealth },
    },
  });
  const error = await errorOf(zones.change(zone, to(true)));
  expect([error.name, error.message]).toEqual([
    'InvalidChangeBatch',
    '[Tried to create an alias that targets d1.cloudfront.localhost., type A in zone Z2FDTNDATAQYW2, but EvaluateTargetHealth cannot be true for a CloudFront distribution]',
  ]);
  await zones.change(zone, to(false));
  aws.world.names.delete(name);
});

test('a change that is no change is no valid input', async () => {
  const change = (ResourceRecordSet: object) => ({ Action: 'CREATE' as const, ResourceRecordSet }) as never;
  const web = { Name: 'web.apps.test', Type: 'A' };
  for (const [set, text] of [
    [web, 'but found none'],
    [{ ...web, ResourceRecords: [{ Value: '192.0.2.1' }] }, 'but found none'],
    [
      {
        ...web,
        TTL: 1,
        ResourceRecords: [{ Value: '::' }],
        AliasTarget: { HostedZoneId: 'Z', DNSName: 'a', EvaluateTargetHealth: true },
      },
      'but found more than one',
    ],
    [{ ...web, AliasTarget: { HostedZoneId: 'Z', DNSName: 'a' } }, 'EvaluateTargetHealth'],
    [
      { ...web, AliasTarget: { HostedZoneId: 'Z'.repeat(33), DNSName: 'a', EvaluateTargetHealth: true } },
      "length = '33'",
    ],
    [{ Name: 'web.apps.test', Type: 'X' }, 'known Type'],
    [
      { ...web, TTL: -1, ResourceRecords: [{ Value: '192.0.2.1' }] },
      "Value '-1' at 'changeBatch.changes.1.member.resourceRecordSet.tTL' failed to satisfy constraint: Member must have value greater than or equal to 0",
    ],
    [{ ...web, TTL: 2_147_483_648, ResourceRecords: [{ Value: '192.0.2.1' }] }, 'less than or equal to 2147483647'],
    [{ ...web, TTL: 1.5, ResourceRecords: [{ Value: '192.0.2.1' }] }, "'1.5' is not a valid value for 'integer'"],
  ] as const) {
    const error = await errorOf(zones.change(zone, change(set)));
    expect([error.name, error.message]).toEqual(['InvalidInput', expect.stringContaining(text)]);
  }
  expect((await errorOf(zones.change(zone))).name).toBe('InvalidInput');
});

test('a change is PENDING until the servers know it', async () => {
  const time = holdTime(aws);
  const pending = await zones.change(zone, ['CREATE', 'web.apps.test', 'A', '192.0.2.1']);
  const status = async () => (await zones.route53.send(new GetChangeCommand({ Id: pending?.Id }))).ChangeInfo?.Status;
  expect([pending?.Status, await status()]).toEqual(['PENDING', 'PENDING']);
  time.wake();
  await eventually(status, (seen) => seen === 'INSYNC');
  const unknown = await errorOf(zones.route53.send(new GetChangeCommand({ Id: '/change/C0' })));
  expect([unknown.name, unknown.message]).toEqual(['NoSuchChange', 'Could not find resource with ID: C0']);
});

test('other routing than the simple one, and what else Route 53 does, are refused by name', async () => {
  const set = {
    Name: 'web.apps.test',
    Type: 'A' as const,
    SetIdentifier: 'a',
    Weight: 1,
    TTL: 1,
    ResourceRecords: [{ Value: '192.0.2.1' }],
  };
  const error = await errorOf(zones.change(zone, { Action: 'CREATE', ResourceRecordSet: set }));
  expect([error.name, error.message]).toEqual([
    'NotImplemented',
    expect.stringContaining('SetIdentifier is not played'),
  ]);
  expect((await errorOf(zones.route53.send(new ListHealthChecksCommand({})))).message).toContain(
    '/healthcheck is not played',
  );
  const none = zones.route53.send(
    new ChangeResourceRecordSetsCommand({ HostedZoneId: 'Z0', ChangeBatch: { Changes: [] } }),
  );
  expect((await errorOf(none)).name).toBe('NoSuchHostedZone');
});
