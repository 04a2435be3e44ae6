import {
  ChangeTagsForResourceCommand,
  CreateHostedZoneCommand,
  DeleteHostedZoneCommand,
  GetHostedZoneCommand,
  GetHostedZoneCountCommand,
  ListHostedZonesByNameCommand,
  ListHostedZonesCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-route-53';
import type { LocalAws } from '../../../../scripts/local-aws';
import { startLocalAws } from '../../../nursery';
import { errorOf } from '../fixtures';
import { Zones } from './stage';

let aws: LocalAws;
let zones: Zones;
beforeAll(async () => {
  aws = await startLocalAws({ minuteMs: 100 });
  zones = new Zones(aws);
});
afterAll(() => aws.stop());

test('a zone has name servers, its own two records and tags, and is the same in every Region', async () => {
  const input = { Name: 'A.test', CallerReference: 'ref', HostedZoneConfig: { Comment: 'mine' } };
  const made = await zones.route53.send(new CreateHostedZoneCommand(input));
  const Id = made.HostedZone?.Id ?? '';
  expect(Id).toMatch(/^\/hostedzone\/Z[\dA-F]{20}$/);
  expect(made.HostedZone).toMatchObject({
    Name: 'a.test.',
    Config: { Comment: 'mine', PrivateZone: false },
    ResourceRecordSetCount: 2,
  });
  expect(made.DelegationSet?.NameServers).toHaveLength(4);
  const elsewhere = new Zones({ ...aws, region: 'eu-west-1' }).route53;
  expect((await elsewhere.send(new GetHostedZoneCommand({ Id }))).DelegationSet).toEqual(made.DelegationSet);
  const ResourceId = Id.replace('/hostedzone/', '');
  const AddTags = [
    { Key: 'a', Value: '1' },
    { Key: 'b', Value: '2' },
  ];
  const of = { ResourceType: 'hostedzone' as const, ResourceId };
  await zones.route53.send(new ChangeTagsForResourceCommand({ ...of, AddTags }));
  await zones.route53.send(new ChangeTagsForResourceCommand({ ...of, RemoveTagKeys: ['a'] }));
  const { ResourceTagSet } = await zones.route53.send(new ListTagsForResourceCommand(of));
  expect(ResourceTagSet?.Tags).toEqual([{ Key: 'b', Value: '2' }]);
  const again = await errorOf(zones.route53.send(new CreateHostedZoneCommand(input)));
  expect(again.name).toBe('HostedZoneAlreadyExists');
});

test('zones are listed by name, beginning with one that need not be there', async () => {
  for (const name of ['b.list.test', 'a.list.test', 'list.test', 'a.list.test']) await zones.create(name);
  const named = async (DNSName: string) => {
    const list = await zones.route53.send(new ListHostedZonesByNameCommand({ DNSName, MaxItems: 3 }));
    return [...(list.HostedZones ?? []).map(({ Name }) => Name), list.NextDNSName];
  };
  expect(await named('list.test')).toEqual(['list.test.', 'a.list.test.', 'a.list.test.', 'b.list.test.']);
  expect(await named('aa.list.test')).toEqual(['b.list.test.', undefined]);
  const all: string[] = [];
  for (let Marker: string | undefined, first = true; first || Marker !== undefined; first = false) {
    const page = await zones.route53.send(new ListHostedZonesCommand({ MaxItems: 2, Marker }));
    all.push(...(page.HostedZones ?? []).map(({ Id = '' }) => Id));
    Marker = page.NextMarker;
  }
  const { HostedZoneCount } = await zones.route53.send(new GetHostedZoneCountCommand({}));
  expect(new Set(all).size).toBe(HostedZoneCount);
});

test('a zone with records of its users is not deleted', async () => {
  const Id = await zones.create('delete.test');
  await zones.change(Id, ['CREATE', 'a.delete.test', 'A', '192.0.2.1']);
  const remove = () => zones.route53.send(new DeleteHostedZoneCommand({ Id }));
  expect((await errorOf(remove())).name).toBe('HostedZoneNotEmpty');
  await zones.change(Id, ['DELETE', 'a.delete.test', 'A', '192.0.2.1']);
  await remove();
  const gone = await errorOf(remove());
  expect([gone.name, gone.message]).toEqual(['NoSuchHostedZone', `No hosted zone found with ID: ${Id}`]);
});

test.each(['', 'a..test', `${'a'.repeat(64)}.test`])('a zone cannot be named %j', async (name) => {
  expect((await errorOf(zones.create(name))).name).toBe('InvalidDomainName');
});
