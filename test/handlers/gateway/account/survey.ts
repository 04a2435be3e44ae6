import { TAG } from '../../../../handlers/contract';
import { serviceNameOf } from '../../../../handlers/gateway/names';
import type { Subnet } from '../../../../handlers/gateway/world/network';
import type {
  SeenCluster,
  SeenGroup,
  SeenListener,
  SeenLoadBalancer,
  SeenStack,
  StackResource,
  Survey,
} from '../../../../handlers/gateway/world/survey';
import type { Caller } from './call';
import { AccountLoadBalancers } from './load-balancing';
import { type AccountState, behind, isForeign, type LoadBalancerRecord, type StackStanding } from './state';

/** What one caller sees of AWS and CloudFormation without the ledger, call by call. */
export class AccountSurvey implements Survey {
  readonly #balancing: AccountLoadBalancers;
  readonly #account: AccountState;
  readonly #caller: Caller;
  readonly #atOnce: number;

  /** @param atOnce how many load balancers are looked at side by side */
  constructor(account: AccountState, caller: Caller, atOnce = 1) {
    this.#account = account;
    this.#caller = caller;
    this.#atOnce = atOnce;
    this.#balancing = new AccountLoadBalancers(account, caller);
  }

  async loadBalancers(): Promise<SeenLoadBalancer[]> {
    const all = () => this.#account.loadBalancers.all();
    const found = await this.#caller.perform({
      name: 'DescribeLoadBalancers',
      faults: ['fail', 'stale'],
      effect: all,
      stale: () => {
        const old = behind(all(), this.#caller.now);
        return old && { answer: old };
      },
    });
    const ours = found.filter((balancer) => !isForeign(balancer));
    const seen: SeenLoadBalancer[] = [];
    for (let next = 0; next < ours.length; next += this.#atOnce) {
      const some = ours.slice(next, next + this.#atOnce).map(async (one) => ({
        ...described(one, this.#subnets()),
        listeners: await this.#listeners(one.arn),
      }));
      seen.push(...(await Promise.all(some)));
    }
    return seen;
  }

  securityGroups(): Promise<SeenGroup[]> {
    const all = () => this.#account.securityGroups.all().filter((group) => !isForeign(group));
    return this.#caller.perform({
      name: 'DescribeSecurityGroups',
      faults: ['fail', 'stale'],
      effect: all,
      stale: () => {
        const old = behind(all(), this.#caller.now);
        return old && { answer: old };
      },
    });
  }

  clusters(): Promise<SeenCluster[]> {
    return this.#caller.perform({
      name: 'ListClusters',
      faults: ['fail'],
      effect: () => this.#account.clusters.all().filter(({ tags }) => TAG.cluster in tags),
    });
  }

  async *listed() {
    const { goneStacks, standings } = this.#account;
    yield await this.#caller.perform({
      name: 'ListStacks',
      faults: ['fail'],
      effect: () =>
        standings.ids().flatMap((id) => {
          const standing = goneStacks.get(id) ? undefined : standings.get(id);
          const state = standing?.state === 'resting' ? ('resting' as const) : ('busy' as const);
          return standing ? [{ id, state, version: JSON.stringify(standing) }] : [];
        }),
    });
  }

  /** Whether it rests, and what it has, are two questions. */
  async stack(stackId: string): Promise<SeenStack> {
    const { goneStacks, standings } = this.#account;
    try {
      const state = await this.#caller.perform({
        name: 'DescribeStacks',
        about: () => stackId,
        faults: ['fail'],
        effect: () => (goneStacks.get(stackId) ? 'gone' : shown(standings.get(stackId)?.state)),
      });
      return state === 'resting' ? await this.restingStack(stackId) : { state };
    } catch (error) {
      return { state: 'unknown', reason: String(error) };
    }
  }

  async restingStack(stackId: string): Promise<SeenStack> {
    try {
      return { state: 'resting', resources: await this.#resources(stackId) };
    } catch (error) {
      return { state: 'unknown', reason: String(error) };
    }
  }

  async serviceNetwork(): Promise<{ subnetIds: readonly string[]; assignPublicIp: 'ENABLED' }> {
    return { subnetIds: this.#subnets().map(({ id }) => id), assignPublicIp: 'ENABLED' };
  }

  /** Those of the default VPC: every load balancer stands in them. */
  #subnets(): readonly Subnet[] {
    return [...this.#account.vpcs.values()].find(({ isDefault }) => isDefault)?.subnets ?? [];
  }

  /** Every gateway has an ECS service beside it. */
  #resources(stackId: string): Promise<StackResource[]> {
    return this.#caller.perform({
      name: 'ListStackResources',
      about: () => stackId,
      faults: ['fail'],
      effect: () =>
        Object.entries(this.#account.standings.get(stackId)?.resources ?? {}).flatMap(([logicalId, physicalId]) => [
          { logicalId, physicalId, type: 'Custom::Express' },
          ...(logicalId.endsWith('Gateway') ? [serviceOf(logicalId, physicalId)] : []),
        ]),
    });
  }

  async #listeners(loadBalancerArn: string): Promise<SeenListener[]> {
    const listeners = await this.#balancing.listeners(loadBalancerArn);
    const rules = await Promise.all(listeners.map(({ arn }) => this.#balancing.rules(arn)));
    const tags = await this.#balancing.tags([...listeners, ...rules.flat()].map(({ arn }) => arn));
    return listeners.flatMap((listener, position) => {
      const carried = tags.get(listener.arn);
      const on = (rules[position] ?? []).flatMap((rule) => {
        const own = tags.get(rule.arn);
        return own ? [{ ...rule, tags: own }] : [];
      });
      return carried ? [{ ...listener, tags: carried, rules: on }] : [];
    });
  }
}

/** What is rolled back is at work. */
const shown = (state: StackStanding['state'] | undefined): 'busy' | 'gone' | 'resting' =>
  state === 'rolling back' ? 'busy' : (state ?? 'gone');

const described = (
  { arn, name, securityGroupId, tags }: LoadBalancerRecord,
  subnets: readonly Subnet[],
): Omit<SeenLoadBalancer, 'listeners'> => ({
  arn,
  name,
  dnsName: `${name}.elb.test`,
  hostedZoneId: 'Z1',
  vpcId: subnets[0]?.vpcId ?? '',
  scheme: 'internet-facing',
  zones: Object.fromEntries(subnets.map(({ zone, id }) => [zone, id])),
  securityGroupIds: [securityGroupId],
  tags,
});

const serviceOf = (logicalId: string, member: string): StackResource => ({
  logicalId: logicalId.replace(/Gateway$/, ''),
  physicalId: `arn:aws:ecs:eu-west-1:1:service/default/${serviceNameOf(member)}`,
  type: 'AWS::ECS::Service',
});
