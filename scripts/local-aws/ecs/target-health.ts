/**
 * The health of tasks' targets, as DescribeTargetHealth says it. Load balancing tells when that has changed, so that ECS asks once
 * for a group and a change, and not for each task and moment.
 */
import { DescribeTargetHealthCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { SdkClients } from '../service/clients';
import type { LocalWorld } from '../world';

/** A target in a target group. */
interface HealthKey {
  targetGroupArn: string;
  id: string;
  port: number;
}

/** What is known of one target. Undefined: it is not known yet, or it is not registered. */
export interface TargetStatus {
  state: string;
  /** Why it is not healthy, in Elastic Load Balancing's own words. */
  description?: string;
}

interface GroupHealth {
  /** By address and port. */
  targets: ReadonlyMap<string, TargetStatus>;
  /** Are told of every change. */
  listeners: Set<() => void>;
  /** Whether an answer is under way, and whether it is old by then. */
  asking: 'no' | 'yes' | 'again';
}

export class TargetHealth {
  readonly #groups = new Map<string, GroupHealth>();
  readonly #clients: SdkClients;

  constructor(world: Pick<LocalWorld, 'network'>, clients: SdkClients) {
    this.#clients = clients;
    world.network.onHealthChange((targetGroupArn) => {
      const group = this.#groups.get(targetGroupArn);
      if (group !== undefined) this.#ask(targetGroupArn, group);
    });
  }

  of({ targetGroupArn, id, port }: HealthKey): TargetStatus | undefined {
    return this.#groups.get(targetGroupArn)?.targets.get(`${id}:${port}`);
  }

  /** Has the listener told of changes in these groups. @returns a function that ends that */
  watch(targetGroupArns: readonly string[], listener: () => void): () => void {
    for (const arn of targetGroupArns) {
      const group = this.#groups.get(arn) ?? { targets: new Map(), listeners: new Set(), asking: 'no' };
      this.#groups.set(arn, group);
      group.listeners.add(listener);
      this.#ask(arn, group);
    }
    return () => {
      for (const arn of targetGroupArns) {
        const group = this.#groups.get(arn);
        group?.listeners.delete(listener);
        if (group?.listeners.size === 0) this.#groups.delete(arn);
      }
    };
  }

  #ask(arn: string, group: GroupHealth): void {
    const idle = group.asking === 'no';
    group.asking = idle ? 'yes' : 'again';
    if (idle) void this.#read(arn, group);
  }

  async #read(TargetGroupArn: string, group: GroupHealth): Promise<void> {
    while (group.asking !== 'no') {
      group.asking = 'yes';
      try {
        const answer = await this.#clients(ElasticLoadBalancingV2Client).send(
          new DescribeTargetHealthCommand({ TargetGroupArn }),
        );
        group.targets = new Map(
          (answer.TargetHealthDescriptions ?? []).map(({ Target, TargetHealth: health }) => [
            `${Target?.Id}:${Target?.Port}`,
            { state: health?.State ?? 'unavailable', description: health?.Description },
          ]),
        );
        for (const listener of [...group.listeners]) listener();
      } catch {
        // The group was deleted, or the embedded AWS is ending. What was known stays.
      }
      group.asking = this.#again(group) ? 'again' : 'no';
    }
  }

  /** Whether a change was told of during the answer. */
  #again({ asking }: GroupHealth): boolean {
    return asking === 'again';
  }
}
