import { ECS_MANAGED_TAG } from '../../contract';
import type { Job } from '../fence/job';
import { memberOfTags, memberTags } from '../identity';
import type { Seat } from '../ledger/items';
import { gatewayTags, serviceNameOf } from '../names';
import { MembershipLostError, UpdateRefusedError } from '../world/errors';
import type { Matching, Rule, Weights } from '../world/load-balancers';
import type { World } from '../world/world';

/** Makes, finds, changes and deletes the rule of a member. The callers decide when that may be done. */

/** ECS moves the traffic with weights that add up to 100. */
export const ALL = 100;

export interface TargetGroups {
  blue: string;
  green: string;
}

/** The member's rule by its recorded ARN, or else by its tags. A recorded rule on another listener does not count. */
export const findRule = async (world: World, member: string, seat: Seat): Promise<Rule | undefined> =>
  (isOnListener(seat) && (await world.loadBalancers.rule(seat.ruleArn))) || findByTags(world, member, seat);

/** `…:listener/app/NAME/ID/ID` has rules `…:listener-rule/app/NAME/ID/ID/ID`. */
const isOnListener = (seat: Seat): seat is Seat & { ruleArn: string } =>
  !!seat.facts && !!seat.ruleArn?.startsWith(`${seat.facts.listenerArn.replace(':listener/', ':listener-rule/')}/`);

const findByTags = async (world: World, member: string, seat: Seat): Promise<Rule | undefined> =>
  (await taggedRules(world, member, seat))[0];

/** @returns the rules with the member's tags: normally one */
async function taggedRules({ loadBalancers }: World, member: string, { facts }: Seat): Promise<Rule[]> {
  const rules = facts ? await loadBalancers.rules(facts.listenerArn) : [];
  const tags = await loadBalancers.tags(rules.map((rule) => rule.arn));
  return rules.filter((rule) => memberOfTags(tags.get(rule.arn) ?? {}) === member);
}

/** AWS shows a new listener after some seconds. It is asked after each of these pauses in milliseconds: 20 s in all. */
const LISTENER_PAUSES_MS = [2_000, 6_000, 12_000];

/** @returns the rule's ARN, or `PriorityInUse`. @throws MembershipLostError if AWS does not show the listener */
export async function createRule(
  { world: { loadBalancers }, pause }: Looking,
  member: string,
  { token, facts }: Seat,
  { conditions, rewrite, sticky }: Matching & { sticky?: boolean },
  priority: number,
  weights: Weights,
): Promise<string | 'PriorityInUse'> {
  const listenerArn = facts?.listenerArn ?? '';
  const ask = () =>
    loadBalancers.createRule({
      listenerArn,
      conditions,
      rewrite,
      priority,
      weights,
      ...(sticky && { sticky }),
      tags: { ...gatewayTags(token), ...memberTags(member), [ECS_MANAGED_TAG.Key]: ECS_MANAGED_TAG.Value },
    });
  let made = await ask();
  for (const milliseconds of LISTENER_PAUSES_MS) {
    if (made !== 'not yet') return made;
    await pause(milliseconds, `AWS to show the listener ${listenerArn}`);
    made = await ask();
  }
  if (made === 'not yet') {
    throw new MembershipLostError(
      `Somebody deleted the shared listener ${listenerArn}; cfn-express doctor --fix makes it again`,
    );
  }
  return made;
}

/**
 * Makes an existing rule ready for sticky target groups. Apart from ECS, only this writes weights (rule Z1): the
 * weights that the rule already has, and not while ECS moves them.
 * @throws UpdateRefusedError during a deployment
 */
export async function enableStickiness({ loadBalancers, log }: World, { ruleArn }: Seat): Promise<void> {
  const rule = ruleArn === undefined ? undefined : await loadBalancers.rule(ruleArn);
  if (!rule || rule.sticky) return;
  if (Object.values(rule.weights).filter((weight) => weight > 0).length > 1) {
    throw new UpdateRefusedError(
      'StickySessions cannot be turned on while a deployment divides the traffic between the target groups; update again when ' +
        'it has ended',
    );
  }
  await loadBalancers.changeWeights(rule.arn, rule.weights, { sticky: true });
  log({ event: 'rule-made-sticky', rule: rule.arn });
}

