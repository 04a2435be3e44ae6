import { TAG } from '../../../../../handlers/contract';
import { serviceNameOf } from '../../../../../handlers/gateway/names';
import type {
  SeenCluster,
  SeenGroup,
  SeenListener,
  SeenLoadBalancer,
  SeenStack,
  StackResource,
  Survey,
} from '../../../../../handlers/gateway/world/survey';
import type { Process } from '../engine/process';
import type { Simulation } from '../engine/simulation';
import { type Account, behind, isForeign, type LoadBalancerState, type Standing } from './aws';
import { LoadBalancing } from './load-balancing';
import { SUBNETS, VPC } from './network';

/** What the doctor sees of AWS and CloudFormation without the ledger, call by call. */
export class Overview implements Survey {
  readonly #balancing: LoadBalancing;
  readonly #account: Account;
  readonly #simulation: Simulation;
  readonly #process: Process;
  readonly #hasty: boolean;

  constructor(account: Account, simulation: Simulation, process: Process, hasty = false) {
    this.#account = account;
    this.#simulation = simulation;
    this.#process = process;
    this.#hasty = hasty;
    this.#balancing = new LoadBalancing(account, simulation, process);
  }

  async loadBalancers(): Promise<SeenLoadBalancer[]> {
    const all = () => this.#account.loadBalancers.all();
    const found = await this.#process.perform({
      name: 'DescribeLoadBalancers',
      faults: ['fail', 'stale'],
      effect: all,
      stale: () => {
        const old = behind(all(), this.#simulation.now);
        return old && { answer: old };
      },
    });
    const seen: SeenLoadBalancer[] = [];
    for (const one of found.filter((balancer) => !isForeign(balancer))) {
      seen.push({ ...described(one), listeners: await this.#listeners(one.arn) });
    }
    return seen;
  }

  securityGroups(): Promise<SeenGroup[]> {
    const all = () => this.#account.groups.all().filter((group) => !isForeign(group));
    return this.#process.perform({
      name: 'DescribeSecurityGroups',
      faults: ['fail', 'stale'],
      effect: all,
      stale: () => {
        const old = behind(all(), this.#simulation.now);
        return old && { answer: old };
      },
    });
  }

  clusters(): Promise<SeenCluster[]> {
    return this.#process.perform({
      name: 'ListClusters',
      faults: ['fail'],
      effect: () => this.#account.clusters.all().filter(({ tags }) => TAG.cluster in tags),
    });
  }

  async *listed() {
    const { goneStacks, standings } = this.#account;
    yield await this.#process.perform({
      name: 'ListStacks',
      faults: ['fail'],
      effect: () =>
        standings.ids().flatMap((id) => {
          const standing = goneStacks.get(id) ? undefined : standings.get(id);
          return standing
            ? [{ id, state: standing.state === 'resting' ? ('resting' as const) : ('busy' as const) }]
            : [];
        }),
    });
  }

  /** Whether it rests, and what it has, are two questions. */
  async stack(stackId: string): Promise<SeenStack> {
    const { goneStacks, standings } = this.#account;
    try {
      const state = await this.#process.perform({
        name: 'DescribeStacks',
        about: () => stackId,
        faults: ['fail'],
        effect: () => (goneStacks.get(stackId) ? 'gone' : shown(standings.get(stackId)?.state)),
      });
      return state === 'resting' || (this.#hasty && state === 'busy')
        ? { state: 'resting', resources: await this.#resources(stackId) }
        : { state };
    } catch (error) {
      return { state: 'unknown', reason: String(error) };
    }
  }

  async serviceNetwork(): Promise<{ subnetIds: readonly string[]; assignPublicIp: 'ENABLED' }> {
    return { subnetIds: SUBNETS.map(({ id }) => id), assignPublicIp: 'ENABLED' };
  }

  /** Every gateway has an ECS service beside it. */
  #resources(stackId: string): Promise<StackResource[]> {
    return this.#process.perform({
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
const shown = (state: Standing['state'] | undefined): 'busy' | 'gone' | 'resting' =>
  state === 'rolling back' ? 'busy' : (state ?? 'gone');

const described = ({ arn, name, securityGroupId, tags }: LoadBalancerState): Omit<SeenLoadBalancer, 'listeners'> => ({
  arn,
  name,
  dnsName: `${name}.elb.test`,
  hostedZoneId: 'Z1',
  vpcId: VPC,
  scheme: 'internet-facing',
  zones: Object.fromEntries(SUBNETS.map(({ zone, id }) => [zone, id])),
  securityGroupIds: [securityGroupId],
  tags,
});

const serviceOf = (logicalId: string, member: string): StackResource => ({
  logicalId: logicalId.replace(/Gateway$/, ''),
  physicalId: `arn:aws:ecs:eu-west-1:1:service/default/${serviceNameOf(member)}`,
  type: 'AWS::ECS::Service',
});
