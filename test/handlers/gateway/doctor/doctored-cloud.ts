import { TAG } from '../../../../handlers/contract';
import { checkUp } from '../../../../handlers/gateway/doctor/check-up';
import { diagnose } from '../../../../handlers/gateway/doctor/diagnose/diagnose';
import type { Diagnosis } from '../../../../handlers/gateway/doctor/diagnose/diagnosis';
import type { CheckUpReport, Treatment } from '../../../../handlers/gateway/doctor/event';
import type { DoctorWorld } from '../../../../handlers/gateway/doctor/look/doctor-world';
import { look } from '../../../../handlers/gateway/doctor/look/look';
import { serviceNameOf } from '../../../../handlers/gateway/names';
import type { Item } from '../../../../handlers/gateway/world/store';
import type { SeenLoadBalancer, SeenStack, StackResource, Survey } from '../../../../handlers/gateway/world/survey';
import { Cloud, stackId, succeeded } from '../account/at-once/cloud';

/** How many stacks a page of ListStacks has. */
const LISTED = 100;

/** A cloud in memory with everything that the doctor looks at: stacks too, and all that has tags. */
export class DoctoredCloud extends Cloud {
  readonly stacks = new Map<string, SeenStack>();
  /** How many operations each stack has had. */
  readonly versions = new Map<string, number>();
  readonly doctorWorld: DoctorWorld = {
    ...this.world,
    survey: this.#survey(),
  };

  /** Makes a service whose stack rests. */
  async deployed(stack: string, properties: Record<string, unknown> = {}) {
    const joined = await this.join({ stack, properties });
    this.rests(stack, joined.member, joined.route);
    return joined;
  }

  /** The same with a `Custom::ExpressTraffic`, as the newest macro has it. */
  async served(stack: string, properties: Record<string, unknown> = {}) {
    const joined = await this.join({ stack, properties: { ...properties, Contract: '3' } });
    const traffic = succeeded(await this.traffic('Create', joined.member, { stack })).physicalResourceId;
    this.rests(stack, joined.member, joined.route, traffic);
    return { ...joined, traffic };
  }

  /** Makes a service of the stack shop with a deletion policy. */
  async kept(properties: Record<string, unknown> = { Retained: 'true' }) {
    const member = succeeded(await this.gateway('Create', { properties })).physicalResourceId;
    return { member, route: succeeded(await this.route('Create', member)).physicalResourceId };
  }

  /** From now on the stack rests, with an ECS service and with custom resources of these physical ids. */
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
    this.becomes(stack, { state: 'resting', resources: [service, ...custom] });
  }

  becomes(stack: string, state: SeenStack): void {
    this.stacks.set(stackId(stack), state);
    this.versions.set(stackId(stack), (this.versions.get(stackId(stack)) ?? 0) + 1);
  }

  /** The diagnoses that are reported. */
  async findings(): Promise<Diagnosis[]> {
    return diagnose(await look(this.doctorWorld)).filter(({ silent }) => !silent);
  }

  /** Kinds of the diagnoses that are reported, and what they are about. */
  async found(): Promise<string[]> {
    return (await this.findings()).map(({ kind, what }) => `${kind}: ${what}`);
  }

  checkUp(treatment: Treatment = 'full'): Promise<CheckUpReport> {
    const invocation = { id: `doctor-${this.calls.next()}`, deadline: this.now + 300_000 };
    return checkUp(this.doctorWorld, invocation, treatment);
  }

  #survey(): Survey {
    return {
      loadBalancers: () => this.calls.look('DescribeLoadBalancers', () => this.#balancers()),
      securityGroups: () => this.calls.look('DescribeSecurityGroups', () => this.account.securityGroups.all()),
      clusters: () =>
        this.calls.look('ListClusters', () => this.account.clusters.all().filter(({ tags }) => TAG.cluster in tags)),
      listed: () => this.#pages(),
      stack: async (id) => {
        const stack = await this.calls.look('DescribeStacks', () => this.stacks.get(id) ?? { state: 'gone' as const });
        return stack.state === 'resting' ? this.doctorWorld.survey.restingStack(id) : stack;
      },
      restingStack: (id) =>
        this.calls.look('ListStackResources', () => this.stacks.get(id) ?? { state: 'gone' as const }),
      serviceNetwork: () =>
        this.calls.look('DescribeServices', () => ({
          subnetIds: ['subnet-a', 'subnet-b'],
          assignPublicIp: 'ENABLED' as const,
        })),
    };
  }

  async *#pages() {
    const there = [...this.stacks].flatMap(([id, { state }]) =>
      state === 'resting' || state === 'busy' ? [{ id, state, version: `${state} ${this.versions.get(id)}` }] : [],
    );
    for (let start = 0; start < Math.max(1, there.length); start += LISTED) {
      yield await this.calls.look('ListStacks', () => there.slice(start, start + LISTED));
    }
  }

  #balancers(): SeenLoadBalancer[] {
    const { loadBalancers, listeners, rules } = this.account;
    return loadBalancers.all().map(({ arn, name, securityGroupId, tags }) => ({
      arn,
      name,
      dnsName: `${name}.elb.test`,
      hostedZoneId: 'Z1',
      vpcId: 'vpc-default',
      scheme: 'internet-facing' as const,
      zones: { 'eu-west-1a': 'subnet-a', 'eu-west-1b': 'subnet-b' },
      securityGroupIds: [securityGroupId],
      tags,
      listeners: listeners
        .all()
        .filter(({ loadBalancerArn }) => loadBalancerArn === arn)
        .map((listener) => ({
          ...listener,
          rules: rules.all().filter(({ listenerArn }) => listenerArn === listener.arn),
        })),
    }));
  }
}

/** Changes items of the ledger in place. */
export function edit(cloud: DoctoredCloud, change: (item: Item) => void): void {
  for (const item of cloud.account.items.values()) change(item);
}

/** Takes items out of the ledger. */
export function forget(cloud: DoctoredCloud, isLost: (item: Item) => boolean): void {
  for (const [key, item] of [...cloud.account.items]) if (isLost(item)) cloud.account.items.delete(key);
}