/** A list of rules may lack a new rule for this long, in milliseconds. */
const BEHIND_MS = 10_000;

/** The member's rule by its tags. If none is listed, it looks again after a pause: the rule may be new. */
export const findSurely = async (job: Looking, member: string, seat: Seat): Promise<Rule | undefined> =>
  (await taggedSurely(job, member, seat))[0];

async function taggedSurely({ world, pause }: Looking, member: string, seat: Seat): Promise<Rule[]> {
  const found = await taggedRules(world, member, seat);
  if (found.length > 0 || !seat.facts) return found;
  await pause(BEHIND_MS, `AWS to show every rule of ${seat.facts.listenerArn}`);
  return taggedRules(world, member, seat);
}

type Looking = Pick<Job, 'world' | 'pause'>;

/**
 * Deletes the member's rule. If the recorded rule is gone, somebody deleted it, and a run that did not finish may have
 * made another. Then, and if no rule is recorded, every rule with the member's tags is deleted.
 */
export async function removeRule(job: Looking, member: string, seat: Seat): Promise<void> {
  const { loadBalancers, log } = job.world;
  const remove = async (arn: string): Promise<boolean> => {
    const outcome = await loadBalancers.deleteRule(arn);
    log({ event: 'rule-deleted', member, rule: arn, outcome });
    return outcome === 'deleted';
  };
  if (seat.ruleArn && (await remove(seat.ruleArn)) && !seat.remaking) return;
  // A repeated Delete also finds the rule gone. It need not wait for a rule that no run has begun to make.
  const isSure = seat.ruleArn !== undefined && !seat.remaking;
  const others = isSure ? await taggedRules(job.world, member, seat) : await taggedSurely(job, member, seat);
  for (const { arn } of others) {
    await remove(arn);
  }
}

/** Weights that send all the traffic to the blue target group. */
export const toBlue = ({ blue, green }: TargetGroups): Weights => ({ [blue]: ALL, [green]: 0 });

const toGreen = ({ blue, green }: TargetGroups): Weights => ({ [blue]: 0, [green]: ALL });

/**
 * Weights for a rule that is made again: all the traffic to the target group that has targets (rule Z8). Only ECS ever
 * moves traffic, and it begins with the weights that it finds. If both groups have targets, a deployment is going on,
 * and only ECS knows which revision is the canary.
 * @throws UpdateRefusedError if ECS does not say
 */
export async function toLive(world: World, member: string, seat: Seat, groups: TargetGroups): Promise<Weights> {
  const { loadBalancers, services } = world;
  const [blue, green] = await Promise.all([loadBalancers.targets(groups.blue), loadBalancers.targets(groups.green)]);
  if (blue === 0 || green === 0) return green > 0 ? toGreen(groups) : toBlue(groups);
  const name = seat.wish.serviceName ?? serviceNameOf(member);
  switch (await services.liveTargetGroup(seat.cluster, name)) {
    case groups.blue:
      return toBlue(groups);
    case groups.green:
      return toGreen(groups);
    default:
      throw new UpdateRefusedError(
        `The listener rule of ${name} was deleted, both of its target groups have targets, and ECS does not say which of ` +
          'them takes the traffic; try again when its deployment has ended',
      );
  }
}

export const sameMatching = (one: Matching, other: Matching): boolean =>
  sameValues(one.conditions.hosts, other.conditions.hosts) &&
  sameValues(one.conditions.paths, other.conditions.paths) &&
  sameValues(one.conditions.cidrs, other.conditions.cidrs) &&
  one.rewrite?.regex === other.rewrite?.regex &&
  one.rewrite?.replace === other.rewrite?.replace;

export const sameValues = (one: readonly string[], other: readonly string[]): boolean =>
  [...one].sort().join('\n') === [...other].sort().join('\n');
