/** The next health check of a target. */
import { setTimeout as delay } from 'node:timers/promises';
import type { LocalWorld } from '../../world';
import type { HealthCheckSettings } from './health-check';
import { type ProbeResult, probe } from './probe';
import type { RegisteredTarget } from './target';

/** Real bytes need real time: a target has at least that many real milliseconds to answer, however fast AWS time runs. */
const SHORTEST_TIMEOUT_MS = 2000;
/**
 * Checks of a target whose health is known are at least that many real milliseconds apart, so that they stay cheap: 100 targets take a
 * few percent of a processor. In a fast world, nobody sends requests.
 */
const SHORTEST_INTERVAL_MS = { slow: 400, fast: 1500 };
/** Real milliseconds of a played minute from which on a world is slow. */
const SLOW_MINUTE_MS = 500;

export interface CheckTools {
  world: Pick<LocalWorld, 'sleep' | 'signal' | 'minuteMs'>;
  group: { healthCheck: HealthCheckSettings; checkPortOf(target: RegisteredTarget): number };
  /** Whether a load balancer uses the group. */
  inUse(): boolean;
  /** Makes sure that these security groups are known. */
  readGroups(ids: readonly string[]): Promise<void>;
}

/**
 * Waits for the time of the next check, carries it out, and counts it. The first check comes one interval after the registration.
 * @throws Error AbortError when the world is stopped
 */
export async function checkTarget(
  target: RegisteredTarget,
  { world, group, inUse, readGroups }: CheckTools,
): Promise<void> {
  const { record } = target;
  const isNew = record.status.state === 'initial' && inUse();
  const shortest = SHORTEST_INTERVAL_MS[world.minuteMs < SLOW_MINUTE_MS ? 'fast' : 'slow'];
  await Promise.all([
    world.sleep(group.healthCheck.intervalSeconds),
    isNew ? undefined : delay(shortest, undefined, { signal: world.signal }),
  ]);
  if (!target.registered) return;
  if (!inUse()) return record.reset();
  const { healthCheck } = group;
  if (!healthCheck.enabled) return record.disable();
  await readGroups(target.host?.securityGroupIds ?? []);
  const result = await ask(target, group, world);
  if (target.registered) record.add(result, healthCheck);
}

/** What is dropped by the network is waited for in AWS time, because no real bytes are under way. */
async function ask(
  target: RegisteredTarget,
  group: CheckTools['group'],
  world: CheckTools['world'],
): Promise<ProbeResult> {
  const { timeoutSeconds, protocol, path } = group.healthCheck;
  const port = group.checkPortOf(target);
  const connection = target.connect(port);
  if (connection.type === 'refused') return { type: 'failed' };
  if (connection.type === 'dropped') {
    await world.sleep(timeoutSeconds);
    return { type: 'timeout' };
  }
  const timeoutMs = Math.max(SHORTEST_TIMEOUT_MS, (timeoutSeconds * world.minuteMs) / 60);
  return probe({
    port: connection.port,
    protocol,
    path,
    host: `${target.id}:${port}`,
    timeoutMs,
    signal: world.signal,
  });
}
