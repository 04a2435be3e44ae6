import { fullName } from '../../../../handlers/gateway/names';
import { UnusableNetworkError } from '../../../../handlers/gateway/world/errors';
import type { Tags } from '../../../../handlers/gateway/world/load-balancers';
import type { Network, RouteTable, Subnet } from '../../../../handlers/gateway/world/network';
import type { Caller } from './call';
import { type AccountState, behind, type SecurityGroupRecord } from './state';

/** An Application Load Balancer has an interface in each of its subnets. */
const INTERFACES = 2;

/** EC2's part of a VPC as one caller sees it. */
export class AccountNetwork implements Network {
  readonly #account: AccountState;
  readonly #caller: Caller;

  constructor(account: AccountState, caller: Caller) {
    this.#account = account;
    this.#caller = caller;
  }

  subnets(ids: readonly string[]): Promise<Subnet[]> {
    return this.#caller.look('DescribeSubnets', () => {
      const all = [...this.#account.vpcs.values()].flatMap(({ subnets }) => subnets);
      return ids.map((id) => {
        const found = all.find((one) => one.id === id);
        if (!found) throw new UnusableNetworkError(`The subnet ID '${id}' does not exist`);
        return found;
      });
    });
  }

  subnetsOf(vpcId: string): Promise<Subnet[]> {
    return this.#caller.look('DescribeSubnets', () => [...(this.#account.vpcs.get(vpcId)?.subnets ?? [])]);
  }

  routeTables(vpcId: string): Promise<RouteTable[]> {
    return this.#caller.look('DescribeRouteTables', () => [...(this.#account.vpcs.get(vpcId)?.routeTables ?? [])]);
  }

  defaultVpc(): Promise<string | undefined> {
    return this.#caller.look('DescribeVpcs', () => [...this.#account.vpcs].find(([, { isDefault }]) => isDefault)?.[0]);
  }

  async createSecurityGroup({ name, vpcId, tags }: Parameters<Network['createSecurityGroup']>[0]) {
    const made = await this.#caller.perform({
      name: 'CreateSecurityGroup',
      about: () => name,
      faults: ['kill', 'fail', 'lost', 'again'],
      effect: () => {
        if (this.#named(name, vpcId).length > 0) return 'InvalidGroup.Duplicate';
        const id = `sg-${name}-${this.#account.number(name)}`;
        this.#account.securityGroups.set(id, { id, name, vpcId, tags, open: false, madeAt: this.#caller.now });
        return id;
      },
    });
    const id = made === 'InvalidGroup.Duplicate' ? await this.findSecurityGroup(name, vpcId, tags) : made;
    return id && (await this.#open(id)) ? id : 'not yet';
  }

  findSecurityGroup(name: string, vpcId: string, tags: Tags): Promise<string | undefined> {
    const all = () =>
      this.#named(name, vpcId).filter((one) => Object.entries(tags).every(([key, value]) => one.tags[key] === value));
    return this.#caller.perform({
      name: 'DescribeSecurityGroups',
      about: () => name,
      faults: ['fail', 'stale'],
      effect: () => all()[0]?.id,
      stale: () => behind(all(), this.#caller.now) && { answer: undefined },
    });
  }

  referencingGroups(id: string): Promise<number> {
    return this.#caller.look('DescribeSecurityGroups', () => (this.#account.referredGroups.get(id) ? 1 : 0));
  }

  deleteSecurityGroup(id: string): Promise<'gone' | 'in use'> {
    const { securityGroups, referredGroups, loadBalancers, lingering } = this.#account;
    return this.#caller.perform({
      name: 'DeleteSecurityGroup',
      about: () => id,
      faults: ['kill', 'fail', 'lost', 'again'],
      effect: () => {
        const holders = [...loadBalancers.all(), ...lingering.all()];
        if (referredGroups.get(id) || holders.some(({ securityGroupId }) => securityGroupId === id)) return 'in use';
        securityGroups.delete(id);
        return 'gone';
      },
    });
  }

  interfaces(description: string): Promise<number> {
    const { loadBalancers, lingering } = this.#account;
    return this.#caller.perform({
      name: 'DescribeNetworkInterfaces',
      about: () => description,
      faults: ['fail'],
      effect: () => {
        const holders = [...loadBalancers.ids(), ...lingering.ids()];
        return holders.some((arn) => description === `ELB ${fullName(arn)}`) ? INTERFACES : 0;
      },
    });
  }

  #open(id: string): Promise<boolean> {
    return this.#caller.perform({
      name: 'AuthorizeSecurityGroupIngress',
      about: () => id,
      faults: ['kill', 'fail', 'lost'],
      effect: () => {
        const group = this.#account.securityGroups.get(id);
        if (group) {
          this.#account.securityGroups.set(id, { ...group, open: true });
        }
        return group !== undefined;
      },
    });
  }

  #named(name: string, vpcId: string): SecurityGroupRecord[] {
    return this.#account.securityGroups.all().filter((one) => one.name === name && one.vpcId === vpcId);
  }
}
