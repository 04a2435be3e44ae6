import type { RouteTable, Subnet } from '../../../../handlers/gateway/world/network';
import type { Item } from '../../../../handlers/gateway/world/store';
import type {
  AccountState,
  ClusterRecord,
  Collection,
  LingeringRecord,
  ListenerRecord,
  ListenerRuleRecord,
  LoadBalancerRecord,
  SecurityGroupRecord,
  StackStanding,
} from './state';

/**
 * A collection in memory. It gives out copies. Iterating over it gives the values themselves, for tests that change
 * them.
 */
export class MemoryCollection<T> extends Map<string, T> implements Collection<T> {
  override get(id: string): T | undefined {
    const value = super.get(id);
    return value === undefined ? undefined : copy(value);
  }

  override set(id: string, value: T): this {
    return super.set(id, copy(value));
  }

  all(fits: (value: T) => boolean = () => true): T[] {
    return [...this]
      .filter(([, value]) => fits(value))
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([, value]) => copy(value));
  }

  ids(): string[] {
    return [...this.keys()].sort();
  }

  /** @throws Error if it is not there */
  existing(id: string): T {
    const value = this.get(id);
    if (value === undefined) throw new Error(`There is no ${id}`);
    return value;
  }
}

/** A copy through JSON, as if it came over the wire. */
const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value));

/** An account in memory. It begins with a default VPC that has public subnets in two Availability Zones. */
export class MemoryAccount implements AccountState {
  readonly arnPrefix = 'arn:aws:elasticloadbalancing:eu-west-1:1';
  readonly items = new MemoryCollection<Item>();
  readonly vpcs = new Map<string, MemoryVpc>();
  readonly unfitSubnets = new MemoryCollection<true>();
  readonly loadBalancers = new MemoryCollection<LoadBalancerRecord>();
  readonly listeners = new MemoryCollection<ListenerRecord>();
  readonly rules = new MemoryCollection<ListenerRuleRecord>();
  readonly targets = new MemoryCollection<number>();
  readonly securityGroups = new MemoryCollection<SecurityGroupRecord>();
  readonly referredGroups = new MemoryCollection<true>();
  readonly lingering = new MemoryCollection<LingeringRecord>();
  readonly clusters = new MemoryCollection<ClusterRecord>();
  readonly busyClusters = new MemoryCollection<true>();
  readonly liveTargetGroups = new MemoryCollection<string>();
  readonly deploying = new MemoryCollection<true | 'no service'>();
  readonly standings = new MemoryCollection<StackStanding>();
  readonly goneStacks = new MemoryCollection<true>();
  readonly oddities = new MemoryCollection<true>();
  readonly #numbers = new Map<string, number>();

  constructor() {
    this.vpcs.set('vpc-default', {
      isDefault: true,
      subnets: ['a', 'b'].map((zone) => subnet(`subnet-${zone}`, 'vpc-default', zone)),
      routeTables: [{ main: true, subnetIds: [], toInternet: true }],
    });
  }

  number(name: string): number {
    const next = (this.#numbers.get(name) ?? 0) + 1;
    this.#numbers.set(name, next);
    return next;
  }
}

/** A VPC that tests add to. */
export interface MemoryVpc {
  isDefault?: boolean;
  subnets: Subnet[];
  routeTables: RouteTable[];
}

/** @param zone the letter of an Availability Zone, or the full name of any zone */
export const subnet = (id: string, vpcId: string, zone: string): Subnet => ({
  id,
  vpcId,
  zone: zone.length === 1 ? `eu-west-1${zone}` : zone,
});
