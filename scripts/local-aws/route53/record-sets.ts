/** Records. */
import { setTimeout as delay } from 'node:timers/promises';
import { AwsError } from '../wire/errors';
import type { RestXmlObject } from '../wire/rest-xml';
import { textAt } from '../wire/xml-tree';
import { applyChanges } from './apply-changes';
import { startChange } from './changes';
import { compareNames, readName, writeName } from './domain-name';
import { answer, type RecordSet, type Route53Operation, zoneOf } from './model';
import { readChanges } from './read-changes';

/** AWS seconds for which a zone is busy with a change. */
const PROCESSING_SECONDS = 0.5;
const PAGE = 300;

/**
 * A second change of a zone is turned away while the first is being processed; SDKs try it again. CloudFormation does so until it
 * succeeds, so its change waits.
 */
export const changeResourceRecordSets: Route53Operation = async ({ parameters, state, request }) => {
  const body = parameters.body();
  let zone = zoneOf(state, parameters.path.Id);
  for (; zone.busy !== undefined; zone = zoneOf(state, parameters.path.Id)) {
    if (request.caller === 'cloudformation') {
      await zone.busy;
      continue;
    }
    const message = 'The request was rejected because Route 53 was still processing a prior request.';
    throw new AwsError('PriorRequestNotComplete', message);
  }
  const { minuteMs, signal, names } = state.world;
  zone.records = applyChanges(zone, readChanges(body), names);
  const ChangeInfo = startChange(state, textAt(body, 'ChangeBatch', 'Comment'));
  zone.busy = delay((PROCESSING_SECONDS * minuteMs) / 60, undefined, { signal }).finally(() => {
    zone.busy = undefined;
  });
  await zone.busy;
  return answer('ChangeResourceRecordSetsResponse', { ChangeInfo });
};

/** In the order of the names and types, beginning with the given ones, which need not be there. */
export const listResourceRecordSets: Route53Operation = ({ parameters, state }) => {
  const { path, query } = parameters;
  const zone = zoneOf(state, path.Id);
  const [name, type] = [query.get('name') ?? undefined, query.get('type') ?? ''];
  if (name === undefined && type !== '') {
    throw new AwsError('InvalidInput', 'The input is not valid: type without name');
  }
  const MaxItems = Math.min(Number(query.get('maxitems') ?? PAGE), PAGE);
  const order = (a: Pick<RecordSet, 'name' | 'type'>, b: Pick<RecordSet, 'name' | 'type'>) =>
    compareNames(a.name, b.name) || (a.type < b.type ? -1 : Number(a.type !== b.type));
  const start = name === undefined ? undefined : { name: readName(name), type };
  const from = [...zone.records.values()].sort(order).filter((each) => start === undefined || order(each, start) >= 0);
  const next = from[MaxItems];
  return answer('ListResourceRecordSetsResponse', {
    ResourceRecordSets: { ResourceRecordSet: from.slice(0, MaxItems).map(recordNode) },
    IsTruncated: next !== undefined,
    MaxItems,
    NextRecordName: next && writeName(next.name),
    NextRecordType: next?.type,
  });
};

const recordNode = ({ name, type, ttl, values, alias }: RecordSet): RestXmlObject => ({
  Name: writeName(name),
  Type: type,
  TTL: ttl,
  ResourceRecords: values.length > 0 ? { ResourceRecord: values.map((Value) => ({ Value })) } : undefined,
  AliasTarget: alias && {
    HostedZoneId: alias.hostedZoneId,
    DNSName: writeName(alias.dnsName),
    EvaluateTargetHealth: alias.evaluateTargetHealth,
  },
});
