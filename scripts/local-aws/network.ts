/** Who really listens at the addresses inside the played VPCs, and what load balancing tells of it. */

/** A network interface with somebody behind it. */
export interface NetworkHost {
  /** The security groups of the interface. */
  securityGroupIds: readonly string[];
  /** The container's port → the port on 127.0.0.1 where its bytes really go. Absent: the connection is refused. */
  listeners: Map<number, { port: number }>;
}

export class LocalNetwork {
  readonly #hosts = new Map<string, NetworkHost>();
  readonly #listeners = new Set<(targetGroupArn: string) => void>();
  readonly #readers = new Set<(securityGroupId: string | undefined) => Promise<void>>();

  /** From now on the host has that address of the VPC, in place of whoever had it. */
  attach(vpcId: string, privateIp: string, host: NetworkHost): void {
    this.#hosts.set(keyOf(vpcId, privateIp), host);
  }

  detach(vpcId: string, privateIp: string): void {
    this.#hosts.delete(keyOf(vpcId, privateIp));
  }

  /** Undefined if nobody has the address: on AWS, a connection to it times out. */
  find(vpcId: string, privateIp: string): NetworkHost | undefined {
    return this.#hosts.get(keyOf(vpcId, privateIp));
  }

  /** Load balancing says that DescribeTargetHealth has another answer for that group now. */
  healthChanged(targetGroupArn: string): void {
    for (const listener of this.#listeners) listener(targetGroupArn);
  }

  /** @returns a function after whose call the listener is told no more */
  onHealthChange(listener: (targetGroupArn: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * EC2 says that the rules of a security group have changed.
   * @param securityGroupId undefined: of any group
   * @returns when everybody who reads them knows the new ones
   */
  async securityGroupChanged(securityGroupId: string | undefined): Promise<void> {
    await Promise.all([...this.#readers].map((reader) => reader(securityGroupId)));
  }

  onSecurityGroupChange(reader: (securityGroupId: string | undefined) => Promise<void>): void {
    this.#readers.add(reader);
  }
}

const keyOf = (vpcId: string, privateIp: string): string => `${vpcId}/${privateIp}`;
