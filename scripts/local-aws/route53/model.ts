/** What Route 53 keeps, for all Regions together. */
import type { TokenBucket } from '../bucket';
import type { Operation } from '../service/operation';
import { AwsError } from '../wire/errors';
import type { AwsResponse } from '../wire/messages';
import { type RestXmlObject, type RestXmlParameters, restXmlResponse } from '../wire/rest-xml';
import type { LocalWorld } from '../world';

export interface AliasTarget {
  hostedZoneId: string;
  dnsName: string;
  evaluateTargetHealth: boolean;
}

/** Names are as `readName` gives them. */
export interface RecordSet {
  name: string;
  type: string;
  ttl?: number;
  values: readonly string[];
  alias?: AliasTarget;
}

export interface HostedZone {
  id: string;
  name: string;
  callerReference: string;
  comment?: string;
  isPrivate: boolean;
  vpcs: readonly { id: string; region: string }[];
  nameServers: readonly string[];
  /** By `keyOf`. */
  records: ReadonlyMap<string, RecordSet>;
  tags: Map<string, string>;
  /** Until then a change is being processed. */
  busy?: Promise<void>;
}

export interface DnsChange {
  id: string;
  status: 'PENDING' | 'INSYNC';
  submittedAt: Date;
  comment?: string;
}

export interface Route53State {
  world: LocalWorld;
  zones: Map<string, HostedZone>;
  changes: Map<string, DnsChange>;
  limit: TokenBucket;
}

export type Route53Operation = Operation<RestXmlParameters, Route53State, AwsResponse>;

export const keyOf = ({ name, type }: Pick<RecordSet, 'name' | 'type'>): string => `${name} ${type}`;

/** @throws AwsError NoSuchHostedZone */
export function zoneOf({ zones }: Route53State, id = ''): HostedZone {
  const found = zones.get(id.replace(/^\/?hostedzone\//, ''));
  if (found === undefined) throw new AwsError('NoSuchHostedZone', `No hosted zone found with ID: ${id}`, 404);
  return found;
}

const XMLNS = 'https://route53.amazonaws.com/doc/2013-04-01/';

/** @param name of the answer's root element */
export const answer = (
  name: string,
  content: RestXmlObject,
  status = 200,
  headers: Record<string, string> = {},
): AwsResponse => restXmlResponse(status, { name, xmlns: XMLNS, content }, headers);
