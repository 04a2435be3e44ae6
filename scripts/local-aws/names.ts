/** The names that AWS gives to load balancers and distributions, and where they lead on this machine. */
import type { AwsRequest } from './wire/messages';

export interface LocalName {
  /** The zone of AWS's in which the name is, for alias records. */
  hostedZoneId: string;
  /** On AWS, a name leads nowhere before. */
  isReady(): boolean;
  /** The port of this machine for each port. */
  ports(): ReadonlyMap<number, number>;
}

/** The zone of all distributions, for alias records (AliasTarget). */
export const CLOUDFRONT_ZONE = 'Z2FDTNDATAQYW2';

/** By the names in lower case, without a port. */
export type LocalNames = Map<string, LocalName>;

/** The host alone, in lower case: as AWS's names are, and in DNS. */
export const withoutPort = (name: string): string => name.replace(/:\d+$/, '').toLowerCase();

/** The services that take such a name as a host, where AWS has no port: alias targets, origins, conditions of rules. */
const HOST_TAKERS = new Set(['route53', 'cloudfront', 'elasticloadbalancing']);
/**
 * Where these services read a host: alias targets and origins, conditions and redirects of rules. In the body of a form, a colon is
 * written `%3A`.
 */
const HOST = String.raw`<(?:DNSName|DomainName)>|Conditions\.member\.\d+\.(?:HostHeaderConfig\.)?Values\.member\.\d+=|RedirectConfig\.Host=`;
const WITH_PORT = new RegExp(`((?:${HOST})[^<&:%]*\\.(?:elb|cloudfront)\\.localhost\\.?)(?::|%3A)\\d+(?=[<&]|$)`, 'gi');

/** The same request; the names have no port in it where the service reads hosts. */
export function withoutPorts(request: AwsRequest): AwsRequest {
  if (!HOST_TAKERS.has(request.service) || !request.body.includes('.localhost')) return request;
  return { ...request, body: Buffer.from(request.body.toString().replace(WITH_PORT, '$1')) };
}
