import type { Tags } from './load-balancers';

/** The VPC and its parts, as the gateway uses them. */

export interface Subnet {
  id: string;
  vpcId: string;
  /** Availability Zone, Local Zone or Wavelength Zone. */
  zone: string;
  /** The zone's id, such as `use1-az1`. It is the same for all accounts; names like `us-east-1a` differ between accounts. */
  zoneId?: string;
}

export interface RouteTable {
  /** It applies to every subnet of the VPC without a route table of its own. */
  main: boolean;
  subnetIds: readonly string[];
  /** Whether an active default route leads to an internet gateway. */
  toInternet: boolean;
}

export interface Network {
  /** @throws UnusableNetworkError if one does not exist */
  subnets(ids: readonly string[]): Promise<Subnet[]>;
  subnetsOf(vpcId: string): Promise<Subnet[]>;
  routeTables(vpcId: string): Promise<RouteTable[]>;
  /** The id of the account's default VPC in this region. */
  defaultVpc(): Promise<string | undefined>;

  /**
   * Makes a security group that lets everyone in on this port, or finds the existing one of this name and these tags.
   * @returns its id, or `not yet` while EC2 does not see the new group. @throws QuotaReachedError
   */
  createSecurityGroup(options: {
    name: string;
    description: string;
    vpcId: string;
    port: number;
    tags: Tags;
  }): Promise<string | 'not yet'>;
  /** @returns its id, if there is one of this name with these tags */
  findSecurityGroup(name: string, vpcId: string, tags: Tags): Promise<string | undefined>;
  /** How many other security groups have rules that name this one. */
  referencingGroups(id: string): Promise<number>;
  /** Succeeds if it is gone. */
  deleteSecurityGroup(id: string): Promise<'gone' | 'in use'>;
  /** How many network interfaces have this description. */
  interfaces(description: string): Promise<number>;
}
