import { TAG } from '../../../../handlers/contract';
import { checkUp } from '../../../../handlers/gateway/doctor/check-up';
import { diagnose } from '../../../../handlers/gateway/doctor/diagnose/diagnose';
import type { Diagnosis } from '../../../../handlers/gateway/doctor/diagnose/diagnosis';
import type { CheckUpReport, Treatment } from '../../../../handlers/gateway/doctor/event';
import { type DoctorWorld, look } from '../../../../handlers/gateway/doctor/look/look';
import { serviceNameOf } from '../../../../handlers/gateway/names';
import type { Item } from '../../../../handlers/gateway/world/store';
import type { SeenLoadBalancer, SeenStack, StackResource, Survey } from '../../../../handlers/gateway/world/survey';
import { Cloud, stackId, succeeded } from '../support/cloud';

/** Stacks on a page of a list. */
const LISTED = 100;

/** A cloud in memory with stacks that CloudFormation tells of, and with all that there is to be seen without the ledger. */
export class DoctoredCloud extends Cloud {
  readonly stacks = new Map<string, SeenStack>();
  readonly doctorWorld: DoctorWorld = { ...this.world, survey: this.#survey() };

  /** A service whose stack rests. */
  async deployed(stack: string, properties: Record<string, unknown> = {}) {
    const joined = await this.join({ stack, properties });
    this.rests(stack, joined.member, joined.route);
    return joined;
  }

  /** A service of stack shop with a policy that keeps it. */
  async kept(properties: Record<string, unknown> = { Retained: 'true' }) {
    const member = succeeded(await this.gateway('Create', { properties })).physicalResourceId;
    return { member, route: succeeded(await this.route('Create', member)).physicalResourceId };
  }

  /** The stack rests with an ECS service and resources of these physical ids, the member's id first. */
  rests(stack: string, member: string, ...others: string[]): void {
    const service: StackResource = {
      logicalId: 'Web',
      physicalId: `arn:aws:ecs:eu-west-1:1:service/default/${serviceNameOf(member)}`,
      type: 'AWS::ECS::Service',
    };
    const custom = [member, ...others].map((physicalId) => ({
      logicalId: 'Other',
      physicalId,
      type: 'Custom::Express',
    }));
    this.stacks.set(stackId(stack), { state: 'resting', resources: [service, ...custom] });
  }

  becomes(stack: string, state: SeenStack): void {
    this.stacks.set(stackId(stack), state);
  }

  async findings(): Promise<Diagnosis[]> {
    return diagnose(await look(this.doctorWorld));
  }

  /** Kinds of findings and whom they are about. */
  async found(): Promise<string[]> {
    return (await this.findings()).map(({ kind, what }) => `${kind}: ${what}`);
  }

  checkUp(treatment: Treatment = 'full'): Promise<CheckUpReport> {
    const invocation = { id: `doctor-${this.calls.next()}`, deadline: this.now + 300_000 };
    return checkUp(this.doctorWorld, invocation, treatment);
  }

  #survey(): Survey {
    return {
      loadBalancers: () => this.calls.make('DescribeLoadBalancers', () => this.#balancers()),
      securityGroups: () =>
        this.calls.make('DescribeSecurityGroups', () =>
          [...this.network.groups].map(([id, group]) => ({ id, ...group })),
        ),
      clusters: () =>
        this.calls.make('ListClusters', () =>
          [...this.clusters.all]
            .filter(([, { tags }]) => TAG.cluster in tags)
            .map(([name, { tags }]) => ({ name, tags })),
        ),
      listed: () => this.#pages(),
      stack: async (id) => {
        const stack = await this.calls.make('DescribeStacks', () => this.stacks.get(id) ?? { state: 'gone' as const });
        return stack.state === 'resting' ? this.calls.make('ListStackResources', () => stack) : stack;
      },
      serviceNetwork: () =>
        this.calls.make('DescribeServices', () => ({
          subnetIds: ['subnet-a', 'subnet-b'],
          assignPublicIp: 'ENABLED' as const,
        })),
    };
  }

  async *#pages() {
    const there = [...this.stacks].flatMap(([id, { state }]) =>
      state === 'resting' || state === 'busy' ? [{ id, state }] : [],
    );
    for (let start = 0; start < Math.max(1, there.length); start += LISTED) {
      yield await this.calls.make('ListStacks', () => there.slice(start, start + LISTED));
    }
  }

  #balancers(): SeenLoadBalancer[] {
    const { all, allListeners, allRules, allTags } = this.loadBalancers;
    return [...all.values()].map((balancer) => ({
      ...balancer,
      vpcId: 'vpc-default',
      scheme: 'internet-facing' as const,
      zones: { 'eu-west-1a': 'subnet-a', 'eu-west-1b': 'subnet-b' },
      securityGroupIds: [balancer.securityGroupId],
      tags: allTags.get(balancer.arn) ?? {},
      listeners: [...allListeners.values()]
        .filter(({ loadBalancerArn }) => loadBalancerArn === balancer.arn)
        .map((listener) => ({
          ...listener,
          tags: allTags.get(listener.arn) ?? {},
          rules: [...allRules.values()]
            .filter(({ listenerArn }) => listenerArn === listener.arn)
            .map((rule) => ({ ...rule, tags: allTags.get(rule.arn) ?? {} })),
        })),
    }));
  }
}

/** Changes items of the ledger where they are. */
export function edit(cloud: DoctoredCloud, change: (item: Item) => void): void {
  for (const item of cloud.store.items.values()) change(item);
}

/** Loses items of the ledger. */
export function forget(cloud: DoctoredCloud, which: (item: Item) => boolean): void {
  for (const [key, item] of [...cloud.store.items]) if (which(item)) cloud.store.items.delete(key);
}
