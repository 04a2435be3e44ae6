/** What alias records may lead to: load balancers, distributions, and records of their own zone. */

import { CLOUDFRONT_ZONE } from '../names';
import type { LocalWorld } from '../world';
import { writeName } from './domain-name';
import { type HostedZone, keyOf, type RecordSet } from './model';

/**
 * What is wrong with a record's alias, in Route 53's words. The name of a load balancer is found as soon as it is provisioned
 * (https://github.com/boto/boto/issues/2519); after that nobody looks any more.
 * @param records of the zone, as they are to be
 */
export function aliasProblems(
  { type, alias }: RecordSet,
  zone: HostedZone,
  records: ReadonlyMap<string, RecordSet>,
  names: LocalWorld['names'],
): string[] {
  if (alias === undefined) return [];
  const { hostedZoneId, dnsName, evaluateTargetHealth } = alias;
  const tried = `Tried to create an alias that targets ${writeName(dnsName)}, type ${type} in zone ${hostedZoneId},`;
  const notFound = `${tried} but that target was not found`;
  if (hostedZoneId === zone.id) return records.has(keyOf({ name: dnsName, type })) ? [] : [notFound];
  if (type !== 'A' && type !== 'AAAA' && type !== 'HTTPS') return [notFound];
  const target = names.get(dnsName.slice(0, -1).replace(/^dualstack\./, ''));
  const isElsewhere = target?.hostedZoneId !== hostedZoneId;
  const hasHealth = evaluateTargetHealth && hostedZoneId === CLOUDFRONT_ZONE;
  return [
    ...(hasHealth ? [`${tried} but EvaluateTargetHealth cannot be true for a CloudFront distribution`] : []),
    ...(isElsewhere ? [`${tried} but the alias target name does not lie within the target zone`] : []),
    ...(isElsewhere || !target?.isReady() ? [notFound] : []),
  ];
}
