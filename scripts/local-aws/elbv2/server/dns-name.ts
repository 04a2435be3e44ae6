/**
 * The DNS names of load balancers. AWS has `<name>-<number>.<region>.elb.amazonaws.com`, which would lead nowhere from here. Names
 * below `localhost` lead to this machine (RFC 6761, 6.3): curl and Chromium know that without asking anybody. The port belongs to
 * the name, because port 80 of this machine is not ours.
 */
const SUFFIX = '.elb.localhost';

export const dnsNameOf = (name: string, region: string, port: number): string => `${name}.${region}${SUFFIX}:${port}`;

/** Whether a host name means the load balancer as this machine knows it, and not one that its users gave it. */
export function isOwnHost(host: string): boolean {
  return /^(?:127\.0\.0\.1|\[::1\]|localhost|.+\.elb\.localhost)$/i.test(host);
}
