import { memberOfTags } from '../../../../handlers/gateway/identity';
import { serviceNameOf } from '../../../../handlers/gateway/names';
import type { Subnet } from '../../../../handlers/gateway/world/network';
import type { Item } from '../../../../handlers/gateway/world/store';
import {
  type AccountState,
  type ClusterRecord,
  isForeign,
  type LingeringRecord,
  type ListenerRecord,
  type ListenerRuleRecord,
  type LoadBalancerRecord,
  type SecurityGroupRecord,
  type StackStanding,
  type Tagged,
  type VpcRecord,
  type Witness,
} from '../account/state';
import { type Cells, Shelf } from './engine/cells';

const VPC = 'vpc-default';

const inBothZones = (name: string): Subnet[] =>
  ['a', 'b'].map((zone) => ({ id: `${name}-${zone}`, vpcId: VPC, zone: `eu-west-1${zone}` }));

const SUBNETS = inBothZones('subnet');

/** In these AWS makes no load balancer, ever. */
export const UNFIT = inBothZones('unfit');

const VPCS: ReadonlyMap<string, VpcRecord> = new Map([
  [VPC, { isDefault: true, subnets: SUBNETS, routeTables: [{ main: true, subnetIds: [], toInternet: true }] }],
  // Only who names them finds them.
  [`${VPC}, unfit`, { subnets: UNFIT, routeTables: [] }],
]);

/** Which of a service's two target groups. */
export type TaskGroup = 'blue' | 'green';

export const twin = (colour: TaskGroup): TaskGroup => (colour === 'blue' ? 'green' : 'blue');

/** An ECS service as ECS has it. */
export interface EcsServiceRecord {
  strategy: 'CANARY' | 'ROLLING';
  image: number;
  /** The ARN of its production rule; a service that is ROLLING has none. */
  rule?: string;
  /** In which of its target groups it has healthy tasks. */
  tasks: readonly TaskGroup[];
  /** The group of the revision that gets the traffic, according to ECS. */
  live: TaskGroup;
  /** How many deployments there have been. */
  deployments: number;
  /** One is under way. */
  deploying?: true;
}

/**
 * The AWS account of a simulation, held in its cells, with what the invariants have to know of it.
 *
 * Listings, and what is put on something new, may be behind by ten seconds (`stale`); tags too, where a scene says so.
 * Load balancers may not be made, or not be set up. What no scene has: deletion protection; security groups of others
 * that refer to ours; clusters with something in them, or on their way out; quotas; listings that are behind for longer
 * than the gateway waits, whose leftovers the doctor deletes; and reads by ARN or key that are behind. Tests of one
 * part each have those: delete.test.ts, join.test.ts, stray-rules.test.ts and those of the clients.
 */
