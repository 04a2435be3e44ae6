/** Applies a batch of changes to the records of a zone: all of them, or none. */
import { AwsError } from '../wire/errors';
import type { LocalWorld } from '../world';
import { aliasProblems } from './alias-targets';
import { isDomainName, isWithin, writeName } from './domain-name';
import { type HostedZone, keyOf, type RecordSet } from './model';
import type { RecordChange } from './read-changes';
import { valueProblems } from './values';

/**
 * @returns the records of the zone after the changes
 * @throws AwsError InvalidChangeBatch that names every problem
 */
export function applyChanges(
  zone: HostedZone,
  changes: readonly RecordChange[],
  names: LocalWorld['names'],
): Map<string, RecordSet> {
  const records = new Map(zone.records);
  const problems = [
    ...repeated(changes),
    ...changes.flatMap((change) => changeProblems(zone, records, change)),
    ...changes.flatMap(({ action, record }) => (action === 'DELETE' ? [] : conflicts(zone, records, record))),
    ...changes.flatMap(({ action, record }) =>
      action === 'DELETE' ? [] : aliasProblems(record, zone, records, names),
    ),
    ...['NS', 'SOA'].flatMap((type) =>
      records.has(keyOf({ name: zone.name, type })) ? [] : [`A HostedZone must contain its own ${type} record.`],
    ),
  ];
  if (problems.length > 0) throw new AwsError('InvalidChangeBatch', `[${problems.join(', ')}]`);
  return records;
}

/** One record set may be deleted and then created in a batch, and nothing else may happen to it twice. */
function repeated(changes: readonly RecordChange[]): string[] {
  const actions = new Map<string, string[]>();
  for (const { action, record } of changes) {
    const key = `${record.type} ${writeName(record.name)}`;
    actions.set(key, [...(actions.get(key) ?? []), action]);
  }
  return [...actions]
    .filter(([, given]) => given.length > 1 && given.join() !== 'DELETE,CREATE')
    .map(([key]) => `The request contains an invalid set of changes for a resource record set '${key}'`);
}

/** Makes one change, and says what is wrong with it. */
function changeProblems(zone: HostedZone, records: Map<string, RecordSet>, { action, record }: RecordChange): string[] {
  const key = keyOf(record);
  const name = writeName(record.name);
  const before = records.get(key);
  const which = `resource record set [name='${name}', type='${record.type}']`;
  if (action === 'DELETE') {
    if (before === undefined) return [`Tried to delete ${which} but it was not found`];
    if (contentOf(before) !== contentOf(record)) {
      return [`Tried to delete ${which} but the values provided do not match the current values`];
    }
    records.delete(key);
    return [];
  }
  if (!isWithin(record.name, zone.name)) {
    return [`RRSet with DNS name ${name} is not permitted in zone ${writeName(zone.name)}`];
  }
  if (!isDomainName(record.name)) {
    return [`FATAL problem: DomainLabelTooLong (Domain label is too long) with '${name}'`];
  }
  if (action === 'CREATE' && before !== undefined) return [`Tried to create ${which} but it already exists`];
  records.set(key, record);
  return valueProblems(record);
}

const contentOf = ({ ttl, values, alias }: RecordSet): string =>
  JSON.stringify([ttl, [...values].sort(), alias && [alias.hostedZoneId, alias.dnsName, alias.evaluateTargetHealth]]);

/** A name with a CNAME has no other record, and the zone's own name has none. */
function conflicts(zone: HostedZone, records: ReadonlyMap<string, RecordSet>, { name, type }: RecordSet): string[] {
  const written = `RRSet of type ${type} with DNS name ${writeName(name)} is not permitted`;
  const zoneName = writeName(zone.name);
  if (type !== 'CNAME') {
    return records.has(keyOf({ name, type: 'CNAME' }))
      ? [
          `${written} because a conflicting RRSet of type CNAME with the same DNS name already exists in zone ${zoneName}`,
        ]
      : [];
  }
  if (name === zone.name) return [`${written} at apex in zone ${zoneName}`];
  const others = [...records.values()].some((other) => other.name === name && other.type !== 'CNAME');
  return others ? [`${written} as it conflicts with other records with the same DNS name in zone ${zoneName}`] : [];
}
