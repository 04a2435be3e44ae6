/**
 * The DNS names of load balancers. AWS has `<name>-<number>.<region>.elb.amazonaws.com`, which would lead nowhere from here. Names
 * below `localhost` lead to this machine (RFC 6761, 6.3): curl and Chromium know that without asking anybody. The port belongs to
 * the name, because port 80 of this machine is not ours.
 */
import type { AwsRequest } from '../../wire/messages';

const SUFFIX = '.elb.localhost';
/** In the body of a form, a colon is written `%3A`. */
const WITH_PORT = /(\.elb\.localhost)(?::|%3A)\d+/gi;

export const dnsNameOf = (name: string, region: string, port: number): string => `${name}.${region}${SUFFIX}:${port}`;

/** The host alone, in lower case: as AWS's names are, and in DNS. */
export const withoutPort = (dnsName: string): string => dnsName.replace(/:\d+$/, '').toLowerCase();

/** Whether a host name means the load balancer as this machine knows it, and not one that its users gave it. */
export function isOwnHost(host: string): boolean {
  return /^(?:127\.0\.0\.1|\[::1\]|localhost|.+\.elb\.localhost)$/i.test(host);
}

/** The services that take a load balancer's name as a host, where AWS has no port: alias targets, origins, conditions of rules. */
const HOST_TAKERS = new Set(['route53', 'cloudfront', 'elasticloadbalancing']);

/** The same request; load balancers' names have no port in it if the service takes them as hosts. */
export function withoutPorts(request: AwsRequest): AwsRequest {
  if (!HOST_TAKERS.has(request.service) || !request.body.includes(SUFFIX)) return request;
  return { ...request, body: Buffer.from(request.body.toString().replace(WITH_PORT, '$1')) };
}
