import { UnusableNetworkError } from '../../../../handlers/gateway/world/errors';
import type { Tags } from '../../../../handlers/gateway/world/load-balancers';
import type { Network, RouteTable, Subnet } from '../../../../handlers/gateway/world/network';
import type { Calls } from './calls';

export interface FakeVpc {
  isDefault?: boolean;
  subnets: Subnet[];
  routeTables: RouteTable[];
}

/** EC2's network in memory: a default VPC with public subnets in two Availability Zones, to begin with. */
export class FakeNetwork implements Network {
  readonly vpcs = new Map<string, FakeVpc>();
  readonly groups = new Map<string, { name: string; vpcId: string; tags: Tags }>();
  /** Groups that an interface or another group refers to. */
  readonly referred = new Set<string>();
  /** How often interfaces are still there when asked for. */
  lingering = 0;
  /** How often a group that was just made is not seen yet. */
  blind = 0;
  readonly #calls: Calls;

  constructor(calls: Calls) {
    this.#calls = calls;
    this.vpcs.set('vpc-default', {
      isDefault: true,
      subnets: ['a', 'b'].map((zone) => subnet(`subnet-${zone}`, 'vpc-default', zone)),
      routeTables: [{ main: true, subnetIds: [], toInternet: true }],
    });
  }

  subnets(ids: readonly string[]): Promise<Subnet[]> {
    return this.#calls.make('DescribeSubnets', () =>
      ids.map((id) => {
        const found = [...this.vpcs.values()].flatMap(({ subnets }) => subnets).find((one) => one.id === id);
        if (!found) throw new UnusableNetworkError(`The subnet ID '${id}' does not exist`);
        return found;
      }),
    );
  }

  subnetsOf(vpcId: string): Promise<Subnet[]> {
    return this.#calls.make('DescribeSubnets', () => this.vpcs.get(vpcId)?.subnets ?? []);
  }

  routeTables(vpcId: string): Promise<RouteTable[]> {
    return this.#calls.make('DescribeRouteTables', () => this.vpcs.get(vpcId)?.routeTables ?? []);
  }

  defaultVpc(): Promise<string | undefined> {
    return this.#calls.make('DescribeVpcs', () => [...this.vpcs].find(([, { isDefault }]) => isDefault)?.[0]);
  }

  createSecurityGroup({
    name,
    vpcId,
    tags,
  }: Parameters<Network['createSecurityGroup']>[0]): Promise<string | 'not yet'> {
    return this.#calls.make('CreateSecurityGroup', () => {
      const id = this.#named(name, vpcId) ?? `sg-${this.#calls.next()}`;
      this.groups.set(id, { name, vpcId, tags });
      return this.blind-- > 0 ? 'not yet' : id;
    });
  }

  findSecurityGroup(name: string, vpcId: string): Promise<string | undefined> {
    return this.#calls.make('DescribeSecurityGroups', () => this.#named(name, vpcId));
  }

  referencingGroups(id: string): Promise<number> {
    return this.#calls.make('DescribeSecurityGroups', () => (this.referred.has(id) ? 1 : 0));
  }

  deleteSecurityGroup(id: string): Promise<'gone' | 'in use'> {
    return this.#calls.make('DeleteSecurityGroup', () => {
      if (this.referred.has(id)) return 'in use';
      this.groups.delete(id);
      return 'gone';
    });
  }

  interfaces(): Promise<number> {
    return this.#calls.make('DescribeNetworkInterfaces', () => (this.lingering > 0 ? this.lingering-- : 0));
  }

  #named(name: string, vpcId: string): string | undefined {
    return [...this.groups].find(([, one]) => one.name === name && one.vpcId === vpcId)?.[0];
  }
}

/** @param zone the letter of an Availability Zone, or the full name of any zone */
export const subnet = (id: string, vpcId: string, zone: string): Subnet => ({
  id,
  vpcId,
  zone: zone.length === 1 ? `eu-west-1${zone}` : zone,
});
