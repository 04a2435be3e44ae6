import type { Tags } from './load-balancers';

/** The VPC and its parts, in the words of this project. */

export interface Subnet {
  id: string;
  vpcId: string;
  /** Availability Zone, Local Zone or Wavelength Zone. */
  zone: string;
  /** The zone's name for all accounts: `use1-az1`; an account's `us-east-1a` may be another's `us-east-1c`. */
  zoneId?: string;
}

export interface RouteTable {
  /** Serves every subnet of the VPC that has no table of its own. */
  main: boolean;
  subnetIds: readonly string[];
  /** Whether an active default route leads to an internet gateway. */
  toInternet: boolean;
}

export interface Network {
  /** @throws UnusableNetworkError naming subnets that do not exist */
  subnets(ids: readonly string[]): Promise<Subnet[]>;
  subnetsOf(vpcId: string): Promise<Subnet[]>;
  routeTables(vpcId: string): Promise<RouteTable[]>;
  /** The id of the account's default VPC in this region. */
  defaultVpc(): Promise<string | undefined>;

  /**
   * Makes a security group that lets everyone in on this port, or finds the one of this name and these tags.
   * @returns its id, or `not yet`: EC2 shows what was just made only after a while. @throws QuotaReachedError
   */
  createSecurityGroup(options: {
    name: string;
    description: string;
    vpcId: string;
    port: number;
    tags: Tags;
  }): Promise<string | 'not yet'>;
  /** @returns its id, if it carries the tags */
  findSecurityGroup(name: string, vpcId: string, tags: Tags): Promise<string | undefined>;
  /** How many other security groups have rules that let it in. */
  referencingGroups(id: string): Promise<number>;
  /** Fine if it is gone. */
  deleteSecurityGroup(id: string): Promise<'gone' | 'in use'>;
  /** How many network interfaces have this description. */
  interfaces(description: string): Promise<number>;
}
