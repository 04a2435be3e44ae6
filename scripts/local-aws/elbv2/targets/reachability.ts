/** Who reaches whom through the security groups of load balancers and targets. */
import type { MotoClient } from '../../moto/client';
import type { LocalNetwork, NetworkHost } from '../../network';
import { AwsError } from '../../wire/errors';
import { membersAt, type XmlNode } from '../../wire/xml-tree';
import type { LoadBalancerState } from '../model';
import { INTERNET, type Peer, permits, readSecurityGroup, type SecurityGroup } from './security-group';

type Balancer = Pick<LoadBalancerState, 'scheme' | 'securityGroups' | 'addresses'>;

/** A client on this machine has this address, too. */
const LOOPBACK = ['127.0.0.1', '::1'];

export class Reachability {
  readonly #groups = new Map<string, SecurityGroup>();
  /** Another number after each change of what is known. */
  generation = 0;
  #moto: MotoClient | undefined;

  /** @param network tells which groups of EC2 have changed; those that are known here are read again before it goes on */
  constructor(network: LocalNetwork) {
    network.onSecurityGroupChange((id) => this.#readAgain(id));
  }

  /** Reads the groups that are not known yet. */
  async read(moto: MotoClient, ids: readonly string[]): Promise<void> {
    this.#moto = moto;
    await this.#read(ids.filter((id) => !this.#groups.has(id)));
  }

  /** @param nodes items of DescribeSecurityGroups' answer */
  remember(moto: MotoClient, nodes: readonly XmlNode[]): void {
    this.#moto = moto;
    for (const node of nodes) {
      const group = readSecurityGroup(node);
      this.#groups.set(group.id, group);
    }
    this.generation += 1;
  }

  /** Whether the load balancer reaches that port of a host: its own groups let it out, and the host's let it in. */
  reaches(balancer: Balancer, host: NetworkHost, address: string, port: number): boolean {
    const { securityGroupIds } = host;
    const target: Peer = { addresses: [address], groupIds: securityGroupIds };
    const source: Peer = { addresses: [...balancer.addresses.values()], groupIds: balancer.securityGroups };
    return (
      this.#known(balancer.securityGroups).some(({ egress }) => permits(egress, port, target)) &&
      this.#known(securityGroupIds).some(({ ingress }) => permits(ingress, port, source))
    );
  }

  /**
   * Whether a client on this machine reaches that port of the load balancer. For a public load balancer the client is somewhere in
   * the internet; for an internal one it stands beside the load balancer's own interfaces.
   */
  admits({ scheme, securityGroups, addresses }: Balancer, port: number): boolean {
    const inside: Peer = { addresses: [...addresses.values()], groupIds: [] };
    const client = scheme === 'internal' ? inside : INTERNET;
    const peer: Peer = { addresses: [...client.addresses, ...LOOPBACK], groupIds: [] };
    return this.#known(securityGroups).some(({ ingress }) => permits(ingress, port, peer));
  }

  #known(ids: readonly string[]): SecurityGroup[] {
    return ids.flatMap((id) => this.#groups.get(id) ?? []);
  }

  async #readAgain(id: string | undefined): Promise<void> {
    const ids = [...this.#groups.keys()].filter((known) => id === undefined || known === id);
    await this.#read(ids);
  }

  async #read(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      const answer = await this.#moto
        ?.query('ec2', 'DescribeSecurityGroups', { GroupId: [id] })
        .catch((error: unknown) => {
          if (!(error instanceof AwsError)) throw error;
          return undefined;
        });
      const [node] = answer ? membersAt(answer, 'securityGroupInfo') : [];
      if (node === undefined) this.#groups.delete(id);
      else this.#groups.set(id, readSecurityGroup(node));
      this.generation += 1;
    }
  }
}
