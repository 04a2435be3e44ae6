import { fullName } from '../../../../../handlers/gateway/names';
import type { Tags } from '../../../../../handlers/gateway/world/load-balancers';
import type { Network, RouteTable, Subnet } from '../../../../../handlers/gateway/world/network';
import type { Process } from '../engine/process';
import type { Simulation } from '../engine/simulation';
import { type Account, behind, type SecurityGroupState } from './aws';

export const VPC = 'vpc-default';

/** An Application Load Balancer has an interface in each of its subnets. */
const INTERFACES = 2;

/**
 * EC2 as one process sees it. The VPC never changes, so reading it is no step: nobody can tell when it happens.
 */
export class Vpc implements Network {
  readonly #account: Account;
  readonly #simulation: Simulation;
  readonly #process: Process;

  constructor(account: Account, simulation: Simulation, process: Process) {
    this.#account = account;
    this.#simulation = simulation;
    this.#process = process;
  }

  async subnets(ids: readonly string[]): Promise<Subnet[]> {
    return [...SUBNETS, ...UNFIT].filter(({ id }) => ids.includes(id));
  }

  async subnetsOf(): Promise<Subnet[]> {
    return SUBNETS;
  }

  async routeTables(): Promise<RouteTable[]> {
    return [{ main: true, subnetIds: [], toInternet: true }];
  }

  async defaultVpc(): Promise<string> {
    return VPC;
  }

  async createSecurityGroup({ name, vpcId, tags }: Parameters<Network['createSecurityGroup']>[0]) {
    const made = await this.#process.perform({
      name: 'CreateSecurityGroup',
      about: () => name,
      faults: ['kill', 'fail', 'lost', 'again'],
      effect: () => {
        if (this.#named(name, vpcId).length > 0) return 'InvalidGroup.Duplicate';
        const id = `sg-${name}-${this.#account.number(name)}`;
        this.#account.groups.set(id, { id, name, vpcId, tags, open: false, madeAt: this.#simulation.now });
        return id;
      },
    });
    const id = made === 'InvalidGroup.Duplicate' ? await this.findSecurityGroup(name, vpcId, tags) : made;
    return id && (await this.#open(id)) ? id : 'not yet';
  }

  findSecurityGroup(name: string, vpcId: string, tags: Tags): Promise<string | undefined> {
    const all = () =>
      this.#named(name, vpcId).filter((one) => Object.entries(tags).every(([key, value]) => one.tags[key] === value));
    return this.#process.perform({
      name: 'DescribeSecurityGroups',
      about: () => name,
      faults: ['fail', 'stale'],
      effect: () => all()[0]?.id,
      stale: () => behind(all(), this.#simulation.now) && { answer: undefined },
    });
  }

  /** No task has a security group here. */
  async referencingGroups(): Promise<number> {
    return 0;
  }

  deleteSecurityGroup(id: string): Promise<'gone' | 'in use'> {
    const { groups, loadBalancers, lingering } = this.#account;
    return this.#process.perform({
      name: 'DeleteSecurityGroup',
      about: () => id,
      faults: ['kill', 'fail', 'lost', 'again'],
      effect: () => {
        if ([...loadBalancers.all(), ...lingering.all()].some(({ securityGroupId }) => securityGroupId === id)) {
          return 'in use';
        }
        groups.delete(id);
        return 'gone';
      },
    });
  }

  interfaces(description: string): Promise<number> {
    const { loadBalancers, lingering } = this.#account;
    return this.#process.perform({
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
    return this.#process.perform({
      name: 'AuthorizeSecurityGroupIngress',
      about: () => id,
      faults: ['kill', 'fail', 'lost'],
      effect: () => {
        const group = this.#account.groups.get(id);
        if (group) {
          this.#account.groups.set(id, { ...group, open: true });
        }
        return group !== undefined;
      },
    });
  }

  #named(name: string, vpcId: string): SecurityGroupState[] {
    return this.#account.groups.all().filter((one) => one.name === name && one.vpcId === vpcId);
  }
}

const inBothZones = (name: string): Subnet[] =>
  ['a', 'b'].map((zone) => ({ id: `${name}-${zone}`, vpcId: VPC, zone: `eu-west-1${zone}` }));

export const SUBNETS = inBothZones('subnet');

/** In these AWS makes no load balancer, ever. */
export const UNFIT = inBothZones('unfit');
