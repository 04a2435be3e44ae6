/** Reads a batch of changes. */
import { AwsError, notPlayed } from '../wire/errors';
import { membersAt, nodeAt, textAt, type XmlNode } from '../wire/xml-tree';
import { readName } from './domain-name';
import type { AliasTarget, RecordSet } from './model';

export interface RecordChange {
  action: 'CREATE' | 'DELETE' | 'UPSERT';
  record: RecordSet;
}

const ACTIONS = ['CREATE', 'DELETE', 'UPSERT'] as const;
const TYPES = new Set('A AAAA CAA CNAME DS HTTPS MX NAPTR NS PTR SOA SPF SRV SSHFP SVCB TLSA TXT'.split(' '));

/** The members of a record set that are for other routing than the simple one. */
const ROUTING = [
  'SetIdentifier',
  'Weight',
  'Region',
  'GeoLocation',
  'GeoProximityLocation',
  'CidrRoutingConfig',
  'Failover',
  'MultiValueAnswer',
  'HealthCheckId',
  'TrafficPolicyInstanceId',
];

/** Seconds. */
const MOST_TTL = 2_147_483_647;

/** @throws AwsError InvalidInput */
export function readChanges(body: XmlNode): RecordChange[] {
  const changes = membersAt(body, 'ChangeBatch', 'Changes').map((node, at) => readChange(node, at + 1));
  if (changes.length === 0) throw invalidInput('The change batch contains no changes');
  return changes;
}

const invalidInput = (message: string): AwsError => new AwsError('InvalidInput', message);

/** @param place of the change in the batch, from 1 */
function readChange(node: XmlNode, place: number): RecordChange {
  const action = ACTIONS.find((each) => each === textAt(node, 'Action'));
  const set = nodeAt(node, 'ResourceRecordSet');
  const [name, type] = ['Name', 'Type'].map((member) => set && textAt(set, member));
  if (action === undefined || set === undefined || name === undefined || type === undefined || !TYPES.has(type)) {
    throw invalidInput('Invalid XML ; a change needs an Action, and a ResourceRecordSet with a Name and a known Type');
  }
  const routing = ROUTING.find((member) => nodeAt(set, member) !== undefined);
  if (routing !== undefined) throw notPlayed(`A record set with ${routing}`);
  const ttl = readTtl(textAt(set, 'TTL'), place);
  const values = membersAt(set, 'ResourceRecords').map((record) => textAt(record, 'Value') ?? '');
  const aliasNode = nodeAt(set, 'AliasTarget');
  const found = [aliasNode !== undefined, ttl !== undefined && values.length > 0].filter(Boolean).length;
  if (found !== 1 || (aliasNode !== undefined && (ttl !== undefined || values.length > 0))) {
    throw invalidInput(
      `Invalid request: Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], or TrafficPolicyInstanceId], but found ${found === 0 ? 'none' : 'more than one'} in Change with [Action=${action}, Name=${name}, Type=${type}, SetIdentifier=null]`,
    );
  }
  const alias = aliasNode && readAlias(aliasNode);
  return {
    action,
    record: { name: readName(name), type, ttl, values, alias },
  };
}

function readTtl(text: string | undefined, place: number): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[+-]?\d+$/.test(text)) {
    throw invalidInput(`Invalid XML ; cvc-datatype-valid.1.2.1: '${text}' is not a valid value for 'integer'.`);
  }
  const ttl = Number(text);
  if (ttl >= 0 && ttl <= MOST_TTL) return ttl;
  const limit = ttl < 0 ? 'greater than or equal to 0' : `less than or equal to ${MOST_TTL}`;
  throw invalidInput(
    `1 validation error detected: Value '${text}' at 'changeBatch.changes.${place}.member.resourceRecordSet.tTL' failed to satisfy constraint: Member must have value ${limit}`,
  );
}

function readAlias(node: XmlNode): AliasTarget {
  const [hostedZoneId, dnsName, health] = ['HostedZoneId', 'DNSName', 'EvaluateTargetHealth'].map((name) =>
    textAt(node, name),
  );
  if (hostedZoneId === undefined || dnsName === undefined || health === undefined) {
    throw invalidInput(
      "Invalid XML ; cvc-complex-type.2.4.b: The content of element 'AliasTarget' is not complete. HostedZoneId, DNSName and EvaluateTargetHealth are expected.",
    );
  }
  if (hostedZoneId.length > 32) {
    throw invalidInput(
      `Invalid XML ; cvc-maxLength-valid: Value '${hostedZoneId}' with length = '${hostedZoneId.length}' is not facet-valid with respect to maxLength '32' for type 'ResourceId'.`,
    );
  }
  return { hostedZoneId, dnsName: readName(dnsName), evaluateTargetHealth: health === 'true' };
}
