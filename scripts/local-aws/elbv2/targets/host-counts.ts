/** HealthyHostCount and UnHealthyHostCount: how many targets pass and fail their health checks, counted once in a played minute. */
import { setTimeout as delay } from 'node:timers/promises';
import type { LocalWorld } from '../../world';
import { fullNameOf } from '../arns';
import type { LoadBalancerState } from '../model';
import type { TargetGroup } from './group';

/** A minute that takes no real time is no reason to count all the time. */
const SHORTEST_MINUTE_MS = 40;

export interface CountedGroup {
  group: TargetGroup;
  balancer: Pick<LoadBalancerState, 'arn'>;
}

/**
 * Counts until the world is stopped. "Reported if there are registered targets" (CloudWatch metrics for your Application Load
 * Balancer).
 * @param groupsInUse those to which a load balancer forwards now
 */
export async function countHosts(
  world: Pick<LocalWorld, 'sleep' | 'now' | 'signal' | 'metrics'>,
  region: string,
  groupsInUse: () => CountedGroup[],
): Promise<void> {
  for (;;) {
    const secondsIntoMinute = (world.now().getTime() / 1000) % 60;
    // In the middle of the next minute: a timer that is late does not skip one.
    await Promise.all([
      world.sleep(90 - secondsIntoMinute),
      delay(SHORTEST_MINUTE_MS, undefined, { signal: world.signal }),
    ]);
    for (const { group, balancer } of groupsInUse()) {
      const counts = group.counts();
      if (counts.registered === 0) continue;
      const dimensions = { TargetGroup: targetGroupName(group.arn), LoadBalancer: fullNameOf(balancer.arn) };
      const add = (name: string, value: number) =>
        world.metrics.series({ region, namespace: 'AWS/ApplicationELB', name, dimensions, unit: 'Count' }).add(value);
      add('HealthyHostCount', counts.healthy);
      add('UnHealthyHostCount', counts.unhealthy);
    }
  }
}

/** `targetgroup/<name>/<id>`, as metrics name a target group. */
export const targetGroupName = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1);
