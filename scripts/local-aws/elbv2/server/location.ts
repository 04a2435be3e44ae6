/** The `Location` of a redirect, as it leads to the load balancer from here. */
import { isOwnHost } from './dns-name';

/**
 * A redirect names ports as they are in AWS: `https://name.us-east-1.elb.localhost:443/`. If it names the load balancer itself, its
 * port is the one of this machine. A name that its users gave it is left alone: they know how they reached it.
 * @param ports the port of this machine for the listener's port
 */
export function locationHere(location: string, ports: (listenerPort: number) => number | undefined): string {
  return location.replace(/^(https?:\/\/)([^/?#]*):(\d+)(?=[/?#]|$)/i, (whole, scheme: string, host: string, port) => {
    const real = isOwnHost(host) ? ports(Number(port)) : undefined;
    return real === undefined ? whole : `${scheme}${host}:${real}`;
  });
}
