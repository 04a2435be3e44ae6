/** Hosted zones. */
import { AwsError } from '../wire/errors';
import type { RestXmlObject } from '../wire/rest-xml';
import { nodeAt, textAt } from '../wire/xml-tree';
import { randomId, startChange } from './changes';
import { compareNames, isDomainName, readName, writeName } from './domain-name';
import { answer, type HostedZone, keyOf, type RecordSet, type Route53Operation, zoneOf } from './model';

/** "Hosted zones: 500 per account". */
const MOST_ZONES = 500;
const PAGE = 100;

export const createHostedZone: Route53Operation = ({ parameters, state }) => {
  const body = parameters.body();
  const name = readName(textAt(body, 'Name') ?? '');
  const callerReference = textAt(body, 'CallerReference') ?? '';
  if (!isDomainName(name)) throw new AwsError('InvalidDomainName', `The domain name '${name}' is not valid.`);
  if (callerReference === '') throw new AwsError('InvalidInput', 'A caller reference must be specified');
  const zones = [...state.zones.values()];
  if (zones.some((zone) => zone.callerReference === callerReference)) {
    const message = `A hosted zone has already been created with the specified caller reference.`;
    throw new AwsError('HostedZoneAlreadyExists', message, 409);
  }
  if (zones.length >= MOST_ZONES) {
    throw new AwsError('TooManyHostedZones', 'Limits Exceeded: MAX_HOSTED_ZONES_BY_OWNER');
  }
  const vpc = nodeAt(body, 'VPC');
  const id = `Z${randomId()}`;
  const nameServers = [1, 2, 3, 4].map(
    (n) => `ns-${n * 391}.awsdns-${10 + n}.${['com', 'net', 'org', 'co.uk'][n - 1]}`,
  );
  const zone: HostedZone = {
    id,
    name,
    callerReference,
    comment: textAt(body, 'HostedZoneConfig', 'Comment'),
    isPrivate: vpc !== undefined,
    vpcs: vpc === undefined ? [] : [{ id: textAt(vpc, 'VPCId') ?? '', region: textAt(vpc, 'VPCRegion') ?? '' }],
    nameServers,
    records: new Map(ownRecords(name, nameServers).map((record) => [keyOf(record), record])),
    tags: new Map(),
  };
  state.zones.set(id, zone);
  const content = { HostedZone: zoneNode(zone), ChangeInfo: startChange(state), ...membersOf(zone) };
  const location = `https://route53.amazonaws.com/2013-04-01/hostedzone/${id}`;
  return answer('CreateHostedZoneResponse', content, 201, { location });
};

/** The records that every zone has. */
const ownRecords = (name: string, nameServers: readonly string[]): RecordSet[] => [
  { name, type: 'NS', ttl: 172_800, values: nameServers.map((server) => `${server}.`) },
  {
    name,
    type: 'SOA',
    ttl: 900,
    values: [`${nameServers[0]}. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400`],
  },
];

/** A private zone has VPCs, a public one has name servers. */
const membersOf = ({ isPrivate, vpcs, nameServers }: HostedZone): RestXmlObject =>
  isPrivate
    ? { VPCs: { VPC: vpcs.map(({ id, region }) => ({ VPCRegion: region, VPCId: id })) } }
    : { DelegationSet: { NameServers: { NameServer: nameServers } } };

const zoneNode = ({ id, name, callerReference, comment, isPrivate, records }: HostedZone): RestXmlObject => ({
  Id: `/hostedzone/${id}`,
  Name: writeName(name),
  CallerReference: callerReference,
  Config: { Comment: comment, PrivateZone: isPrivate },
  ResourceRecordSetCount: records.size,
});

export const getHostedZone: Route53Operation = ({ parameters, state }) => {
  const zone = zoneOf(state, parameters.path.Id);
  return answer('GetHostedZoneResponse', { HostedZone: zoneNode(zone), ...membersOf(zone) });
};

export const getHostedZoneCount: Route53Operation = ({ state }) =>
  answer('GetHostedZoneCountResponse', { HostedZoneCount: state.zones.size });

export const listHostedZones: Route53Operation = ({ parameters, state }) => {
  const { query } = parameters;
  const MaxItems = Number(query.get('maxitems') ?? PAGE);
  const all = [...state.zones.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  const marker = query.get('marker') ?? undefined;
  const from = all.filter(({ id }) => marker === undefined || id >= marker);
  const next = from[MaxItems]?.id;
  return answer('ListHostedZonesResponse', {
    HostedZones: { HostedZone: from.slice(0, MaxItems).map(zoneNode) },
    Marker: marker,
    IsTruncated: next !== undefined,
    NextMarker: next,
    MaxItems,
  });
};

/** In the order of their names, beginning with the given one, which need not be there. */
export const listHostedZonesByName: Route53Operation = ({ parameters, state }) => {
  const { query } = parameters;
  const MaxItems = Number(query.get('maxitems') ?? PAGE);
  const [dnsName, zoneId] = [query.get('dnsname') ?? undefined, query.get('hostedzoneid') ?? undefined];
  const order = (a: Pick<HostedZone, 'name' | 'id'>, b: Pick<HostedZone, 'name' | 'id'>) =>
    compareNames(a.name, b.name) || (a.id < b.id ? -1 : Number(a.id !== b.id));
  const start = dnsName === undefined ? undefined : { name: readName(dnsName), id: zoneId ?? '' };
  const from = [...state.zones.values()].sort(order).filter((zone) => start === undefined || order(zone, start) >= 0);
  const next = from[MaxItems];
  return answer('ListHostedZonesByNameResponse', {
    HostedZones: { HostedZone: from.slice(0, MaxItems).map(zoneNode) },
    DNSName: dnsName,
    HostedZoneId: zoneId,
    IsTruncated: next !== undefined,
    NextDNSName: next && writeName(next.name),
    NextHostedZoneId: next?.id,
    MaxItems,
  });
};

export const deleteHostedZone: Route53Operation = ({ parameters, state }) => {
  const { id, name, records } = zoneOf(state, parameters.path.Id);
  const others = [...records.values()].filter((record) => record.name !== name || !/^(NS|SOA)$/.test(record.type));
  if (others.length > 0) {
    const message = 'The specified hosted zone contains non-required resource record sets and so cannot be deleted.';
    throw new AwsError('HostedZoneNotEmpty', message);
  }
  state.zones.delete(id);
  return answer('DeleteHostedZoneResponse', { ChangeInfo: startChange(state) });
};