export class SimulatedAccount implements AccountState {
  readonly arnPrefix = 'elb';
  readonly vpcs = VPCS;
  readonly items: Shelf<Item>;
  readonly loadBalancers: Shelf<LoadBalancerRecord>;
  readonly listeners: Shelf<ListenerRecord>;
  readonly rules: Shelf<ListenerRuleRecord>;
  readonly securityGroups: Shelf<SecurityGroupRecord>;
  readonly lingering: Shelf<LingeringRecord>;
  readonly clusters: Shelf<ClusterRecord>;
  readonly goneStacks: Shelf<true>;
  readonly oddities: Shelf<true>;
  readonly standings: Shelf<StackStanding>;
  readonly unfitSubnets = { get: (id: string) => UNFIT.some((one) => one.id === id) || undefined };
  readonly referredGroups = { get: () => undefined };
  readonly busyClusters = { get: () => undefined };
  readonly targets = { get: (targetGroupArn: string) => this.#targets(targetGroupArn) };
  readonly liveTargetGroups = { get: (service: string) => this.#liveTargetGroup(service) };
  readonly deploying = { get: (service: string) => this.#isDeploying(service) };
  readonly witness: Witness = {
    lists: (caller, seen) => this.#lists(caller, seen),
    touches: (one) => this.#touches(one),
    takesDown: (caller, one) => {
      if (this.#seen.get(`${caller} ${one.arn}`)) this.#touches(one);
    },
    asksOfDeployment: (caller, service) => {
      const member = this.#memberOf(service);
      if (member) this.#seen.set(`${caller} ${member}`, this.services.get(member)?.deployments ?? 0);
    },
    weighs: (caller, rule) => this.#weighs(caller, rule),
  };
  /** The ECS services by their members. */
  readonly services: Shelf<EcsServiceRecord>;
  /** Ids of stacks that are gone, and of which the tasks go on. */
  readonly kept: Shelf<true>;
  /** Memberships whose services are amid a deployment: green has the traffic, and blue the canary. */
  readonly divided: Shelf<true>;
  /** ARNs of what somebody has deleted by hand. */
  readonly deletedByHand: Shelf<true>;
  /** Whether the ledger was lost: what it says means nothing then, until it is healed. */
  readonly forgotten: Shelf<true>;
  /** Requests whose errands were lost: a run failed or died too often, or could not be started. */
  readonly lostErrands: Shelf<true>;
  /** What was touched though it is not ours; an invariant looks here. */
  readonly damage: Shelf<true>;
  /**
   * What a process has seen: a foreign listener or rule, the load balancer of which it may not delete then; and which
   * deployment of a service was the last one when it asked whether there is one.
   */
  readonly #seen: Shelf<number>;
  readonly #numbers: Shelf<number>;

  constructor(cells: Cells) {
    this.items = new Shelf(cells, 'item ');
    this.loadBalancers = new Shelf(cells, 'load balancer ');
    this.listeners = new Shelf(cells, 'listener ');
    this.rules = new Shelf(cells, 'rule ');
    this.securityGroups = new Shelf(cells, 'group ');
    this.lingering = new Shelf(cells, 'lingering ');
    this.clusters = new Shelf(cells, 'cluster ');
    this.goneStacks = new Shelf(cells, 'gone ');
    this.standings = new Shelf(cells, 'standing ');
    this.oddities = new Shelf(cells, 'odd ');
    this.services = new Shelf(cells, 'service ');
    this.kept = new Shelf(cells, 'kept ');
    this.divided = new Shelf(cells, 'divided ');
    this.deletedByHand = new Shelf(cells, 'by hand ');
    this.forgotten = new Shelf(cells, 'forgotten ');
    this.lostErrands = new Shelf(cells, 'lost errand ');
    this.damage = new Shelf(cells, 'damage ');
    this.#seen = new Shelf(cells, 'seen ');
    this.#numbers = new Shelf(cells, 'number ');
  }

  number(name: string): number {
    const next = (this.#numbers.get(name) ?? 0) + 1;
    this.#numbers.set(name, next);
    return next;
  }

  #targets(targetGroupArn: string): number {
    const cut = targetGroupArn.lastIndexOf('-');
    const tasks = this.services.get(targetGroupArn.slice(0, cut))?.tasks ?? [];
    return tasks.some((colour) => colour === targetGroupArn.slice(cut + 1)) ? 1 : 0;
  }

  #liveTargetGroup(service: string): string | undefined {
    const member = this.#memberOf(service);
    return member && `${member}-${this.services.get(member)?.live}`;
  }

  #isDeploying(service: string): true | 'no service' | undefined {
    const member = this.#memberOf(service);
    return member === undefined ? 'no service' : this.services.get(member)?.deploying;
  }

  #memberOf(service: string): string | undefined {
    return this.services.ids().find((one) => serviceNameOf(one) === service);
  }

  #lists(caller: string, seen: readonly Tagged[]): void {
    for (const { arn } of seen.filter(isForeign)) this.#seen.set(`${caller} ${arn}`, 1);
  }

  /** Z1: while ECS deploys, only it moves weights. Whoever asked before the deployment began cannot know of it. */
  #weighs(caller: string, { arn, tags }: Tagged): void {
    const member = memberOfTags(tags) ?? '';
    const { deploying, deployments = 0 } = this.services.get(member) ?? {};
    const asked = this.#seen.get(`${caller} ${member}`) ?? deployments;
    if (deploying && asked === deployments) {
      this.damage.set(`Z1: the weights of rule ${arn} were moved while ECS deploys`, true);
    }
  }

  #touches(one: Tagged): void {
    if (isForeign(one)) this.damage.set(`I7: the foreign ${one.arn} was touched`, true);
  }
}
