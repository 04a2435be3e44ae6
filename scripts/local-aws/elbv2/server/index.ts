/** The servers of all load balancers of one embedded AWS. */
import { withoutPort } from '../../names';
import type { LocalWorld } from '../../world';
import { regionOf } from '../arns';
import { hostedZoneOf } from '../hosted-zones';
import type { LoadBalancerView } from '../routing/view';
import { dnsNameOf } from './dns-name';
import { LoadBalancerServer } from './load-balancer-server';

interface Running {
  name: string;
  dnsName: string;
  server: LoadBalancerServer;
  view(): LoadBalancerView | undefined;
}

/** Where a load balancer can be reached from this machine. */
export interface ReachableLoadBalancer {
  arn: string;
  name: string;
  dnsName: string;
  /** The port of this machine for each port of a listener; 80 and 443 share one. */
  ports: Readonly<Record<string, number>>;
}

export class LoadBalancerServers {
  readonly #running = new Map<string, Running>();
  /** Load balancers that are deleted, but still answer what was asked before. */
  readonly #ending = new Set<LoadBalancerServer>();
  readonly #world: LocalWorld;
  readonly #tell: (line: string) => void;

  /** @param tell gets a line for each port that is opened: how to reach it */
  constructor(world: LocalWorld, tell: (line: string) => void) {
    this.#world = world;
    this.#tell = tell;
    world.signal.addEventListener('abort', () => {
      for (const { server } of this.#running.values()) server.destroy();
      for (const server of this.#ending) server.destroy();
    });
  }

  /**
   * Starts the server of a new load balancer.
   * @param view the load balancer as it is now; undefined: it is deleted
   * @throws Error of node:net if this machine has no port left
   */
  async open(arn: string, name: string, view: () => LoadBalancerView | undefined): Promise<void> {
    const region = regionOf(arn);
    const { certificates } = this.#world;
    const server = new LoadBalancerServer({ world: this.#world, region, arn, certificates, view });
    const port = await server.open();
    const dnsName = dnsNameOf(name, region, port);
    this.#running.set(arn, { name, dnsName, server, view });
    this.#world.names.set(withoutPort(dnsName), {
      hostedZoneId: hostedZoneOf(region),
      isReady: () => view()?.state === 'active',
      ports: () => server.ports,
    });
    if (this.#world.signal.aborted) server.destroy();
    this.#tell(
      `Load balancer ${name}: http://${dnsName} is http://127.0.0.1:${port}; for a host of your own, curl --connect-to ::127.0.0.1:${port}`,
    );
  }

  /** Opens and closes ports as the load balancer's listeners are now; ends the server if the load balancer is deleted. */
  async follow(arn: string): Promise<void> {
    const running = this.#running.get(arn);
    if (running === undefined) return;
    const { name, server, view } = running;
    if (view() === undefined) {
      this.#running.delete(arn);
      this.#world.names.delete(withoutPort(running.dnsName));
      this.#ending.add(server);
      server.drain(() => this.#ending.delete(server));
      return;
    }
    // It says where its file is, before somebody needs it.
    if (view()?.listeners.some(({ protocol }) => protocol === 'HTTPS')) void this.#world.certificates.authority;
    for (const port of await server.follow()) {
      this.#tell(`Load balancer ${name}: the listener on port ${port} is at 127.0.0.1:${server.ports.get(port)}`);
    }
  }

  /** With the port: `<name>.<region>.elb.localhost:<port>`. Undefined for a load balancer that is not there. */
  dnsName(arn: string): string | undefined {
    return this.#running.get(arn)?.dnsName;
  }

  list(): ReachableLoadBalancer[] {
    return [...this.#running].map(([arn, { name, dnsName, server }]) => ({
      arn,
      name,
      dnsName,
      ports: Object.fromEntries(server.ports),
    }));
  }
}
