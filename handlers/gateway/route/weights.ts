import type { Job } from '../fence/job';
import type { Seat } from '../ledger/items';
import { serviceNameOf } from '../names';
import type { LoadBalancers, Rule, Weights } from '../world/load-balancers';
import type { DeploymentProgress, Services } from '../world/services';
import { ALL } from './rule';

/** Weights that send the traffic to a target group without targets while its twin has some. */

/** How often to look whether ECS has finished a deployment, and the pause between two looks: two minutes in all. */
const LOOKS = 24;
const PAUSE_MS = 5_000;

/**
 * Moves the weight of a rule to the group that has the targets, if the group that it is on has none (rule Z1). A change
 * between ROLLING and the other strategies may leave it so: with ROLLING, ECS uses blue and moves no weights.
 * @param found the rule, if it has just been read
 * @param looks after how many looks to give up while ECS is deploying, since ECS alone moves the weights then
 */
export async function mendWeights(
  { world: { loadBalancers, services, log }, pause }: Pick<Job, 'world' | 'pause'>,
  member: string,
  seat: Seat,
  ruleArn: string,
  { found, looks = LOOKS }: { found?: Rule | undefined; looks?: number } = {},
): Promise<'mended' | 'nothing' | 'deploying'> {
  for (let look = 1; ; look++) {
    const seen = (look === 1 ? found : undefined) ?? (await loadBalancers.rule(ruleArn));
    if (!seen || !(await liveWeights(loadBalancers, seen))) return 'nothing';
    if (!(await isDeploying(services, member, seat))) {
      // A deployment may have begun and ended since.
      const rule = await loadBalancers.rule(ruleArn);
      const weights = rule && (await liveWeights(loadBalancers, rule));
      if (!rule || !weights) return 'nothing';
      await loadBalancers.changeWeights(ruleArn, weights, { sticky: rule.sticky ?? false });
      log({ event: 'weights-moved', member, rule: ruleArn, weights });
      return 'mended';
    }
    if (look >= looks) return 'deploying';
    await pause(PAUSE_MS, `ECS to deploy ${nameOf(member, seat)}`);
  }
}

/** Whether only ECS may move the weights. Also true if the member has no service. */
export const isDeploying = async (services: Services, member: string, seat: Seat): Promise<boolean> =>
  (await deploymentState(services, member, seat)) !== 'over';

/** Whether ECS is deploying the member's service. */
export const deploymentState = (services: Services, member: string, seat: Seat): Promise<DeploymentProgress> =>
  services.deploymentState(seat.cluster, nameOf(member, seat));

/** The name of the member's service. */
export const nameOf = (member: string, { wish }: Seat): string => wish.serviceName ?? serviceNameOf(member);

/** @returns the weights that the rule should have, if it sends its traffic to nobody while another group has targets */
export async function liveWeights(
  loadBalancers: LoadBalancers,
  { weights }: Pick<Rule, 'weights'>,
): Promise<Weights | undefined> {
  const groups = Object.keys(weights);
  const inUse = groups.filter((group) => (weights[group] ?? 0) > 0);
  if ((await withTargets(loadBalancers, inUse)).length > 0) return undefined;
  const idle = groups.filter((group) => !inUse.includes(group));
  const [live] = await withTargets(loadBalancers, idle);
  return live === undefined ? undefined : Object.fromEntries(groups.map((group) => [group, group === live ? ALL : 0]));
}

async function withTargets(loadBalancers: LoadBalancers, groups: readonly string[]): Promise<string[]> {
  const counts = await Promise.all(groups.map((group) => loadBalancers.targets(group)));
  return groups.filter((_, at) => (counts[at] ?? 0) > 0);
}
